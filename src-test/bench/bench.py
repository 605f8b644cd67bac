"""preforkd against a C prefork server that does the same work, in one interleaved run; Markdown tables on stdout.

Started by ops/bench, which builds what is measured. One machine carries servers, load and everybody else, so a ratio
counts for more than a rate, and CPU per connection for more than either.
"""
import argparse
import os
import platform
import shutil
import signal
import sys
import tempfile
import time

import capacity
import endings
import faults
import many
import measures
import modes
import reuse
import scrape
import silent
import spamd
import spamd_start
import template
from load import LoadError, Loadgen
from servers import Baseline, BenchError, Preforkd

STATIC_MEASURES = {'load', 'spawn', 'stop', 'kill'}
JAVA = 'java: io.preforkd.example.Hello'
EVENTS = 'netty: io.preforkd.example.HelloEvents'
PERL = os.path.join(os.path.dirname(__file__), '../../worker-api/examples/perl/hello.pl')
NOTHING_IS_LOST = {'chaos': faults.chaos, 'starts': faults.starts, 'queue': endings.queue, 'orphans': endings.orphans,
                   'silent': silent.silent}
SPAMD = {'spamd-cost': spamd.cost, 'spamd-children': spamd.children, 'spamd-losses': spamd.losses,
         'spamd-start': spamd_start.start}
KNOWN = {**measures.ALL, **NOTHING_IS_LOST, 'modes': modes.modes, 'many': many.many, 'reuse': reuse.reuse, 'template': template.template,
         'capacity': capacity.capacity,
         'scrape': scrape.scrape,
         **SPAMD}


class Rig:
    """What the measures share: the servers, the load generator, the number of rounds."""

    def __init__(self, options, folder):
        self.rounds, self.seconds = options.rounds, options.seconds
        self.chaos_seconds, self.request_seconds = options.chaos_seconds, options.request_seconds
        self.silent_clients, self.launcher, self.folder = options.silent_clients, options.launcher, folder
        self.loadgen = Loadgen(os.path.join(options.programs, 'loadgen'), folder)
        self.classes = options.programs
        self.environment = dict(os.environ, JAVA_HOME=options.jdk, PREFORKD_RUN=folder,
                                PREFORKD_CACHE=os.path.join(folder, 'cache'))
        self.baseline = Baseline(os.path.join(options.programs, 'prefork'), folder)
        c_worker = f'{{command: ["{options.programs}/hello-c"]}}'
        workers = {'Java children': f'{{{JAVA}}}', 'C children': c_worker}
        archives = {'Java, archive off': f'{{{JAVA}, archive: off}}',
                    'Java, fixed address': f'{{{JAVA}, fixed-archive-address: true}}'}
        self.preforkds = self.servers(workers, options.launcher, os.path.join(folder, 'static'))
        self.languages = {**workers, 'Perl children': f'{{command: ["{self.perl()}", "{os.path.realpath(PERL)}"]}}'}
        self.java = self.preforkds[0]
        self.static = [self.baseline, *self.preforkds]
        self.archives = self.servers(archives, options.launcher, os.path.join(folder, 'archives'))
        bursting = {**workers, 'Java, archive off': archives['Java, archive off']}
        self.dynamic = self.servers(bursting, options.launcher, os.path.join(folder, 'dynamic'))
        self.is_static_up = False

    def servers(self, workers, launcher, folder):
        return [Preforkd(name, worker, launcher, folder, self.environment) for name, worker in workers.items()]

    @staticmethod
    def perl():
        return shutil.which('perl') or sys.exit('bench: perl is missing (Debian: apt-get install perl)')

    def all_languages(self, measure):
        """Names and servers with Java, C and Perl children, for a measure alone."""
        servers = self.servers(self.languages, self.launcher, os.path.join(self.folder, measure))
        return list(zip(self.languages, servers))

    def modes(self, modes):
        """A server with Java children for each mode of dispatch; those of least-busy are event-driven."""
        workers = {mode: f'{{{EVENTS if mode == "least-busy" else JAVA}}}' for mode in modes}
        servers = self.servers(workers, self.launcher, os.path.join(self.folder, 'modes'))
        for server, mode in zip(servers, modes):
            server.mode = mode
        return servers

    def events(self):
        """A server with event-driven Java children."""
        server, = self.modes(['least-busy'])
        return server

    def pair(self, measure):
        """Two servers with C children."""
        worker = self.languages['C children']
        return self.servers({f'C children {letter}': worker for letter in 'ab'}, self.launcher,
                            os.path.join(self.folder, measure))

    def make_archives(self):
        """What is measured is a daemon that was started before: it finds its archives in the cache."""
        for server in (self.java, *self.archives):
            server.start()
            server.stop()

    def prepare(self, name):
        """The static pools stay up from one measure to the next that wants them; the others measure alone."""
        if name not in STATIC_MEASURES:
            self.stop()
        elif not self.is_static_up:
            self.start_static()

    def start_static(self):
        self.is_static_up = True
        for server in self.static:
            server.start()
            self.warm_up(server)

    def warm_up(self, server):
        self.loadgen.run(server, '-c', 16, '-d', measures.WARM_UP_SECONDS)

    def stop(self):
        for server in self.static + self.dynamic + self.archives:
            server.stop()
        self.is_static_up = False

    def progress(self, number):
        print(f'bench: round {number + 1} of {self.rounds}', file=sys.stderr, flush=True)


