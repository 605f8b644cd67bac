"""Measures of children that die: killed at random under load (chaos), and dying at once, over and over (starts)."""
import contextlib
import os
import random
import signal
import time

import procfs
from servers import CHILDREN, free_port, metric, wait_until
from tables import cell, ratios, table, verdict

SETTLE_SECONDS = 1.5
SERVICE_MS = 10
HALF_LOAD = CHILDREN * 1000 // SERVICE_MS // 2      # arrivals a second that keep half of the children busy
KILLS_PER_SECOND = {'Java children': 4}
OTHER_KILLS_PER_SECOND = 20
SEED = 1
SETTLED_LIMIT = 20

STARTS, STARTS_LIMIT, DELAY_MAX_MS = 200, 120, 250
ASK_EVERY_SECONDS = 4       # each answer of /metrics costs the daemon some milliseconds, and they are not asked for here
STARTS_RATE = 200
DYING_POOL = f'''\
  - name: dying
    listen: ["127.0.0.1:0"]
    respawn-delay-max: {DELAY_MAX_MS}ms
    worker: {{command: ["/bin/false"]}}
'''


@contextlib.contextmanager
def running(server, **how):
    server.start(**how)
    try:
        time.sleep(SETTLE_SECONDS)      # a daemon that was started this moment still loads and compiles
        yield server
    finally:
        server.stop()


# ---- chaos --------------------------------------------------------------------------------------

def kill_and_count(pid, sockets_at_rest):
    """SIGKILL; the connections that the child held. It stands still while they are counted, so that none escapes."""
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: procfs.is_stopped(pid), 5, f'child {pid} does not stop')
    held = max(0, procfs.sockets(pid) - sockets_at_rest)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not procfs.is_alive(pid), 5, f'child {pid} does not die')    # nobody is killed twice
    return held


def kill_by_the_clock(server, load_run, rate, seconds):
    """Kills, and the connections that were held by those who were killed."""
    dice, kills, held = random.Random(SEED), 0, 0
    at_rest = min(map(procfs.sockets, server.slots().values()))
    while kills < rate * seconds:
        load_run.sleep_until((kills + 0.5) / rate)
        living = server.wait_until(server.living, SETTLED_LIMIT, 'with a child to kill')
        held += kill_and_count(dice.choice(sorted(living.items()))[1], at_rest)
        kills += 1
    return kills, held


def connections(server):
    """Accepted, served, failed and lost, once no child is busy or about to start."""
    def settled():
        values = server.metrics()
        return values if metric(values, 'preforkd_pool_workers', state='idle') == CHILDREN else None
    values = wait_until(settled, SETTLED_LIMIT, f'{server.name}: not {CHILDREN} idle children after the load')
    return (int(metric(values, 'preforkd_pool_connections_accepted_total')),
            *(int(metric(values, 'preforkd_pool_connections_finished_total', outcome=outcome))
              for outcome in ('served', 'failed', 'lost')))


def chaos_row(rig, name, server):
    rate = KILLS_PER_SECOND.get(name, OTHER_KILLS_PER_SECOND)
    with running(server):
        with rig.loadgen.start(server, '-R', HALF_LOAD, '-T', SERVICE_MS, '-d', rig.chaos_seconds) as load_run:
            kills, held = kill_by_the_clock(server, load_run, rate, rig.chaos_seconds)
            summary = load_run.result()
        accepted, served, failed, lost = connections(server)
    is_met = summary['errors'] <= held and accepted == served + failed + lost
    return [server.name, f'{kills} ({rate}/s)', summary['done'], held, summary['errors'],
            f'{accepted} = {served} + {failed} + {lost}', cell(summary['max'] / 1e3, 0), verdict(is_met)]


def chaos(rig):
    rows = [chaos_row(rig, name, server) for name, server in rig.all_languages('chaos')]
    return (f'kill -9 of random children (seed {SEED}) for {rig.chaos_seconds:g} s, pool of {CHILDREN}, {HALF_LOAD}/s of '
            f'{SERVICE_MS} ms each: half load\n\n'
            + table(['server', 'kills', 'requests', 'in flight in the killed', 'failed at clients',
                     'accepted = served + failed + lost', 'longest wait (ms)', 'met'], rows))


# ---- starts -------------------------------------------------------------------------------------

def spawned(server):
    return metric(server.metrics(), 'preforkd_pool_spawns_total', pool='dying')


def rate_and_cpu(server):
    """Starts a second and per cent of one core of the daemon alone, from now to the last of the starts."""
    count, used, began = spawned(server), procfs.own_cpu_seconds(server.pid), time.monotonic()

    def done():
        time.sleep(ASK_EVERY_SECONDS)
        return spawned(server) >= STARTS
    server.wait_until(done, STARTS_LIMIT, f'at {STARTS} starts')
    wall = time.monotonic() - began
    return (spawned(server) - count) / wall, 100 * (procfs.own_cpu_seconds(server.pid) - used) / wall


def starts(rig):
    with_dying, without = rig.pair('starts')
    with running(without), running(with_dying, more_pools=DYING_POOL.replace(':0"', f':{free_port()}"')):
        runs = {server: [] for server in (with_dying, without)}
        for number in range(rig.rounds):
            for server in (with_dying, without)[::-1 if number % 2 else 1]:
                runs[server].append(rig.loadgen.run(server, '-R', STARTS_RATE, '-d', rig.seconds))
        rate, cpu = rate_and_cpu(with_dying)
        count = spawned(with_dying)
    return starts_table(runs[with_dying], runs[without], (count, rate, cpu))


def starts_table(with_dying, without, figures):
    count, rate, cpu = figures
    errors, cap = sum(run['errors'] for run in with_dying), 1000 / DELAY_MAX_MS
    is_met = errors == 0 and rate <= cap and cpu < 2
    row = [int(count), f'{rate:.2f} (cap {cap:g})', cell(cpu, 2), errors, ratios(with_dying, without, 'p50', 0),
           ratios(with_dying, without, 'p99', 0), verdict(is_met)]
    return (f'{STARTS} starts of a child that dies at once, respawn-delay-max {DELAY_MAX_MS} ms; beside it a pool of '
            f'{CHILDREN} C children under {STARTS_RATE}/s (times in us; in brackets the median ratio to a daemon '
            'without the dying pool)\n\n'
            + table(['starts', 'starts/s at the end', 'CPU of the daemon (% of a core)', 'failed in the other pool',
                     'its p50', 'its p99', 'met'], [row]))
