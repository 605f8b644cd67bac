"""Thousands of clients that connect and say nothing, on a pool of 16, in a network namespace of their own."""
import contextlib
import ctypes
import fcntl
import os
import resource
import select
import socket
import struct
import time

import procfs
from faults import running
from servers import BenchError
from tables import cell, table, verdict

POOL, BACKLOG = 16, 8192
TIMEOUT_SECONDS = 2
WATCH_TIMEOUTS = 5          # so many times the timeout is what one waits for the real clients
REAL_RATE = 20
ASK_EVERY, WARM_UP_QUESTIONS = 0.1, 200
ANSWER_MS, GROWTH_MIB = 50, 10
SIZE = f'mode: static\n    max: {POOL}\n    first-byte-timeout: {TIMEOUT_SECONDS}s'
CLONE_NEWNET, SIOCSIFFLAGS, IFF_UP = 0x40000000, 0x8914, 1
SOMAXCONN_FILE = '/proc/sys/net/core/somaxconn'
SPARE_DESCRIPTORS = 200
SOURCES = 16                # loopback addresses, so that ports do not run out
BATCH, BATCH_SECONDS = 50, 0.02     # so many connect at once: the kernel answers all of one moment together later on,
                                    # and loopback holds 1000 packets


# ---- a network of one's own ---------------------------------------------------------------------

def enter(call, *arguments):
    if call(*arguments):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@contextlib.contextmanager
def network_namespace():
    """This process and those that it starts have a loopback of their own, where root is allowed to; it goes away with
    the last of them. The value: the longest accept queue there."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open('/proc/self/ns/net', os.O_RDONLY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(PermissionError):
            enter(libc.unshare, CLONE_NEWNET)
            with socket.socket() as any_socket:
                fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack('16sh14x', b'lo', IFF_UP))
            with contextlib.suppress(OSError), open(SOMAXCONN_FILE, 'w') as file:
                file.write(str(BACKLOG))
        with open(SOMAXCONN_FILE) as file:
            yield int(file.read())
    finally:
        with contextlib.suppress(PermissionError):
            enter(libc.setns, before, CLONE_NEWNET)
        os.close(before)


def raise_descriptors(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted and hard != resource.RLIM_INFINITY and hard < wanted:
        raise BenchError(f'{wanted} descriptors are needed and {hard} are allowed; see ulimit -Hn')
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


# ---- the clients --------------------------------------------------------------------------------

class Silent:
    """Clients that connect and wait for the server to end it; each end is noted with its time."""

    def __init__(self, port, number):
        self.poller, self.clients, self.ends = select.epoll(), {}, []
        for i in range(number):
            client = socket.socket()
            client.bind((f'127.0.0.{1 + i % SOURCES}', 0))
            client.connect(('127.0.0.1', port))
            self.clients[client.fileno()] = client
            self.poller.register(client, select.EPOLLIN | select.EPOLLRDHUP)
            if i % BATCH == BATCH - 1:
                time.sleep(BATCH_SECONDS)

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for descriptor, _ in self.poller.poll(left):
                self.poller.unregister(descriptor)
                self.clients.pop(descriptor).close()
                self.ends.append(time.monotonic())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for client in self.clients.values():
            client.close()
        self.poller.close()


def milliseconds_of(question):
    began = time.monotonic()
    question()
    return (time.monotonic() - began) * 1e3


def ask_and_watch(server, clients, seconds):
    """The times of both answers, in ms, asked time and again while the clients are watched."""
    metrics, status, end = [], [], time.monotonic() + seconds
    while time.monotonic() < end:
        metrics.append(milliseconds_of(server.metrics))
        status.append(milliseconds_of(lambda: server.ask(command='status')))
        clients.watch(ASK_EVERY)
    return metrics, status


def first_served(rows):
    """Seconds until the first real client had its answer; none: infinity."""
    return min((row['due_ms'] + row['end_ms'] for row in rows if row['result'] == 'ok'), default=float('inf')) / 1e3


# ---- the measure --------------------------------------------------------------------------------

def silent_row(rig, server, number):
    limit = WATCH_TIMEOUTS * TIMEOUT_SECONDS
    with running(server, size=SIZE, first=POOL, backlog=BACKLOG):
        warm_up(server)
        before = procfs.rss_mib(server.pid)
        with Silent(server.port, number) as clients:
            with rig.loadgen.start(server, '-R', REAL_RATE, '-d', limit, '-t', 1000) as real:
                metrics, status = ask_and_watch(server, clients, limit)
                summary = real.result()
                rows = real.rows()
            grown = procfs.rss_mib(server.pid) - before
            ended = len(clients.ends)
    served = first_served(rows)
    is_met = (served <= TIMEOUT_SECONDS and ended == number and max(metrics + status) <= ANSWER_MS
              and grown < GROWTH_MIB)
    return [server.name, number, ended, 'none' if served == float('inf') else cell(served, 2),
            f'{summary["done"] - summary["errors"]} of {summary["done"]}',
            worst(metrics), worst(status), cell(grown, 1), verdict(is_met)]


def warm_up(server):
    """The first answers load classes and touch the heap, with or without silent clients."""
    for _ in range(WARM_UP_QUESTIONS):
        server.metrics()
        server.ask(command='status')


def worst(times):
    return f'{sorted(times)[len(times) // 2]:.1f} / {max(times):.1f}'


def silent(rig):
    raise_descriptors(rig.silent_clients + SPARE_DESCRIPTORS)
    with network_namespace() as somaxconn:
        number = min(rig.silent_clients, somaxconn)
        rows = [silent_row(rig, server, number) for _, server in rig.all_languages('silent')]
    return (f'{number} silent connections on a pool of {POOL}, somaxconn {somaxconn}, first-byte-timeout '
            f'{TIMEOUT_SECONDS} s, watched for {WATCH_TIMEOUTS * TIMEOUT_SECONDS} s; beside them {REAL_RATE} real clients '
            'a second, each waiting for 1 s at most\n\n'
            + table(['server', 'silent', 'of them ended', 'first real client served after (s)', 'real clients served',
                     '/metrics, median / worst (ms)', 'status, median / worst (ms)', 'parent grew (MiB)', 'met'], rows))
