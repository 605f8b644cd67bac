"""preforkd in the place of stock spamd, side by side in one interleaved run: what a mail costs, and what is lost."""
import contextlib
import os
import signal
import statistics
import subprocess
import tempfile
import threading
import time

import procfs
from servers import BenchError, Preforkd
from spamd_servers import PING, STOCK, Spamd, Users, ask, check, cpu_seconds, needed
from tables import cell, table, verdict
from template import birth, idle_line

PING_CLIENTS, PING_FACTOR = 16, 20
# A daemon runs for weeks: its JVM has compiled what a CHECK needs after some hundred of them.
WARM_UP_CHECKS, CHECKS = 100, 20
COSTS = {'comments': 0.85, 'active': 1.02}
BIRTHS, BIRTH_MS = 50, 10
HELD, HELD_START, HELD_MS, HELD_HOLD_MS, HELD_LIMIT_MS = 8, 2, 100, 40000, 55000
CHILDREN, MAILS_A_CHILD, JVM_MIB = 8, 100, 90
TLS_CALLS = 100
# More than two cores can do, for a backlog; a client that waits longer than the limit would be called lost.
LOAD_SECONDS, SIGNAL_SECONDS, CHECK_RATE, LOSS_LIMIT_MS = 5, 3, 50, 60000
REFUSED_PAUSE = 0.1
GOOD = b'SPAMD/1.1 0 EX_OK'
ENGINE = os.path.join(os.path.dirname(__file__), '../../worker-api/spamd/perl/engine.pl')


@contextlib.contextmanager
def servers(rig):
    """Stock and ours, not started; stopped at the end, and nothing is left of them."""
    needed()
    with tempfile.TemporaryDirectory(prefix='preforkd-bench-spamd.') as folder:
        os.chmod(folder, 0o755)         # users' homes are below
        users = Users(folder)
        program = os.path.join(os.path.dirname(rig.launcher), 'spamd')
        pair = [Spamd('spamd', STOCK, users, folder), Spamd('preforkd', program, users, folder, rig.environment)]
        try:
            yield pair
        finally:
            for server in pair:
                server.stop()


@contextlib.contextmanager
def running(server, *options):
    server.start(*options)
    try:
        yield server
    finally:
        server.stop()


def request_file(server, request):
    path = os.path.join(server.folder, 'request')
    with open(path, 'wb') as file:
        file.write(request)
    return path


# ---- what it costs ------------------------------------------------------------------------------

def pings(rig, server):
    load = ('-c', PING_CLIENTS, '-q', request_file(server, PING), '-e', 'PONG', '-d', rig.seconds)
    return rig.loadgen.run(server, *load)['per_second']


def cpu_ms(server, user, checks):
    """CPU of all its processes for one CHECK."""
    before = cpu_seconds(server)
    for number in range(checks):
        if not ask(server.port, check(number, user)).startswith(GOOD):
            raise BenchError(f'{server.name} has not answered a CHECK; its log is {server.mail_log}')
    return (cpu_seconds(server) - before) * 1e3 / checks


def cost(rig):
    """PING and CHECK, with both servers up all the time."""
    with servers(rig) as (stock, ours):
        for server in (stock, ours):
            server.start('--max-children', '5')
            for user in COSTS:
                cpu_ms(server, user, WARM_UP_CHECKS)
        rounds = [measure_costs(rig, stock, ours) for _ in progress(rig)]
    rows = [cost_row(name, rounds, index) for index, name in enumerate(['PING/s, 16 clients', *map(cost_name, COSTS)])]
    return 'What a request costs, the real engine behind both\n\n' + table(['', 'spamd', 'preforkd', 'ratio', 'must', 'met'], rows)


def cost_name(user):
    return f'CPU of a CHECK, preferences: {user} (ms)'


def progress(rig):
    for number in range(rig.rounds):
        rig.progress(number)
        yield number


def measure_costs(rig, stock, ours):
    values = [[pings(rig, server) for server in (stock, ours)]]
    return values + [[cpu_ms(server, user, CHECKS) for server in (stock, ours)] for user in COSTS]


def cost_row(name, rounds, index):
    stock, ours = ([measured[index][side] for measured in rounds] for side in (0, 1))
    ratio = statistics.median(mine / its for its, mine in zip(stock, ours))
    limit = PING_FACTOR if index == 0 else list(COSTS.values())[index - 1]
    is_met = ratio >= limit if index == 0 else ratio <= limit
    return [name, cell(statistics.median(stock), 1), cell(statistics.median(ours), 1), f'{ratio:.2f}',
            f'{">=" if index == 0 else "<="} {limit}', verdict(is_met)]


# ---- children -----------------------------------------------------------------------------------

def births(rig):
    """Forks of the engine's template: milliseconds from spawn to first idle."""
    folder = os.path.join(rig.folder, 'engine')
    command = ['/usr/bin/perl', '-T', '-w', os.path.realpath(ENGINE), '--local', '--syslog=null']
    server = Preforkd('engine', f'{{template: [{", ".join(command)}]}}', rig.launcher, folder, rig.environment)
    server.start(first=CHILDREN)
    try:
        pid = int(idle_line(0, server.log_text()).group(1))
        times = []
        for _ in range(BIRTHS):
            pid, milliseconds = birth(server, 0, pid)
            times.append(milliseconds)
        return times
    finally:
        server.stop()


