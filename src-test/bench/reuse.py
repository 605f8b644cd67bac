"""A pool whose children have sockets of their own: what clients see while it grows and shrinks."""
import statistics
import time

from measures import FAULT_AT, FAULT_RATE
from servers import CHILDREN
from tables import cell, table, verdict

FEWEST = 2
TIMES = 50
RUN_SECONDS = 20
ROOM = 3        # of the run, for the last change and the last answers
SIZE = f'max: {CHILDREN}\n    start: {FEWEST}\n    min-spare: {FEWEST}\n    max-spare: {CHILDREN}'


def reuse(rig):
    """Children in Java; the operator's hand makes the pool grow and shrink, each time all the way."""
    server, = rig.modes(['reuse-port'])
    server.start(size=f'{SIZE}\n    dispatch: reuse-port', first=FEWEST)
    try:
        rig.warm_up(server)
        row = grow_and_shrink(rig, server)
    finally:
        server.stop()
    return (f'A pool of {FEWEST} to {CHILDREN} children with sockets of their own, which grows and shrinks {TIMES} times '
            f'under {FAULT_RATE}/s (ms)\n\n'
            + table(['server', 'requests', 'failed', 'longest wait', 'growth and shrink, median', 'met'], [row]))


def grow_and_shrink(rig, server):
    times, waits, requests, errors = [], [], 0, 0
    while len(times) < TIMES:
        with rig.loadgen.start(server, '-R', FAULT_RATE, '-d', RUN_SECONDS) as run:
            run.sleep_until(FAULT_AT)
            while len(times) < TIMES and time.monotonic() - run.began < RUN_SECONDS - ROOM:
                times.append(server.replace(command='scale', pool='bench', to=str(CHILDREN))
                             + server.replace(command='scale', pool='bench', to=str(FEWEST)))
            summary = run.result()
            waits.append(max(row['end_ms'] for row in run.rows()))
        requests, errors = requests + summary['done'], errors + summary['errors']
    return [server.name, requests, errors, cell(max(waits), 1), cell(statistics.median(times) * 1e3, 0),
            verdict(errors == 0)]
