"""Event-driven children with many connections each: how evenly they share them, and what that costs the parent."""
import errno
import random
import resource
import selectors
import socket
import statistics
import time

import procfs
from measures import rounds
from servers import BenchError
from tables import cell, table, verdict

CHILDREN = 4
HELD = 4_000            # 1,000 a child
TURNOVER = 8            # times a quarter of them leave, and as many others come
CROWD = 10_000
LIMIT = 30              # seconds for an answer
RATE = 1_000            # a second, for the parent's CPU
SIZE = f'mode: static\n    max: {CHILDREN}'
EVENTS = f'{SIZE}\n    dispatch: least-busy\n    concurrency: 4000'
BACKLOG = 4096
REQUEST = b'GET / HTTP/1.1\r\nHost: bench\r\n\r\n'
HALF = REQUEST[:20]
MOST_UNEVEN, MOST_CPU = 5, 1.5


def many(rig):
    allow_descriptors()
    server = rig.events()
    server.start(size=EVENTS, first=CHILDREN, backlog=BACKLOG)
    try:
        rig.warm_up(server)
        uneven = evenness(server)
        answered, seconds = crowd(server)
    finally:
        server.stop()
    return report(uneven, answered, seconds, parents_cpu(rig))


def allow_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CROWD + 500:
        raise BenchError(f'{hard} descriptors are allowed, {CROWD + 500} are needed: raise the hard limit')
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def connect(server):
    return socket.create_connection(('127.0.0.1', server.port), timeout=LIMIT)


def evenness(server):
    """Half of the clients are silent, the others in the midst of a request; in per cent of the fullest child."""
    clients, worst = [], 0
    for _ in range(TURNOVER):
        random.shuffle(clients)
        for client in clients[:HELD // 4]:
            client.close()
        del clients[:HELD // 4]
        while len(clients) < HELD:
            clients.append(connect(server))
            if len(clients) % 2:
                clients[-1].sendall(HALF)
        worst = max(worst, spread(server))
    for client in clients:
        client.close()
    return worst


def spread(server):
    """Once all are there: what the emptiest child holds less than the fullest."""
    limit = time.monotonic() + LIMIT
    while True:
        pool, = server.ask(command='status')['pools']
        held = [slot['open'] for slot in pool['slots']]
        if sum(held) == HELD:
            return 100 * (max(held) - min(held)) / max(held)
        if time.monotonic() > limit:
            raise BenchError(f'{server.name} holds {held}, which should be {HELD} in all')
        time.sleep(0.05)


def crowd(server):
    """All are there before the first of them asks; how many were answered, and within how many seconds."""
    clients = [connect(server) for _ in range(CROWD)]
    began = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for client in clients:
            client.setblocking(False)
            client.send(REQUEST)
            selector.register(client, selectors.EVENT_READ)
        return answers(selector, CROWD), time.monotonic() - began


def answers(selector, expected):
    count, limit = 0, time.monotonic() + LIMIT
    while expected and time.monotonic() < limit:
        for key, _ in selector.select(1):
            count += is_answer(key.fileobj)
            selector.unregister(key.fileobj)
            key.fileobj.close()
            expected -= 1
    return count


def is_answer(client):
    try:
        return client.recv(4096).endswith(b'hello\n')
    except OSError as e:
        if e.errno in (errno.ECONNRESET, errno.EPIPE):
            return False
        raise


def parents_cpu(rig):
    """CPU microseconds of the parent for each connection, at the same rate, in both ways."""
    servers = [rig.modes(['lowest-idle'])[0], rig.events()]
    costs = {server.name: [] for server in servers}
    try:
        for server, size in zip(servers, (f'{SIZE}\n    dispatch: lowest-idle', EVENTS)):
            server.start(size=size, first=CHILDREN, backlog=BACKLOG)
            rig.warm_up(server)
        for turn in rounds(rig, servers):
            for server in turn:
                costs[server.name].append(cost(rig, server))
    finally:
        for server in servers:
            server.stop()
    return [statistics.median(costs[server.name]) for server in servers]


def cost(rig, server):
    before = procfs.own_cpu_seconds(server.pid)
    run = rig.loadgen.run(server, '-R', RATE, '-d', CROWD / RATE)
    if run['errors']:
        raise BenchError(f'{server.name}: {run["errors"]} of {run["done"]} requests failed')
    return (procfs.own_cpu_seconds(server.pid) - before) * 1e6 / run['done']


def report(uneven, answered, seconds, costs):
    ratio = costs[1] / costs[0]
    rows = [[f'{HELD} open in {CHILDREN} children: the emptiest below the fullest, worst (%)', cell(uneven, 1),
             f'<= {MOST_UNEVEN}', verdict(uneven <= MOST_UNEVEN)],
            [f'{CROWD} connections at one time: answered', f'{answered:,} in {seconds:.1f} s', f'{CROWD:,}',
             verdict(answered == CROWD)],
            [f'CPU of the parent for one of {CROWD} connections, {RATE}/s, against lowest-idle (us)',
             f'{costs[1]:.0f} and {costs[0]:.0f}, {ratio:.2f} x', f'<= {MOST_CPU} x', verdict(ratio <= MOST_CPU)]]
    return (f'least-busy, {CHILDREN} event-driven children in Java; {TURNOVER} times a quarter of the clients is exchanged\n\n'
            + table(['', 'measured', 'must', 'met'], rows))
