"""How soon spamd serves, stock and ours: after a start, and after a kill -9 of the parent over long scans."""
import os
import re
import select
import signal
import socket
import statistics
import time

import procfs
from endings import end_orphans
from servers import START_LIMIT, free_port
from spamd import progress, running, servers
from spamd_servers import PING, check
from tables import cell, table, verdict

RATIO, LISTENS_SECONDS, RESTART_SECONDS = 1.5, 0.5, 2
KNOCK_SECONDS, ANSWER_SECONDS = 0.01, 1
SCANS, SCAN_SECONDS = 5, 60
OPTIONS = ('--max-children', str(SCANS))
BUSY_OPTIONS = (*OPTIONS, '--min-children', str(SCANS))
ARCHIVE = re.compile(r'class-data archive \S+ (accepted|made)')
SCAN_BEGINS = 'slow: begins'
# A rule that takes its time: it waits as for an answer from the network, or computes as a bad expression does.
PLUGIN = '''\
package Slow;
use strict; use warnings;
use Mail::SpamAssassin::Plugin; use Mail::SpamAssassin::Logger qw(info);
our @ISA = ('Mail::SpamAssassin::Plugin');
sub new { my ($class, $sa) = @_; my $self = bless $class->SUPER::new($sa), $class; $self->register_eval_rule('is_slow'); $self }
sub is_slow {
    my ($self, $status) = @_;
    my $how = $status->get('X-Slow') or return 0;
    my $end = time + SECONDS;
    info('slow: begins');
    if ($how =~ /waits/) { select undef, undef, undef, 0.1 while time < $end } else { 1 while time < $end }
    return 0;
}
1;
'''.replace('SECONDS', str(SCAN_SECONDS))


class Knocks:
    """A client that connects each 10 ms from now on; the first to be let in sends a PING, and the others wait with it."""

    def __init__(self, server):
        self.server, self.began = server, time.monotonic()
        self.clients, self.asking, self.refused_late = [], None, 0

    def until_answered(self):
        """Seconds until the PONG; infinite if the server ends, or it takes too long."""
        try:
            while self.seconds() < START_LIMIT and self.server.process.poll() is None:
                self.knock()
                if self.is_answered():
                    return self.seconds()
            return float('inf')
        finally:
            for client in self.clients:
                client.close()

    def seconds(self):
        return time.monotonic() - self.began

    def knock(self):
        try:
            client = socket.create_connection(('127.0.0.1', self.server.port), ANSWER_SECONDS)
        except ConnectionRefusedError:
            self.refused_late += self.seconds() > LISTENS_SECONDS
            return
        self.clients.append(client)
        if not self.asking:
            self.asking = client
            client.sendall(PING)

    def is_answered(self):
        """Waits until the next knock is due. A daemon that was killed may have let in the one that asks."""
        ready, _, _ = select.select([self.asking] if self.asking else [], [], [], KNOCK_SECONDS)
        if not ready:
            return False
        try:
            answer = self.asking.recv(100)
        except ConnectionResetError:
            answer = b''
        if not answer:
            self.asking = None
        return b'PONG' in answer


def first_pong(server):
    """Seconds from the start to the first PONG, and how many were refused when it should listen."""
    server.port = free_port()
    knocks = Knocks(server)
    server.start_again(*OPTIONS)
    try:
        return knocks.until_answered(), knocks.refused_late
    finally:
        server.stop()


def slow_options(server):
    path = os.path.join(os.path.dirname(server.folder), 'Slow.pm')
    with open(path, 'w') as file:
        file.write(PLUGIN)
    return (*BUSY_OPTIONS, f'--pre=loadplugin Slow {path}', '--cf=full SLOW eval:is_slow()', '--cf=score SLOW 0.1')


def restart(server, how):
    """Seconds from a kill -9 of the parent, while its children scan, until a new daemon answers a PING."""
    options = slow_options(server)
    clear_log(server)
    with running(server, *options):
        orphans = {pid: procfs.started(pid) for pid in server.tree() if pid != server.pid}
        scans = [begin_scan(server, number, how) for number in range(SCANS)]
        try:
            server.wait_until(lambda: mail_log(server).count(SCAN_BEGINS) == SCANS, START_LIMIT, f'scanning {SCANS} mails')
            os.kill(server.pid, signal.SIGKILL)
            server.process.wait()
            knocks = Knocks(server)
            server.start_again(*options)
            return knocks.until_answered()
        finally:
            end_orphans(orphans)
            for scan in scans:
                scan.close()


def begin_scan(server, number, how):
    client = socket.create_connection(('127.0.0.1', server.port))
    client.sendall(check(number, 'comments', f'X-Slow: {how}\n'))
    client.shutdown(socket.SHUT_WR)
    return client


def mail_log(server):
    with open(server.mail_log, errors='replace') as log:
        return log.read()


def clear_log(server):
    with open(server.mail_log, 'w'):
        pass


def make_archive(server):
    """What is measured is a daemon that was started before."""
    with running(server, *OPTIONS):
        server.wait_until(lambda: ARCHIVE.search(mail_log(server)), START_LIMIT, 'with a class-data archive')


def start(rig):
    with servers(rig) as (stock, ours):
        make_archive(ours)
        first_pong(stock)
        # All starts come first: scans that compute slow down a machine which lends its cores by credit.
        starts = [[first_pong(server) for server in (stock, ours)] for _ in range(rig.rounds)]
        rounds = [[[*begun, *restarts(server)] for server, begun in zip((stock, ours), pair)]
                  for _, pair in zip(progress(rig), starts)]
    columns = ['', 'spamd', 'preforkd', 'ratio', 'must', 'met']
    return ('From the start, or the restart over five scans of a minute, to the first PONG\n\n'
            + table(columns, [start_row(rounds), refused_row(rounds), *(restart_row(rounds, *what) for what in RESTARTS)]))


RESTARTS = ((2, 'waits'), (3, 'computes'))


def restarts(server):
    return [restart(server, how) for _, how in RESTARTS]


def column(rounds, index):
    return [[measured[side][index] for measured in rounds] for side in (0, 1)]


def start_row(rounds):
    stock, ours = column(rounds, 0)
    ratio = statistics.median(mine / its for its, mine in zip(stock, ours))
    return ['start to first PONG (s)', cell(statistics.median(stock), 2), cell(statistics.median(ours), 2), f'{ratio:.2f}',
            f'<= {RATIO} x', verdict(ratio <= RATIO)]


def refused_row(rounds):
    stock, ours = map(sum, column(rounds, 1))
    return [f'refused from {LISTENS_SECONDS} s on, all rounds', stock, ours, '', 0, verdict(ours == 0)]


def restart_row(rounds, index, how):
    stock, ours = map(statistics.median, column(rounds, index))
    return [f'kill -9 of the parent, each child {how}: first PONG of a new one (s)', cell(stock, 2), cell(ours, 2), '',
            f'<= {RESTART_SECONDS}', verdict(ours <= RESTART_SECONDS)]