def held(rig, server):
    """Milliseconds until the last of eight clients that hold children is answered; infinite if it never is."""
    with running(server, '--max-children', str(HELD), '--max-spare', str(HELD_START)):
        load = ('-H', HELD, '-T', HELD_HOLD_MS, '-t', HELD_LIMIT_MS, '-q', request_file(server, PING), '-e', 'PONG')
        with rig.loadgen.start(server, *load) as run:
            run.result()
            probe = max(run.rows(), key=lambda row: row['due_ms'])
    return probe['first_byte_ms'] if probe['first_byte_ms'] >= 0 else float('inf')


def pss(server):
    """MiB of the engine's processes, and of the JVM beside them, when each child has had its mails."""
    with running(server, '--max-children', str(CHILDREN), '--min-children', str(CHILDREN)):
        mails(server, CHILDREN * MAILS_A_CHILD)
        return (sum(map(procfs.pss_mib, server.perls())), sum(map(procfs.pss_mib, server.java())))


def mails(server, number):
    """So many at all, from as many clients as there are children."""
    left, lock = list(range(number)), threading.Lock()

    def client():
        while True:
            with lock:
                if not left:
                    return
                mine = left.pop()
            ask(server.port, check(mine, 'comments'))

    threads = [threading.Thread(target=client) for _ in range(CHILDREN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def children(rig):
    with servers(rig) as (stock, ours):
        times = births(rig)
        waits = [held(rig, server) for server in (stock, ours)]
        (stock_mib, _), (ours_mib, jvm_mib) = pss(stock), pss(ours)
    rows = [
        ['fork to first idle, median of 50 (ms)', '', cell(statistics.median(times), 1), f'< {BIRTH_MS}',
         verdict(statistics.median(times) < BIRTH_MS)],
        [f'{HELD} held clients, max {HELD}, {HELD_START} at first: the last is answered after (ms)', *(cell(wait, 0) for wait in waits),
         f'<= {HELD_MS}', verdict(waits[1] <= HELD_MS)],
        [f'PSS of the engine and {CHILDREN} children, {MAILS_A_CHILD} mails each (MiB)', cell(stock_mib, 0), cell(ours_mib, 0),
         '<= 1.0 x', verdict(ours_mib <= stock_mib)],
        ['PSS of the JVM beside them (MiB)', '', cell(jvm_mib, 0), f'<= {JVM_MIB}', verdict(jvm_mib <= JVM_MIB)],
    ]
    return 'Children of the engine\n\n' + table(['', 'spamd', 'preforkd', 'must', 'met'], rows)


# ---- what is lost -------------------------------------------------------------------------------

class Spamcs:
    """spamc after spamc, each with a mail, until it is told to stop. Lost is what neither was answered nor refused."""

    def __init__(self, server):
        self.server, self.done, self.lost, self.refused = server, 0, 0, 0
        self.must_stop = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.must_stop.is_set():
            code, out, err = self.server.spamc(self.done, '-c', '-l')
            self.done += 1
            if code in (0, 1) and b'/' in out:
                continue
            if b'refused' in err:
                self.refused += 1
                self.must_stop.wait(REFUSED_PAUSE)
            else:
                self.lost += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.must_stop.set()
        self.thread.join()


def signalled(rig, server, number):
    """One signal under a load that keeps a backlog; (requests, lost, refused) of raw clients and of spamc together.

    After TERM those that come later are refused, as they should be; after HUP nobody is.
    """
    with running(server, '--max-children', '5'):
        load = ('-R', CHECK_RATE, '-d', LOAD_SECONDS, '-t', LOSS_LIMIT_MS, '-q', request_file(server, check(1, 'comments')),
                '-e', GOOD.decode())
        with rig.loadgen.start(server, *load) as raw, Spamcs(server) as spamcs:
            raw.sleep_until(SIGNAL_SECONDS)
            told = time.monotonic()
            os.kill(server.pid, number)
            result, rows = raw.result(), raw.rows()
    told_ms = (told - result['began_s']) * 1e3
    refused = sum(row['result'] == 'refused' and (number == signal.SIGHUP or row['due_ms'] + row['end_ms'] < told_ms)
                  for row in rows) + (spamcs.refused if number == signal.SIGHUP else 0)
    lost = result['errors'] - result['refused'] + spamcs.lost
    return result['done'] + spamcs.done, lost, refused


def tls(server):
    """Good answers to a hundred calls of spamc --ssl."""
    key, certificate = (os.path.join(server.folder, name) for name in ('key.pem', 'certificate.pem'))
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                    '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], check=True, capture_output=True)
    server.start_over_tls(key, certificate, '--max-children', '5')
    try:
        return sum(is_good(server.spamc(number, '--ssl', '-c')) for number in range(TLS_CALLS))
    finally:
        server.stop()


def is_good(answer):
    code, out, _ = answer
    return code in (0, 1) and b'/' in out


def losses(rig):
    rows = []
    with servers(rig) as pair:
        for server in pair:
            os.makedirs(server.folder, exist_ok=True)
        for name, number in (('HUP', signal.SIGHUP), ('TERM', signal.SIGTERM)):
            for server in pair:
                requests, lost, refused = signalled(rig, server, number)
                rows.append([f'{name} under load', server.name, requests, lost, refused, judged(server, lost + refused == 0)])
        for server in pair:
            good = tls(server)
            rows.append(['spamc -x --ssl', server.name, TLS_CALLS, TLS_CALLS - good, 0, judged(server, good == TLS_CALLS)])
    return ('What is lost, raw clients and spamc -x together\n\n'
            + table(['', 'server', 'requests', 'lost', 'refused', 'met'], rows))


def judged(server, is_met):
    return verdict(is_met) if server.name == 'preforkd' else ''
