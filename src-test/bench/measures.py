"""The measures. Each takes the rig, goes round-robin over the servers for the rig's rounds, and returns Markdown."""
import itertools
import os
import signal
import statistics
import time

import procfs
from servers import (BURST_MAX, CHILDREN, DYNAMIC, MAX_SPARE, BenchError, wait_until)
from tables import cell, ratios, table

CLIENTS = 8, 16, 64
OPEN_RATE, FAULT_RATE = 1000, 500
WARM_UP_MS, WARM_UP_SECONDS = 300, 2
SETTLE_SECONDS = 1.5     # a daemon that was started this moment still loads and compiles
FAULT_SECONDS, FAULT_AT = 2.5, 0.8
HOLD_MS, SHRINK_LIMIT = 1500, 30
IDLE_ATTEMPTS, REPLACEMENT_LIMIT = 200, 10
RELOADS, UPGRADES, RELOAD_SECONDS, RELOAD_ROOM = 50, 20, 20, 6


def rounds(rig, servers):
    """The servers in turn, once a round, each round beginning with another one: none always runs after the same."""
    for number in range(rig.rounds):
        rig.progress(number)
        turn = number % len(servers)
        yield servers[turn:] + servers[:turn]


def one_by_one(rig, servers):
    for turn in rounds(rig, servers):
        yield from turn


# ---- load ---------------------------------------------------------------------------------------

def load(rig):
    kinds = [(f'{clients} clients', ('-c', clients)) for clients in CLIENTS]
    kinds.append((f'open, {OPEN_RATE}/s', ('-R', OPEN_RATE)))
    results = {(kind, server.name): [] for kind, _ in kinds for server in rig.static}
    for turn in rounds(rig, rig.static):
        for (kind, options), server in itertools.product(kinds, turn):
            run = rig.loadgen.run(server, *options, '-d', rig.seconds, '-w', WARM_UP_MS)
            results[kind, server.name].append(run)
    return load_table(rig, kinds, results)


def load_table(rig, kinds, results):
    rows = []
    for kind, _ in kinds:
        base = results[kind, rig.baseline.name]
        for server in rig.static:
            runs = results[kind, server.name]
            rows.append([kind, server.name, *(ratios(runs, base, key, digits) for key, digits in
                        (('per_second', 0), ('p50', 0), ('p99', 0), ('cpu_us', 1))), sum(r['errors'] for r in runs)])
    others = [run['others_percent'] for runs in results.values() for run in runs]
    return (f'Load, warm pool of {CHILDREN}, one connection a request (times in us; in brackets the median of the '
            f'rounds\' ratios to C)\n\n'
            + table(['load', 'server', 'conns/s', 'p50', 'p99', 'CPU/conn', 'errors'], rows)
            + f'\nOthers used {statistics.median(others):.0f} % of the machine (median; most {max(others):.0f} %).\n')


# ---- memory -------------------------------------------------------------------------------------

def child_pss(server):
    """Median of the children, in MiB."""
    return statistics.median(map(procfs.pss_mib, server.children()))


def memory(rig):
    """Each server alone: pages that it shared with another one's JVMs would count as half."""
    rows = [memory_row(rig, server) for server in [*rig.static, *rig.archives]]
    after = f'after {WARM_UP_SECONDS} s of load'
    return (f'Memory of the pool of {CHILDREN} (MiB)\n\n'
            + table(['server', 'PSS per idle child, fresh', after, 'parent RSS', 'parent threads'], rows))


def memory_row(rig, server):
    server.start()
    try:
        fresh = child_pss(server)
        rig.warm_up(server)
        return [server.name, cell(fresh, 1), cell(child_pss(server), 1), cell(procfs.rss_mib(server.pid), 1),
                len(procfs.tasks(server.pid))]
    finally:
        server.stop()


# ---- spawn --------------------------------------------------------------------------------------

