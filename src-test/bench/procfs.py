"""What /proc tells of processes: their tree, CPU time, memory, threads. A process that is gone counts as nothing."""
import os
import re

TICK = os.sysconf('SC_CLK_TCK')


def read(pid, name):
    try:
        with open(f'/proc/{pid}/{name}') as f:
            return f.read()
    except OSError:
        return ''


def stat(pid):
    """The fields of /proc/PID/stat after the name, from the state on; empty for a process that is gone."""
    return read(pid, 'stat').rpartition(')')[2].split()


def started(pid):
    """A number that tells a process from a later one of the same pid."""
    return stat(pid)[19:20]


def is_alive(pid):
    return stat(pid)[:1] not in ([], ['Z'], ['X'])


def children(pid):
    found = []
    for task in tasks(pid):
        found += [int(child) for child in read(f'{pid}/task/{task}', 'children').split()]
    return [child for child in found if is_alive(child)]


def tasks(pid):
    try:
        return os.listdir(f'/proc/{pid}/task')
    except OSError:
        return []


def tree(root):
    found = [root]
    for pid in found:
        found += children(pid)
    return found


def cpu_seconds(pids):
    """CPU of all threads, to the nanosecond, and of the children that were reaped, to the tick."""
    return sum(own_cpu_seconds(pid) + reaped_cpu_seconds(pid) for pid in pids)


def own_cpu_seconds(pid):
    nanoseconds = (read(f'{pid}/task/{task}', 'schedstat').split() for task in tasks(pid))
    return sum(int(fields[0]) for fields in nanoseconds if fields) / 1e9


def reaped_cpu_seconds(pid):
    return sum(int(ticks) for ticks in stat(pid)[13:15]) / TICK


def machine_busy_seconds():
    """CPU that the whole machine used since it started: all but idle and iowait."""
    with open('/proc/stat') as f:
        ticks = [int(field) for field in f.readline().split()[1:]]
    return (sum(ticks[:3]) + sum(ticks[5:8])) / TICK


def kib(pid, file, key):
    found = re.search(rf'^{key}:\s+(\d+) kB', read(pid, file), re.MULTILINE)
    return int(found.group(1)) if found else 0


def pss_mib(pid):
    return kib(pid, 'smaps_rollup', 'Pss') / 1024


def rss_mib(pid):
    return kib(pid, 'status', 'VmRSS') / 1024


def descriptors(pid):
    try:
        return len(os.listdir(f'/proc/{pid}/fd'))
    except OSError:
        return 0


def sockets(pid):
    try:
        return sum(os.readlink(entry.path).startswith('socket:') for entry in os.scandir(f'/proc/{pid}/fd'))
    except OSError:
        return 0


def voluntary_switches(pid):
    """How often a thread of the process has waited for something."""
    statuses = (read(f'{pid}/task/{task}', 'status') for task in tasks(pid))
    return sum(int(found.group(1)) for status in statuses
               if (found := re.search(r'^voluntary_ctxt_switches:\s+(\d+)', status, re.MULTILINE)))


def is_stopped(pid):
    """All its threads stand still, or are gone."""
    return all(stat(f'{pid}/task/{task}')[:1] in ([], ['T'], ['Z'], ['X']) for task in tasks(pid))


def environment(pid):
    return dict(entry.split('=', 1) for entry in read(pid, 'environ').split('\0') if '=' in entry)


def command_line(pid):
    return read(pid, 'cmdline').split('\0')[:-1]
