"""Every way in which connections come to children, against the C server whose children block in accept."""
import itertools
import statistics

import procfs
from measures import OPEN_RATE, WARM_UP_MS, rounds
from servers import CHILDREN, STATIC
from tables import cell, ratios, table

LOADS = [('16 clients', ('-c', 16)), (f'open, {OPEN_RATE}/s', ('-R', OPEN_RATE))]
MODES = 'lowest-idle', 'round-robin', 'shared', 'reuse-port', 'pass', 'least-busy'
CONCURRENCY = {'least-busy': 1000}
WARM_UPS = {'least-busy': 5}    # what event-driven children do is more, and cold in each of them


def modes(rig):
    """One load for each mode and round; in a round all modes and the baseline run one after the other."""
    servers = [rig.baseline, *rig.modes(MODES)]
    results = {(kind, server.name): [] for kind, _ in LOADS for server in servers}
    try:
        for server in servers:
            start(rig, server)
        for turn in rounds(rig, servers):
            for (kind, options), server in itertools.product(LOADS, turn):
                results[kind, server.name].append(measure(rig, server, options))
    finally:
        for server in servers:
            server.stop()
    return modes_table(servers, results)


def start(rig, server):
    mode = getattr(server, 'mode', None)
    if mode is None:
        server.start()
    else:
        most = CONCURRENCY.get(mode, 1)
        server.start(size=f'{STATIC}\n    dispatch: {mode}\n    concurrency: {most}', first=CHILDREN)
    for _ in range(WARM_UPS.get(mode, 1)):
        rig.warm_up(server)


def measure(rig, server, options):
    """The load generator's figures, and what the children did for it."""
    switches, connections = switches_of(server), connections_of(server)
    run = rig.loadgen.run(server, *options, '-d', rig.seconds, '-w', WARM_UP_MS)
    served = [after - before for before, after in zip(connections, connections_of(server))]
    run['wakes'] = (switches_of(server) - switches) / run['done']
    run['most'] = 100 * max(served) / max(1, sum(served)) if served else None
    run['least'] = 100 * min(served) / max(1, sum(served)) if served else None
    return run


def switches_of(server):
    """How often a child has gone to sleep, in all; it was woken as often."""
    return sum(map(procfs.voluntary_switches, server.children()))


def connections_of(server):
    """Those of each child; nothing is known of the baseline's."""
    if getattr(server, 'mode', None) is None:
        return []
    pool, = server.ask(command='status')['pools']
    return [slot['connections'] for slot in pool['slots']]


def modes_table(servers, results):
    rows = []
    for (kind, _), server in itertools.product(LOADS, servers):
        runs, base = results[kind, server.name], results[kind, servers[0].name]
        figures = [ratios(runs, base, key, digits)
                   for key, digits in (('per_second', 0), ('p50', 0), ('p99', 0), ('cpu_us', 1))]
        rows.append([kind, server.name, *figures, cell(median(runs, 'wakes'), 2), *evenness(runs),
                     sum(run['errors'] for run in runs)])
    return (f'Every mode, {CHILDREN} children in Java, one connection a request (times in us; in brackets the median '
            f'of the rounds\' ratios to C)\n\n'
            + table(['load', 'server', 'conns/s', 'p50', 'p99', 'CPU/conn', 'wake-ups/conn', 'busiest child (%)',
                     'least busy (%)', 'errors'], rows))


def evenness(runs):
    return ['', ''] if runs[0]['most'] is None else [cell(median(runs, key), 1) for key in ('most', 'least')]


def median(runs, key):
    return statistics.median(run[key] for run in runs)