def bare_jvm_ms(command, rig):
    """Milliseconds until a JVM with a child's flags, archive and class path has printed one byte."""
    read, write = os.pipe()
    began = time.monotonic()
    pid = os.posix_spawnp(command[0], command, rig.environment,
                          file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    printed = os.read(read, 1)
    elapsed = (time.monotonic() - began) * 1e3
    os.close(read)
    os.waitpid(pid, 0)
    if not printed:
        raise BenchError(f'the bare JVM printed nothing: {" ".join(command)}')
    return elapsed


def bare_command(java_server, rig):
    """A child's command line up to its class path, then the class that prints a byte in place of the runtime."""
    command = procfs.command_line(java_server.slots()[max(java_server.slots())])
    for index, argument in enumerate(command):
        if argument in ('-cp', '-classpath', '--class-path'):
            path = f'{command[index + 1]}:{rig.classes}'
            return [*command[:index], argument, path, 'OneByte']
    raise BenchError(f'no class path on the command line of a Java child: {" ".join(command)}')


def respawn_ms(server):
    slots = server.slots()
    slot, offset = max(slots), server.log_end()
    os.kill(slots[slot], signal.SIGKILL)
    return server.wait_for_idle(slot, offset)


def spawn(rig):
    for server in rig.archives:
        server.start()
    bare = bare_command(rig.java, rig)
    servers = rig.preforkds + rig.archives
    times = {server.name: [] for server in servers}
    bare_times = []
    for server in one_by_one(rig, servers):
        times[server.name].append(respawn_ms(server))
        if server is rig.java:
            bare_times.append(bare_jvm_ms(bare, rig))
    base = statistics.median(bare_times)
    rows = [['bare JVM, same flags, archive and class path, first byte', cell(base, 1), '1.00']]
    rows += [[name, cell(statistics.median(ms), 1), cell(statistics.median(ms) / base, 2)] for name, ms in times.items()]
    return 'Spawn to first idle, one child at a time (ms)\n\n' + table(['child', 'time', 'ratio'], rows)


# ---- faults -------------------------------------------------------------------------------------

def stop_while_idle(pid, at_rest):
    """SIGSTOP that finds the child without a connection; at_rest is the number of its descriptors then."""
    for _ in range(IDLE_ATTEMPTS):
        os.kill(pid, signal.SIGSTOP)
        if procfs.descriptors(pid) == at_rest:
            return
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.005)
    raise BenchError(f'child {pid} was never idle')


def under_load(rig, server, fault):
    """Steady arrivals; fault(slot, pid) meets the lowest child while it is idle. Returns fault's value, the run's
    summary, and its rows that were due from the fault on."""
    slot, pid = min(server.slots().items())
    at_rest = procfs.descriptors(pid)
    with rig.loadgen.start(server, '-R', FAULT_RATE, '-d', FAULT_SECONDS) as load_run:
        load_run.sleep_until(FAULT_AT)
        stop_while_idle(pid, at_rest)
        at_ms = (time.monotonic() - load_run.began) * 1e3
        value = fault(slot, pid)
        summary = load_run.result()
        return value, summary, [row for row in load_run.rows() if row['due_ms'] >= at_ms - 50]


def stop(rig):
    results = {server.name: [] for server in rig.preforkds}
    for server in one_by_one(rig, rig.preforkds):
        pid, summary, rows = under_load(rig, server, lambda slot, pid: pid)
        os.kill(pid, signal.SIGCONT)
        results[server.name].append((max(row['end_ms'] for row in rows), summary['errors']))
    rows = [[name, cell(statistics.median(ms for ms, _ in runs), 1), cell(max(ms for ms, _ in runs), 1),
             sum(errors for _, errors in runs)] for name, runs in results.items()]
    return (f'SIGSTOP of the lowest idle child under {FAULT_RATE}/s: longest wait of a request (ms)\n\n'
            + table(['server', 'median of the rounds', 'worst round', 'errors'], rows))


def kill_and_wait(server, slot, pid):
    """Milliseconds from SIGKILL until the slot's next child has reported idle."""
    offset, began = server.log_end(), time.monotonic()
    os.kill(pid, signal.SIGKILL)
    server.wait_for_idle(slot, offset)
    return (time.monotonic() - began) * 1e3


def kill(rig):
    results = {server.name: [] for server in rig.preforkds}
    for server in one_by_one(rig, rig.preforkds):
        replaced, summary, rows = under_load(rig, server, lambda slot, pid: kill_and_wait(server, slot, pid))
        results[server.name].append((replaced, summary['errors'], max(row['end_ms'] for row in rows)))
    rows = [[name, sum(run[1] for run in runs), cell(statistics.median(run[0] for run in runs), 0),
             cell(max(run[0] for run in runs), 0), cell(statistics.median(run[2] for run in runs), 1)]
            for name, runs in results.items()]
    return (f'kill -9 of the lowest idle child under {FAULT_RATE}/s (ms)\n\n'
            + table(['server', 'failed requests', 'replaced and idle', 'worst round', 'longest wait'], rows))


