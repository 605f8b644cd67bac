#!/usr/bin/env python3
# hello_multi.py - a worker in Python for preforkd that is driven by events: answers HTTP with "hello", many connections
# at one time. It takes them by orders, or as the parent passes them.
import errno, json, os, selectors, socket, struct, sys, time, types

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"
HELLO = b'{"version":1,"features":["multi","pass","pong","async"],"name":"hello_multi.py"}'
NOBODY = (errno.EAGAIN, errno.ECONNABORTED, errno.EINTR, errno.EINVAL)
GRACE, REPORT, NEVER = 0.002, 0.02, float("inf")    # seconds: for a first byte of deferred clients; from Z to Z
selector, limits, held = selectors.DefaultSelector(), {}, {}    # held: by connection its request, and when it is over
my = types.SimpleNamespace(accepted=0, ended=0, told=0, told_at=0, draining=False)
if "PREFORKD_CHANNEL" not in os.environ: print("PREFORKD_CHANNEL is not set", file=sys.stderr); sys.exit(78)
channel = socket.socket(fileno=int(os.environ["PREFORKD_CHANNEL"]))
listeners = [socket.socket(fileno=number) for number in range(3, channel.fileno())]

def report(verb, payload, text=b"", flags=0):
    try: channel.send(struct.pack("=cIc", verb, payload & 0xFFFFFFFF, b"\n") + text, flags)
    except OSError: pass    # no room, which the next report makes good for; or the end, which the next read finds

def receive(length):
    try: data = channel.recv(length, socket.MSG_WAITALL) if length else b""
    except OSError: data = b""
    return data if len(data) == length else None

def obey():    # one frame: six bytes, and the text behind a lower-case verb; none if the parent is gone
    frame = receive(6) or b"D\0\0\0\0\n"
    (verb, payload), (listener, count) = struct.unpack("=cIx", frame), struct.unpack("=2xBHx", frame)
    text = receive(payload) if verb.islower() else b""
    if verb == b"A": take(listener, min(count, limits.get("concurrency", 1) - len(held)))
    elif verb == b"C": hold([socket.socket(fileno=fd) for fd in socket.recv_fds(channel, 1, 1)[1]], listener, errno.EMFILE)
    elif verb == b"P": report(b"Q", payload)
    elif verb == b"h" and text: limits.update(json.loads(text)["limits"]); report(b"I", 0)
    elif verb == b"D" or text is None:    # whoever is held is served to the end
        my.draining = True
        selector.unregister(channel)
        for each in listeners: each.close()

def take(listener, count):
    clients, error = [], 0
    try:
        while len(clients) < count: clients.append(listeners[listener].accept()[0])
    except OSError as e: error = 0 if e.errno in NOBODY else e.errno
    hold(clients, listener, error)

def hold(clients, listener, error):
    my.accepted += len(clients)
    report(*((b"E", error) if error and not clients else (b"N", my.accepted)))    # before the first read
    patience, most = limits.get("first-byte-ms", 0) / 1000 or NEVER, limits.get("connection-timeout-ms", 0) / 1000 or NEVER
    if listener in limits.get("deferred", []): patience = min(patience, GRACE)
    for client in clients:
        client.setblocking(False)
        held[client] = [b"", time.monotonic() + min(patience, most), time.monotonic() + most]
        selector.register(client, selectors.EVENT_READ)

def serve(client):
    try:
        data = client.recv(8192)
        held[client][:2] = [held[client][0] + data, held[client][2]]    # it has spoken: its whole time is its limit
        if held[client][0].endswith(b"\r\n\r\n"): client.send(ANSWER)
        if held[client][0].endswith(b"\r\n\r\n") or not data or len(held[client][0]) > 8192: let_go(client)
    except OSError: let_go(client)    # it has left

def let_go(client):
    selector.unregister(client)
    held.pop(client), client.close()
    my.ended += 1

def turn():    # waits until something happens, and for no time that does not come
    now = time.monotonic()
    due = min([times[1] for times in held.values()] + [my.told_at + REPORT] * (my.told < my.ended), default=NEVER)
    for key, _ in selector.select(None if due == NEVER else max(0, due - now)):
        obey() if key.fileobj is channel else serve(key.fileobj)
    for client in [client for client, times in held.items() if times[1] <= now]: let_go(client)    # over before we looked
    if my.told < my.ended and my.told_at + REPORT <= now:
        my.told, my.told_at = my.ended, time.monotonic()
        report(b"Z", my.ended, flags=socket.MSG_DONTWAIT)

selector.register(channel, selectors.EVENT_READ), report(b"h", len(HELLO), HELLO)
while not my.draining or held: turn()
