#!/usr/bin/env python3
# count.py - a worker in Python for preforkd that counts what it does: it says what time it is, and the daemon publishes,
# with its own metrics, how often all children of the pool have done so, and how long it took. PROTOCOL.md, section 15.
import errno, json, os, select, socket, struct, sys, time

HELLO = b'{"version":1,"features":["pong","async"],"name":"count.py"}'
NOBODY = (errno.EAGAIN, errno.ECONNABORTED, errno.EINTR, errno.EINVAL)
BUCKETS = [0.001, 0.01, 0.1, 1]    # seconds
PAUSE = 1    # seconds between two reports

if "PREFORKD_CHANNEL" not in os.environ: print("count.py: PREFORKD_CHANNEL is not set", file=sys.stderr); sys.exit(78)
channel = socket.socket(fileno=int(os.environ["PREFORKD_CHANNEL"]))
listeners = [socket.socket(fileno=number) for number in range(3, channel.fileno())]
draining, finished = False, 0
times, told_at = [], 0    # what has not been told yet, and when something was

def report(verb, payload, text=b""):
    try: channel.sendall(struct.pack("=cIc", verb, payload & 0xFFFFFFFF, b"\n") + text)
    except OSError: pass    # the next read of the channel finds its end

def receive(length):
    try: data = channel.recv(length, socket.MSG_WAITALL) if length else b""
    except OSError: data = b""
    return data if len(data) == length else None

def seconds_left():    # until there is something to tell; none if there is nothing
    return max(0, told_at + PAUSE - time.monotonic()) if times else None

def tell():    # never one report for each connection, and nothing for which there is no room
    global told_at
    if seconds_left() != 0 or not select.select([], [channel], [], 0)[1]: return
    counts = [0] * (len(BUCKETS) + 1)
    for one in times: counts[sum(one > bound for bound in BUCKETS)] += 1
    text = json.dumps({"metrics": [
        {"name": "clock_answers", "kind": "counter", "help": "Times told", "value": len(times)},
        {"name": "clock_seconds", "kind": "histogram", "buckets": BUCKETS, "counts": counts, "sum": sum(times)}]}).encode()
    report(b"m", len(text), text)
    times.clear()
    told_at = time.monotonic()

def obey():    # one frame: six bytes, and the text behind a lower-case verb; none if the parent is gone
    global draining
    frame = receive(6)
    verb, payload, _ = struct.unpack("=cIc", frame or b"D\0\0\0\0\n")
    text = receive(payload) if verb.islower() else b""
    if verb == b"A": carry_out(frame[2])
    elif verb == b"P": report(b"Q", payload)
    elif verb == b"D" or text is None: draining = True    # nothing is in hand: to exit closes all listeners

def carry_out(listener):
    global finished
    try: client = listeners[listener].accept()[0]
    except OSError as e: return report(b"I", finished) if e.errno in NOBODY else report(b"E", e.errno)
    report(b"B", finished + 1)
    began = time.monotonic()
    with client:
        try: client.sendall(time.ctime().encode() + b"\n")
        except OSError: pass    # the client has left
    times.append(time.monotonic() - began)
    finished += 1
    tell()    # before we are idle
    report(b"I", finished)

report(b"h", len(HELLO), HELLO)
report(b"I", 0)    # nothing in the parent's hello matters here
while not draining:
    if select.select([channel], [], [], seconds_left())[0]: obey()
    else: tell()
told_at = 0    # the last words need not wait
tell()
