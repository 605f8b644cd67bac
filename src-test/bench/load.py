"""Runs of the load generator, with the CPU that the server and everybody else used meanwhile."""
import csv
import json
import os
import subprocess
import time

import procfs

TIME_LIMIT = 90


class LoadError(Exception):
    """A server that does not answer."""


class Loadgen:
    def __init__(self, program, folder):
        self.program, self.folder, self.runs = program, folder, 0

    def run(self, server, *options):
        """What the generator prints, and cpu_us per connection of the server's tree, and others_percent."""
        pids = server.tree()
        used, busy, began = procfs.cpu_seconds(pids), procfs.machine_busy_seconds(), time.monotonic()
        result = json.loads(subprocess.run([self.program, *map(str, options), server.address], check=True,
                                           capture_output=True, text=True, timeout=TIME_LIMIT).stdout)
        wall = time.monotonic() - began
        if result['done'] == result['errors']:
            raise LoadError(f'{server.name} gave no good answer; its log is {server.log}')
        used = procfs.cpu_seconds(pids) - used
        others = procfs.machine_busy_seconds() - busy - used - result['client_cpu_s']
        result['cpu_us'] = used / max(1, result['done']) * 1e6
        result['others_percent'] = 100 * max(0.0, others) / wall / os.cpu_count()
        return result

    def start(self, server, *options):
        self.runs += 1
        series = os.path.join(self.folder, f'series-{self.runs}.csv')
        return Background([self.program, '-S', series, *map(str, options), server.address], series)


class Background:
    """A run that goes on while something is done to the server."""

    def __init__(self, command, series):
        self.series = series
        self.began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def sleep_until(self, seconds):
        """Seconds count from the start of the load: faults are injected by the clock, as load is."""
        time.sleep(max(0.0, self.began + seconds - time.monotonic()))

    def result(self):
        return json.loads(self.process.communicate(timeout=TIME_LIMIT)[0])

    def rows(self):
        """One dictionary a request: due_ms, accept_ms, first_byte_ms, end_ms (numbers) and result."""
        with open(self.series) as file:
            return [{key: value if key == 'result' else float(value) for key, value in row.items()}
                    for row in csv.DictReader(file)]
