"""Measures of a daemon's end: told to stop with connections in its queue (queue), and killed under its children
(orphans)."""
import os
import signal
import socket
import time

import procfs
from faults import running
from servers import ANSWER_LIMIT, CHILDREN, BenchError, Preforkd, metric, wait_until
from tables import cell, table, verdict

QUEUED, BURST_SECONDS, QUEUE_HOLD_MS = 200, 0.1, 2500
NEWCOMERS_RATE, NEWCOMERS_SECONDS = 100, 3
STOP_SECONDS = 20

ORPHANS, RETURN_SECONDS = 5, 2
ORPHANS_SIZE = f'mode: static\n    max: {ORPHANS}'
HELLO = b'GET / HTTP/1.0\r\n\r\n'


def burst_of(connections):
    """Options for the load generator: so many connections at once."""
    return '-R', connections / BURST_SECONDS, '-d', BURST_SECONDS - BURST_SECONDS / connections / 2


# ---- queue --------------------------------------------------------------------------------------

def queued(server):
    return metric(server.metrics(), 'preforkd_pool_accept_queue_length')


def told_to_stop(server):
    """How many were queued then, when it was (CLOCK_MONOTONIC), the exit code, and the seconds until it was there."""
    waiting = server.wait_until(lambda: queued(server) >= QUEUED and queued(server), 2, f'{QUEUED} in the queue')
    told = time.monotonic()
    os.kill(server.pid, signal.SIGTERM)
    return waiting, told, server.process.wait(STOP_SECONDS), time.monotonic() - told


def refused_before(told, load_run, summary):
    told_ms = (told - summary['began_s']) * 1e3
    return sum(row['result'] == 'refused' and row['due_ms'] + row['end_ms'] < told_ms for row in load_run.rows())


def queue_row(rig, server, is_unix):
    hold = '-T', QUEUE_HOLD_MS
    with running(server, is_unix=is_unix), \
            rig.loadgen.start(server, '-R', NEWCOMERS_RATE, '-d', NEWCOMERS_SECONDS) as newcomers, \
            rig.loadgen.start(server, *burst_of(CHILDREN + QUEUED), *hold) as burst:
        waiting, told, code, seconds = told_to_stop(server)
        first, later = burst.result(), newcomers.result()
        early = refused_before(told, newcomers, later)
    unserved = first['errors'] + later['errors'] - later['refused']
    is_met = code == 0 and unserved == 0 and early == 0
    return [server.name, 'AF_UNIX' if is_unix else 'TCP', int(waiting), first['done'] + later['done'],
            first['done'] + later['done'] - first['errors'] - later['errors'], f'{later["refused"]} ({early})',
            first['reset'] + later['reset'], unserved - first['reset'] - later['reset'], code, cell(seconds, 2),
            verdict(is_met)]


def queue(rig):
    rows = [queue_row(rig, server, is_unix) for _, server in rig.all_languages('queue') for is_unix in (False, True)]
    return (f'TERM with {QUEUED} or more in the queue of a pool of {CHILDREN} that is busy, and {NEWCOMERS_RATE} more a '
            'second that come before and after\n\n'
            + table(['server', 'socket', 'queued at TERM', 'clients', 'served', 'refused (before TERM)', 'resets',
                     'other failures', 'exit code', 'after (s)', 'met'], rows))


# ---- orphans ------------------------------------------------------------------------------------

def is_served(port):
    """Whether somebody answers now; one who takes the connection has time for the answer."""
    try:
        with socket.create_connection(('127.0.0.1', port), ANSWER_LIMIT) as client:
            client.sendall(HELLO)
            return b'hello' in client.makefile('rb').read()
    except OSError:
        return False


def successor(server):
    """A daemon from the same configuration, and so for the same port; its log is another one."""
    heir = Preforkd('heir', server.worker, server.launcher, server.folder, server.environment)
    heir.name, heir.port = f'{server.name}, the new daemon', server.port
    heir.configuration = server.configuration
    return heir


def end_orphans(orphans):
    for pid, started in orphans.items():
        if started and procfs.started(pid) == started and procfs.is_alive(pid):
            os.kill(pid, signal.SIGKILL)


def time_to_return(server, heir):
    """Seconds from the parent's SIGKILL until the next daemon has served a client on its port."""
    began = time.monotonic()
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    heir.start_again()
    heir.wait_until(lambda: is_served(server.port), 30, 'serving on the same port')
    return time.monotonic() - began


def orphans_row(rig, server):
    heir, held_ms = successor(server), rig.request_seconds * 1000
    with running(server, size=ORPHANS_SIZE, first=ORPHANS):
        orphans = {pid: procfs.started(pid) for pid in server.children()}
        try:
            with rig.loadgen.start(server, *burst_of(ORPHANS), '-T', held_ms, '-t', held_ms + 10000) as load_run:
                server.wait_until(lambda: all_busy(server), 5, f'busy in all {ORPHANS} children')
                back = time_to_return(server, heir)
                summary = load_run.result()
            left = wait_for_end(orphans)
        finally:
            heir.stop()
            end_orphans(orphans)
    good = summary['done'] - summary['errors']
    return [server.name, f'{good} of {summary["done"]}', cell(back, 2), left,
            verdict(good == summary['done'] == ORPHANS and back <= RETURN_SECONDS and left == 0)]


def all_busy(server):
    return metric(server.metrics(), 'preforkd_pool_workers', state='busy') == ORPHANS


def wait_for_end(orphans):
    """How many of the orphans are still there two seconds after their last answer."""
    try:
        wait_until(lambda: not any(map(procfs.is_alive, orphans)), 2, 'orphans are left')
    except BenchError:
        pass
    return sum(map(procfs.is_alive, orphans))


def orphans(rig):
    rows = [orphans_row(rig, server) for _, server in rig.all_languages('orphans')]
    return (f'kill -9 of the parent while {ORPHANS} children serve requests of {rig.request_seconds:g} s; a new daemon is '
            'started at once\n\n'
            + table(['server', 'served', 'a client served on the same port after (s)', 'orphans left', 'met'], rows))