# ---- burst --------------------------------------------------------------------------------------

def one_burst(rig, server):
    """(last accepted, last first byte before the rest is sent, back to max-spare after the last answer), in ms."""
    with rig.loadgen.start(server, '-H', BURST_MAX, '-T', HOLD_MS) as burst_run:
        summary = burst_run.result()
        ended = time.monotonic()
        rows = burst_run.rows()
    wait_until(lambda: len(server.children()) <= MAX_SPARE, SHRINK_LIMIT,
               f'{server.name}: not back to {MAX_SPARE} children in {SHRINK_LIMIT} s')
    shrunk = (time.monotonic() - ended) * 1e3
    if summary['errors']:
        raise BenchError(f'{server.name}: {summary["errors"]} of {BURST_MAX} requests of a burst failed: {summary}')
    return max(map(accepted_ms, rows)), probe_of(rows)['first_byte_ms'], shrunk


def accepted_ms(row):
    """From the start of the burst. Between two looks at the kernel a connection may be accepted, answered and closed."""
    return row['due_ms'] + (row['accept_ms'] if row['accept_ms'] >= 0 else row['first_byte_ms'])


def probe_of(rows):
    return max(rows, key=lambda row: row['due_ms'])


def burst(rig):
    results = {server.name: [] for server in rig.dynamic}
    for server in one_by_one(rig, rig.dynamic):
        server.start(DYNAMIC)
        try:
            time.sleep(SETTLE_SECONDS)
            results[server.name].append(one_burst(rig, server))
        finally:
            server.stop()
    rows = [[name, *(cell(statistics.median(column), 0) for column in zip(*runs)), cell(max(run[0] for run in runs), 0)]
            for name, runs in results.items()]
    return (f'Burst of {BURST_MAX} held requests on 2 children, min-spare 2, max-spare {MAX_SPARE}, max {BURST_MAX} '
            '(ms; medians)\n\n'
            + table(['server', 'last accepted', 'first byte of the last', 'back to max-spare', 'last accepted, worst'],
                    rows))


# ---- reload, upgrade ----------------------------------------------------------------------------

def reload(rig):
    rows = [replacements_row(rig, server, server.reload, RELOADS) for server in rig.preforkds]
    return (f'{RELOADS} reloads with new editions of all {CHILDREN} children under {FAULT_RATE}/s (ms)\n\n'
            + table(['server', 'requests', 'failed', 'longest wait', 'one reload, median'], rows))


def upgrade(rig):
    rows = [replacements_row(rig, server, server.upgrade, UPGRADES) for server in rig.preforkds]
    return (f'{UPGRADES} upgrades in place of the daemon of {CHILDREN} children under {FAULT_RATE}/s (ms)\n\n'
            + table(['server', 'requests', 'failed', 'longest wait', 'one upgrade, median'], rows))


def replacements_row(rig, server, replace, count):
    server.start()
    try:
        rig.warm_up(server)
        times, waits, requests, errors = [], [], 0, 0
        while len(times) < count:
            summary, longest = replacements_under_load(rig, server, replace, times, count)
            waits.append(longest)
            requests, errors = requests + summary['done'], errors + summary['errors']
        return [server.name, requests, errors, cell(max(waits), 1), cell(statistics.median(times) * 1e3, 0)]
    finally:
        server.stop()


def replacements_under_load(rig, server, replace, times, count):
    """As many of them as one run of the load has time for, one after the other."""
    with rig.loadgen.start(server, '-R', FAULT_RATE, '-d', RELOAD_SECONDS) as load_run:
        load_run.sleep_until(FAULT_AT)
        while len(times) < count and time.monotonic() - load_run.began < RELOAD_SECONDS - RELOAD_ROOM:
            times.append(replace())
        summary = load_run.result()
        return summary, max(row['end_ms'] for row in load_run.rows())


ALL = {'memory': memory, 'load': load, 'spawn': spawn, 'stop': stop, 'kill': kill, 'burst': burst, 'reload': reload,
       'upgrade': upgrade}
