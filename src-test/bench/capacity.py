"""Whether `preforkd simulate` tells the truth: a real run with its journal, and that journal run again in virtual time.

A client connects, sends a byte, and has it back from the child as soon as the child has the connection: so long it has
waited. Then it holds the connection for a time drawn by lot, as long as the child would have worked.
"""
import asyncio
import json
import os
import random
import statistics
import subprocess
import time

from servers import BenchError, Preforkd
from spamd import progress
from tables import cell, table, verdict

SIZE = 'mode: dynamic\n    min: 2\n    max: 8\n    start: 2\n    min-spare: 1\n    max-spare: 3'
WORKER = '{java: io.preforkd.example.Echo}'
# Arrivals a second, by chance; at 53 a second all eight would be busy all the time.
LOADS = {'half of what the pool can do': 26, 'nine tenths of it': 48}
LOAD_SECONDS, SERVICE_SECONDS, DEADLINE = 40, 0.15, 60
SAMPLE_SECONDS = 0.1
ALONE, PAUSE = 100, 0.01
WITHIN = 0.2
SIMULATE_LIMIT = 120


class Load:
    """Clients that come by lot; seeded, so that each round has its own and a repetition the same."""

    def __init__(self, server, rate, seed):
        self.server, self.rate, self.lot = server, rate, random.Random(seed)
        self.waits, self.sizes = [], []

    def run(self):
        asyncio.run(self.clients())
        return self

    async def clients(self):
        begin, due = time.monotonic(), 0.0
        clients = [asyncio.create_task(self.sample(begin + LOAD_SECONDS))]
        while (due := due + self.lot.expovariate(self.rate)) < LOAD_SECONDS:
            await asyncio.sleep(max(0.0, begin + due - time.monotonic()))
            clients.append(asyncio.create_task(self.client(self.lot.expovariate(1 / SERVICE_SECONDS))))
        await asyncio.gather(*clients)

    async def client(self, hold):
        self.waits.append(await asyncio.wait_for(visit(self.server.port, hold), DEADLINE))

    async def sample(self, end):
        while time.monotonic() < end:
            pools = (await asyncio.to_thread(self.server.ask, command='status'))['pools']
            self.sizes.append(pools[0]['living'])
            await asyncio.sleep(SAMPLE_SECONDS)


async def visit(port, hold):
    """Seconds from the connection until the child has it."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    try:
        writer.write(b'.')
        if not await reader.read(1):
            raise BenchError('a connection was closed without an answer')
        waited = time.monotonic() - began
        await asyncio.sleep(hold)
        return waited
    finally:
        writer.close()


def message_seconds(server):
    """What one message takes: a client that finds everybody idle waits for two, to the parent and to the child."""
    async def alone():
        waits = []
        for _ in range(ALONE):
            waits.append(await visit(server.port, 0))
            await asyncio.sleep(PAUSE)
        return waits
    return during(server, lambda: statistics.median(asyncio.run(alone())) / 2)


def during(server, work, **more):
    server.start(SIZE, **more)
    try:
        return work()
    finally:
        server.stop()


def journal_of(server):
    return os.path.join(server.folder, 'journal')


def simulated(rig, server, message):
    """What `preforkd simulate` says of the same load."""
    command = [rig.launcher, 'simulate', '-c', server.configuration, '--journal', journal_of(server),
               '--message-time', f'{message * 1e6:.0f}us', '--json']
    done = subprocess.run(command, env=rig.environment, capture_output=True, text=True, timeout=SIMULATE_LIMIT)
    if done.returncode:
        raise BenchError(f'preforkd simulate: {done.stderr}')
    return json.loads(done.stdout)['scenarios'][0]


def compare(rig, name, rate, number):
    """Pairs of what was and what simulate says of it."""
    server = Preforkd(f'capacity {number} {rate}', WORKER, rig.launcher, os.path.join(rig.folder, 'capacity'), rig.environment)
    message = message_seconds(server)      # beforehand: its clients are not to be in the journal
    load = during(server, Load(server, rate, f'{name} {number}').run,
                  more_pools=f'journal: {{file: {journal_of(server)}, size: 1GiB}}\n')
    told = simulated(rig, server, message)
    waits = statistics.quantiles(load.waits, n=100, method='inclusive')
    return {'wait, p50 (ms)': (waits[49] * 1e3, told['wait']['p50'] * 1e3),
            'wait, p99 (ms)': (waits[98] * 1e3, told['wait']['p99'] * 1e3),
            'children, mean': (statistics.mean(load.sizes), told['children']['mean'])}


def capacity(rig):
    rows = []
    rounds = [{name: compare(rig, name, rate, number) for name, rate in LOADS.items()} for number in progress(rig)]
    for name in LOADS:
        for key in rounds[0][name]:
            rows.append(row(name, key, [measured[name][key] for measured in rounds]))
    return (f'What `preforkd simulate` says of the journal of a real run of {LOAD_SECONDS} s, beside what the clients met\n\n'
            + table(['load', '', 'real', 'simulated', 'ratio', 'must', 'met'], rows))


def row(name, key, pairs):
    ratio = statistics.median(told / was for was, told in pairs)
    values = [cell(statistics.median(side), 2) for side in zip(*pairs)]
    return [name, key, *values, f'{ratio:.2f}', f'{1 - WITHIN:.1f} .. {1 + WITHIN:.1f}', verdict(abs(ratio - 1) <= WITHIN)]
