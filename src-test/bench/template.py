"""A template in Perl that holds 100 MB: how soon a forked child is idle, and what memory is its own."""
import os
import re
import signal
import statistics

import procfs
from servers import START_LIMIT, Preforkd
from tables import cell, table

TEMPLATE = os.path.realpath(os.path.join(os.path.dirname(__file__), '../../worker-api/examples/perl/template.pl'))
HELLO = os.path.join(os.path.dirname(TEMPLATE), 'hello.pl')
ENGINE_MIB, BIRTHS = 100, 50
LIMIT_MS, LIMIT_MIB = 10, 5

# Many small things, as a compiled set of rules is, and not one long text, which nobody would write to anyway.
ENGINE = f'''use strict;
use warnings;
our @rules = map {{ +{{ name => "rule $_", score => $_ / 7, words => [ map {{ "word $_" }} 1 .. 20 ] }} }} 1 .. 400;
sub resident {{ open my $f, '<', '/proc/self/statm' or die; return (split ' ', <$f>)[1] * 4096 / 2**20 }}
while (resident() < {ENGINE_MIB}) {{
    push @rules, map {{ +{{ name => "rule $_", score => $_ / 7, words => [ map {{ "word $_" }} 1 .. 20 ] }} }} 1 .. 400;
}}
require '{HELLO}';
'''


def idle_line(slot, text):
    return re.search(rf' slot={slot} gen=\d+ pid=(\d+) idle after ', text)


def birth(server, slot, pid):
    """Ends the slot's child; the next one's pid, and the milliseconds from its spawn to its first idle."""
    offset = server.log_end()
    os.kill(pid, signal.SIGKILL)
    milliseconds = server.wait_for_idle(slot, offset)
    return int(idle_line(slot, server.log_text(offset)).group(1)), milliseconds


def private_mib(pid):
    return sum(procfs.kib(pid, 'smaps_rollup', key) for key in ('Private_Clean', 'Private_Dirty')) / 1024


def template(rig):
    folder = os.path.join(rig.folder, 'template')
    os.makedirs(folder, exist_ok=True)
    engine = os.path.join(folder, 'engine.pl')
    with open(engine, 'w') as file:
        file.write(ENGINE)
    worker = f'{{template: ["{rig.perl()}", "{TEMPLATE}", "{engine}"]}}'
    server = Preforkd('Perl template', worker, rig.launcher, folder, rig.environment)
    server.start()
    try:
        server.wait_until(lambda: idle_line(0, server.log_text()), START_LIMIT, 'up with its first child')
        return report(server, *births(server))
    finally:
        server.stop()


def births(server):
    pid = int(idle_line(0, server.log_text()).group(1))
    times, memory = [], []
    for _ in range(BIRTHS):
        pid, milliseconds = birth(server, 0, pid)
        times.append(milliseconds)
        memory.append(private_mib(pid))
    return times, memory


def report(server, times, memory):
    pid = int(re.search(r'template pid=(\d+) ready', server.log_text()).group(1))
    rows = [['fork to first idle (ms)', cell(statistics.median(times), 1), cell(max(times), 1), f'< {LIMIT_MS}'],
            ['private memory of a fresh child (MiB)', cell(statistics.median(memory), 1), cell(max(memory), 1),
             f'< {LIMIT_MIB}']]
    return (f'A template in Perl of {procfs.rss_mib(pid):.0f} MiB, {BIRTHS} children one after the other\n\n'
            + table(['', 'median', 'worst', 'must'], rows))
