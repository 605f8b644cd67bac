#!/usr/bin/env python3
# listen.py - a worker in Python for preforkd with a port beside its pool's, which the daemon opens for it: it says what
# time it is to the pool's clients, and at the other port, by HTTP, how many it has told. All children of the pool share that
# port, so the kernel chooses who answers. Called as listen.py ADDRESS, in the form of may-listen: 127.0.0.1:9090, unix:/run/status.sock
import errno, json, os, select, socket, struct, sys, time

HELLO = b'{"version":1,"features":["pong","async"],"name":"listen.py"}'
NOBODY = (errno.EAGAIN, errno.ECONNABORTED, errno.EINTR, errno.EINVAL)
PATIENCE = 0.1    # seconds for the request of a status client, who would hold up the pool's

if "PREFORKD_CHANNEL" not in os.environ: print("listen.py: PREFORKD_CHANNEL is not set", file=sys.stderr); sys.exit(78)
channel = socket.socket(fileno=int(os.environ["PREFORKD_CHANNEL"]))
listeners = [socket.socket(fileno=number) for number in range(3, channel.fileno())]
status, is_answered, draining, finished = None, False, False, 0

def report(verb, payload, text=b""):
    try: channel.sendall(struct.pack("=cIc", verb, payload & 0xFFFFFFFF, b"\n") + text)
    except OSError: pass    # the next read of the channel finds its end

def receive(length):    # exactly so many bytes, so that the one with a descriptor is never among them
    try: data = channel.recv(length, socket.MSG_WAITALL) if length else b""
    except OSError: data = b""
    return data if len(data) == length else None

def ask(address):
    host, _, port = address.rpartition(":")
    if address.startswith("unix:"): where = {"protocol": "unix", "path": address[len("unix:"):]}
    else: where = {"protocol": "tcp", "address": host.strip("[]"), "port": int(port)}
    text = json.dumps({"request": 1, **where}).encode()
    report(b"l", len(text), text)

def answered(reply):
    global status, is_answered
    is_answered = True
    descriptors = socket.recv_fds(channel, 1, 1)[1] if reply.get("granted") else []
    if descriptors: status = socket.socket(fileno=descriptors[0])
    else: print("listen.py: no status port:", reply.get("error", "no descriptor came"), file=sys.stderr, flush=True)

def obey():    # one frame: six bytes, and the text behind a lower-case verb; none if the parent is gone
    global draining
    frame = receive(6)
    verb, payload, _ = struct.unpack("=cIc", frame or b"D\0\0\0\0\n")
    text = receive(payload) if verb.islower() else b""
    if verb == b"A": carry_out(frame[2])
    elif verb == b"P": report(b"Q", payload)
    elif verb == b"l" and text: answered(json.loads(text))
    elif verb == b"D" or text is None: draining = True    # nothing is in hand: to exit closes all listeners

def accept(listener):
    try: return listener.accept()[0], 0
    except OSError as e: return None, 0 if e.errno in NOBODY else e.errno

def carry_out(listener):
    global finished
    client, error = accept(listeners[listener])
    if client is None: return report(b"E", error) if error else report(b"I", finished)
    report(b"B", finished + 1)
    with client:
        try: client.sendall(time.ctime().encode() + b"\n")
        except OSError: pass    # the client has left
    finished += 1
    report(b"I", finished)

def tell_status(client):
    body = b"%d told by %d\n" % (finished, os.getpid())
    with client:
        try:
            client.settimeout(PATIENCE)
            if client.recv(8192): client.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        except OSError: pass    # silent, or gone

report(b"h", len(HELLO), HELLO)
if len(sys.argv) > 1: ask(sys.argv[1])    # behind our h; the answer comes behind the parent's
while not (is_answered or draining or len(sys.argv) < 2): obey()
if not draining: report(b"I", 0)
while not draining:
    ready = select.select([channel] + ([status] if status else []), [], [])[0]
    if channel in ready: obey()
    elif ready and (client := accept(status)[0]): tell_status(client)