def java_version(jdk):
    with open(os.path.join(jdk, 'release')) as release:
        return dict(line.strip().split('=', 1) for line in release if '=' in line)['JAVA_VERSION'].strip('"')


def header(options):
    return (f'{time.strftime("%Y-%m-%d")}, {os.cpu_count()} cores, Linux {platform.release()}, '
            f'JDK {java_version(options.jdk)}, medians of {options.rounds} interleaved rounds of {options.seconds:g} s, '
            f'load average {os.getloadavg()[0]:.2f} before the run\n')


def chosen_measures(text):
    names = text.split(',')
    unknown = [name for name in names if name not in KNOWN]
    if unknown:
        raise argparse.ArgumentTypeError(f'unknown: {", ".join(unknown)}; known: {", ".join(KNOWN)}')
    return names


def read_options():
    parser = argparse.ArgumentParser(prog='ops/bench', description=__doc__.splitlines()[0])
    parser.add_argument('-n', dest='rounds', type=int, default=7, help='rounds (default %(default)s)')
    parser.add_argument('-s', dest='seconds', type=float, default=2, help='of one load run (default %(default)s)')
    parser.add_argument('-m', dest='measures', type=chosen_measures, default=list(measures.ALL),
                        help=f'comma-separated, of {",".join(KNOWN)} (default: {",".join(measures.ALL)})')
    parser.add_argument('--chaos', dest='chaos_seconds', type=float, default=60, metavar='SECONDS',
                        help='how long children are killed in chaos (default %(default)s)')
    parser.add_argument('--request', dest='request_seconds', type=float, default=10, metavar='SECONDS',
                        help='of one request in orphans (default %(default)s)')
    parser.add_argument('--silent', dest='silent_clients', type=int, default=5000, metavar='N',
                        help='silent connections in silent (default %(default)s)')
    parser.add_argument('-j', dest='jdk', default=os.environ.get('JAVA_HOME'), help='home of the JDK to measure')
    parser.add_argument('--programs', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--launcher', required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rounds < 1 or not 0.5 <= options.seconds <= 60:
        parser.error('rounds must be 1 or more, seconds 0.5 to 60')
    if not (1 <= options.chaos_seconds <= 60 and 1 <= options.request_seconds <= 60):
        parser.error('--chaos and --request must be 1 to 60')
    if not 1 <= options.silent_clients <= 50000:
        parser.error('--silent must be 1 to 50000')
    return options


def run(options, folder):
    rig = Rig(options, folder)
    print(header(options), flush=True)
    try:
        rig.make_archives()
        for name in options.measures:
            rig.prepare(name)
            print(f'bench: {name}', file=sys.stderr, flush=True)
            print(KNOWN[name](rig), flush=True)
    finally:
        rig.stop()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))    # so that servers are stopped
    options = read_options()
    try:
        with tempfile.TemporaryDirectory(prefix='preforkd-bench.') as folder:
            run(options, folder)
    except (BenchError, LoadError) as error:
        sys.exit(f'bench: {error}')


if __name__ == '__main__':
    main()
