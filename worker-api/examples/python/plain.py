#!/usr/bin/env python3
"""A server that has never heard of preforkd, for dispatch: shared and worker: {server: [python3, plain.py]}.

It finds its sockets as sd_listen_fds(3) says, and leaves in order at TERM.
"""
import os
import select
import signal
import socket
import sys

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"

if os.environ.get("LISTEN_PID") != str(os.getpid()):
    sys.exit("plain.py: no listening sockets; to be started by a socket activator")
listeners = [socket.socket(fileno=3 + i) for i in range(int(os.environ["LISTEN_FDS"]))]
wake, waker = os.pipe()
os.set_blocking(waker, False)
signal.set_wakeup_fd(waker)
stopping = False

def stop(number, frame):
    global stopping
    stopping = True
    for listener in listeners:
        listener.close()

def serve(client):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        data = client.recv(8192)
        if not data:
            return
        head += data
    client.sendall(ANSWER)

signal.signal(signal.SIGTERM, stop)
for listener in listeners:
    listener.setblocking(False)    # another copy may have been quicker
while not stopping:
    try:
        ready = select.select(listeners + [wake], [], [])[0]
        client = next(listener for listener in ready if listener != wake).accept()[0]
    except (BlockingIOError, ConnectionAbortedError, StopIteration):
        continue
    except (OSError, ValueError):
        if stopping:    # its listeners are closed
            break
        raise
    client.setblocking(True)
    with client:
        try:
            serve(client)
        except OSError:
            pass    # the client has left
