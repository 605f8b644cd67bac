"""The servers under measurement: the C baseline, and preforkd with Java or C children. Each is started on a free port,
in a folder of its own, and stopped by pid together with every process that was seen under it."""
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import procfs

CHILDREN = 8
BURST_MAX, BURST_START, MIN_SPARE, MAX_SPARE = 16, 2, 2, 4
STATIC = f'mode: static\n    max: {CHILDREN}'
DYNAMIC = f'max: {BURST_MAX}\n    start: {BURST_START}\n    min-spare: {MIN_SPARE}\n    max-spare: {MAX_SPARE}'

CONFIGURATION = '''\
admin: {{listen: "127.0.0.1:{admin}"}}
control: {{listen: "unix:{control}"}}
pools:
  - name: bench
    listen: {listen}
    {size}
    worker: {worker}
'''
START_LIMIT, STOP_LIMIT, RELOAD_LIMIT, ANSWER_LIMIT = 30, 10, 60, 10
ARCHIVE_READY = re.compile(r'class-data archive \S+ (accepted|made)')


class BenchError(Exception):
    """A server that did not do what the bench needs of it."""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds, complaint):
    """The first true value of condition(), asked each millisecond."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.001)
    raise BenchError(complaint)


def metric(values, name, **labels):
    """The sum of the series of that name that have these labels."""
    wanted = [f'{key}="{text}"' for key, text in labels.items()]
    return sum(value for series, value in values.items()
               if series.startswith(name + '{') and all(label in series for label in wanted))


class Server:
    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.process = self.port = None

    def launch(self, command, environment=None):
        os.makedirs(self.folder, exist_ok=True)
        self.log = os.path.join(self.folder, 'log')
        with open(self.log, 'w') as log:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)

    @property
    def address(self):
        """For the load generator: a port of 127.0.0.1, or the path of a socket."""
        return str(self.port)

    @property
    def pid(self):
        return self.process.pid

    def wait_until(self, condition, seconds, what):
        def checked():
            if self.process.poll() is not None:
                raise BenchError(f'{self.name} ended with {self.process.returncode} before {what}:\n{self.log_tail()}')
            return condition()
        return wait_until(checked, seconds, f'{self.name}: not {what} within {seconds} s; its log is {self.log}')

    def log_text(self, offset=0):
        with open(self.log, errors='replace') as log:
            log.seek(offset)
            return log.read()

    def log_tail(self):
        return '\n'.join(self.log_text().splitlines()[-10:])

    def tree(self):
        return procfs.tree(self.pid)

    def children(self):
        return procfs.children(self.pid)

    def stop(self):
        if self.process is None:
            return
        seen = {pid: procfs.started(pid) for pid in self.tree()}
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            pass
        for pid, started in seen.items():
            if started and procfs.started(pid) == started and procfs.is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Baseline(Server):
    def __init__(self, program, folder):
        super().__init__('C prefork', os.path.join(folder, 'baseline'))
        self.program = program

    def start(self):
        self.port = free_port()
        self.launch([self.program, str(self.port), str(CHILDREN)])
        self.wait_until(lambda: len(self.children()) == CHILDREN, START_LIMIT, 'ready')


class Preforkd(Server):
    def __init__(self, name, worker, launcher, folder, environment):
        super().__init__(f'preforkd, {name}', os.path.join(folder, name.replace(' ', '-')))
        self.has_archive = 'java:' in worker and 'archive: off' not in worker
        self.worker, self.launcher, self.environment = worker, launcher, environment
        self.control = os.path.join(self.folder, 'control.sock')
        self.configuration = os.path.join(self.folder, 'preforkd.yaml')
        self.socket_path = None

    @property
    def address(self):
        return self.socket_path or str(self.port)

    def start(self, size=STATIC, first=None, is_unix=False, backlog=1024, more_pools=''):
        """first: how many children make it ready; unless given, those that the size says."""
        self.port, self.admin = free_port(), free_port()
        self.socket_path = os.path.join(self.folder, 'bench.sock') if is_unix else None
        listen = f'unix:{self.socket_path}' if is_unix else f'127.0.0.1:{self.port}'
        os.makedirs(self.folder, exist_ok=True)
        with open(self.configuration, 'w') as file:
            file.write(CONFIGURATION.format(
                admin=self.admin, control=self.control, size=size, worker=self.worker,
                listen=f'[{{address: "{listen}", backlog: {backlog}}}]') + more_pools)
        self.start_again()
        first = first or (CHILDREN if size == STATIC else BURST_START)
        self.wait_until(lambda: self.log_text().count(' idle after ') >= first, START_LIMIT, 'ready')
        self.wait_until(self.archive_is_ready, START_LIMIT, 'done with its archive')

    def start_again(self):
        """A daemon with the configuration that the last one had, ready or not."""
        self.launch([self.launcher, 'run', '-c', self.configuration], self.environment)

    def archive_is_ready(self):
        """Nothing is done about it any more, and the pool's children are the only ones."""
        return not self.has_archive or ARCHIVE_READY.search(self.log_text())

    def living(self):
        """Pids of the children by slot; none for a moment, if all were killed."""
        slots = {}
        for pid in self.children():
            slot = procfs.environment(pid).get('PREFORKD_SLOT')
            if slot is not None:
                slots[int(slot)] = pid
        return slots

    def slots(self):
        """Pids of the children by slot, of which there must be some."""
        slots = self.living()
        if not slots:
            raise BenchError(f'{self.name} has no child with PREFORKD_SLOT in its environment')
        return slots

    def reload(self):
        """Replaces every child by a new edition; seconds until all of them serve."""
        return self.replace(command='reload', all=True)

    def upgrade(self):
        """Puts the same program in the daemon's place; seconds until it has taken over."""
        return self.replace(command='upgrade')

    def replace(self, **request):
        began = time.monotonic()
        answer = self.ask(limit=RELOAD_LIMIT, **request)
        if not answer['ok']:
            raise BenchError(f'{self.name}: {request}: {answer}')
        return time.monotonic() - began

    def metrics(self):
        """The values by name and labels, as they are printed; see metric()."""
        with urllib.request.urlopen(f'http://127.0.0.1:{self.admin}/metrics', timeout=ANSWER_LIMIT) as answer:
            lines = answer.read().decode().splitlines()
        pairs = (line.rsplit(' ', 1) for line in lines if line and not line.startswith('#'))
        return {name: float(value) for name, value in pairs}

    def ask(self, limit=ANSWER_LIMIT, **request):
        """A command on the control socket, without the start of a JVM that ctl costs."""
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(limit)
            caller.connect(self.control)
            caller.sendall(json.dumps(request).encode() + b'\n')
            return json.loads(caller.makefile().readline())

    def log_end(self):
        return os.path.getsize(self.log)

    def wait_for_idle(self, slot, offset):
        """Milliseconds from spawn to first idle of the child that the log reports after offset."""
        line = re.compile(rf'slot={slot} gen=\d+ pid=\d+ idle after (\d+) ms')
        found = self.wait_until(lambda: line.search(self.log_text(offset)), START_LIMIT, f'idle again in slot {slot}')
        return int(found.group(1))
