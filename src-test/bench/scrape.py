"""A pool of 256 that is scraped: what a scrape costs the daemon, and what it adds to the delay of its event loop."""
import json
import os
import socket
import statistics
import threading
import time
import urllib.request

import procfs
from servers import Preforkd
from tables import cell, table, verdict

POOL = 256
SIZE = f'mode: static\n    max: {POOL}'
WARM_UP_SCRAPES, SCRAPES = 200, 100
SCRAPE_EVERY, PING_EVERY = 0.1, 0.002
LIMIT_CPU_MS, LIMIT_ADDED_MS = 20, 1
ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'


def once(server):
    request = urllib.request.Request(f'http://127.0.0.1:{server.admin}/metrics', headers={'Accept': ACCEPT})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def cpu_seconds(pid):
    """With the threads that have ended."""
    return sum(int(ticks) for ticks in procfs.stat(pid)[11:13]) / procfs.TICK


def scrape_cost(server):
    """CPU of a scrape in milliseconds, of all threads of the daemon; what it needs anyhow is in it."""
    before = cpu_seconds(server.pid)
    for _ in range(SCRAPES):
        once(server)
    return (cpu_seconds(server.pid) - before) / SCRAPES * 1000


class Scraper(threading.Thread):
    """Scrapes ten times a second, a hundred times as often as Prometheus mostly does."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.ended, self.failure = server, threading.Event(), None

    def run(self):
        try:
            while not self.ended.wait(SCRAPE_EVERY):
                once(self.server)
        except OSError as failure:
            self.failure = failure

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()
        if self.failure:
            raise self.failure


def p99_ms(server, seconds):
    """Of the time from a ping on the control socket to the answer of the event loop."""
    times = []
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(server.control)
        answers = control.makefile('rb')
        end = time.monotonic() + seconds
        while (begun := time.monotonic()) < end:
            control.sendall(b'{"command":"ping"}\n')
            assert json.loads(answers.readline())['ok']
            times.append(time.monotonic() - begun)
            time.sleep(PING_EVERY)
    return statistics.quantiles(times, n=100)[98] * 1000


def one_round(server, seconds, number):
    """CPU of a scrape, and the loop's p99 without and with scrapes, which of them first in turn."""
    def without():
        return p99_ms(server, seconds)

    def scraped():
        with Scraper(server):
            return p99_ms(server, seconds)
    if number % 2:
        noisy, quiet = scraped(), without()
    else:
        quiet, noisy = without(), scraped()
    return scrape_cost(server), quiet, noisy


def scrape(rig):
    folder = os.path.join(rig.folder, 'scrape')
    server = Preforkd('C children', rig.languages['C children'], rig.launcher, folder, rig.environment)
    server.start(SIZE, first=POOL)
    try:
        for _ in range(WARM_UP_SCRAPES):
            once(server)
        results = []
        for number in range(rig.rounds):
            rig.progress(number)
            results.append(one_round(server, rig.seconds, number))
        return report(results, len(once(server)))
    finally:
        server.stop()


def report(results, size):
    cost = statistics.median(cpu for cpu, _, _ in results)
    added = statistics.median(noisy - quiet for _, quiet, noisy in results)
    rows = [['CPU of a scrape', f'{cell(cost, 1)} ms', f'< {LIMIT_CPU_MS} ms', verdict(cost < LIMIT_CPU_MS)],
            ['added to the p99 of the loop\'s delay', f'{cell(added, 2)} ms', f'<= {LIMIT_ADDED_MS} ms',
             verdict(added <= LIMIT_ADDED_MS)]]
    rounds = [[number + 1, cell(cpu, 1), cell(quiet, 2), cell(noisy, 2)]
              for number, (cpu, quiet, noisy) in enumerate(results)]
    return (f'Scrapes of a pool of {POOL}: {size:,} bytes of OpenMetrics, {1 / SCRAPE_EVERY:.0f} a second beside pings of the '
            f'event loop; medians of the rounds\n\n'
            + table(['', 'measured', 'wanted', 'met'], rows)
            + '\n' + table(['round', 'CPU ms', 'p99 ms without', 'p99 ms with'], rounds))
