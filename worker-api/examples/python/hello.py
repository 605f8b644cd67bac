#!/usr/bin/env python3
# hello.py - the least that a worker in Python for preforkd needs: answers HTTP with "hello", one connection an order.
# What it leaves out (self-accept, the board, accepting freely) makes workers faster; PROTOCOL.md says how.
import errno, json, os, select, socket, struct, sys, time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"
HELLO = b'{"version":1,"features":["pong","async"],"name":"hello.py"}'
NOBODY = (errno.EAGAIN, errno.ECONNABORTED, errno.EINTR, errno.EINVAL)
GRACE = 0.002    # seconds; who comes from a deferred listener without a byte has been silent for the whole time

channel, listeners, order, limits, draining, finished = None, [], None, None, False, 0

def report(verb, payload, text=b""):
    try:
        channel.sendall(struct.pack("=cIc", verb, payload & 0xFFFFFFFF, b"\n") + text)
    except OSError:
        pass    # the next read of the channel finds its end

def receive(length):
    try:
        data = channel.recv(length, socket.MSG_WAITALL) if length else b""
    except OSError:
        data = b""
    return data if len(data) == length else None

def obey():    # one frame: six bytes, and the text behind a lower-case verb; none if the parent is gone
    global order, limits, draining
    frame = receive(6)
    verb, payload, _ = struct.unpack("=cIc", frame or b"D\0\0\0\0\n")
    text = receive(payload) if verb.islower() else b""
    if verb == b"A": order = frame[2]    # the listener; the flags allow what this worker never does
    elif verb == b"P": report(b"Q", payload)
    elif verb == b"h" and text: limits = json.loads(text)["limits"]
    elif verb == b"D" or text is None:
        draining = True
        for listener in listeners: listener.close()

def wait(client, end):    # for the client, but with an ear for the parent; false if the time is over before
    while True:
        rest = None if end is None else max(0, end - time.monotonic())
        ready = select.select([client] if draining else [client, channel], [], [], rest)[0]
        if channel in ready: obey()
        if client in ready or not ready: return bool(ready)

def serve(client, listener):
    patience = limits.get("first-byte-ms", 0) / 1000
    if listener in limits.get("deferred", []): patience = min(patience, GRACE)
    end, head = time.monotonic() + patience if patience else None, b""
    while not head.endswith(b"\r\n\r\n"):
        data = wait(client, None if head else end) and client.recv(8192)
        if not data or len(head) > 8192: return
        head += data
    client.sendall(ANSWER)

def carry_out(listener):
    global finished
    try:
        client = listeners[listener].accept()[0]
    except OSError as e:
        return report(b"I", finished) if e.errno in NOBODY else report(b"E", e.errno)
    report(b"B", finished + 1)    # before the first read
    with client:
        try: serve(client, listener)
        except OSError: pass    # the client has left; Python ignores SIGPIPE
    finished += 1
    if not draining: report(b"I", finished)

def main():    # by itself, or in a child that template.py forks
    global channel, order
    if "PREFORKD_CHANNEL" not in os.environ: print("hello.py: PREFORKD_CHANNEL is not set", file=sys.stderr); sys.exit(78)
    channel = socket.socket(fileno=int(os.environ["PREFORKD_CHANNEL"]))
    listeners.extend(socket.socket(fileno=number) for number in range(3, channel.fileno()))
    report(b"h", len(HELLO), HELLO)
    while limits is None and not draining: obey()
    if not draining: report(b"I", 0)
    while not draining:
        obey()
        if order is not None: listener, order = order, None; carry_out(listener)
if __name__ == "__main__": main()
