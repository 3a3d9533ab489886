#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-memory.py ATTACCA-CLI: memory of `analyze --jobs 2` over that of the program idle, as JSON.

Two libraries made on the spot: tracks of three minutes, and of three hours. Memory is the sum of all our processes'
proportional set sizes. Idle is the program as it is when its workers have only begun. Exit status 1: more than 64 MiB,
or three hours take more than 4 MiB over three minutes; 77: no ffmpeg."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT, GROWTH = 64, 4  # MiB
SECONDS = {'short': 180, 'long': 10800}
N_TRACKS = {'short': 6, 'long': 2}


def pss_mib(pid):
    try:
        with open(f'/proc/{pid}/smaps_rollup') as rollup:
            return next(int(line.split()[1]) for line in rollup if line.startswith('Pss:')) / 1024
    except (OSError, StopIteration):
        return 0


def children(pid):
    try:
        return [int(child) for task in os.listdir(f'/proc/{pid}/task')
                for child in open(f'/proc/{pid}/task/{task}/children').read().split()]
    except OSError:
        return []


def make_library(folder, seconds, n):
    os.mkdir(folder)
    for i in range(n):
        subprocess.run(['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i',
                        f'sine=frequency={220 + 110 * i}:beep_factor=4:sample_rate=44100:duration={seconds}', '-ac', '2',
                        '-compression_level', '0', f'{folder}/{i}.flac'], check=True)


def measure(cli, data, folder):
    """MiB over idle at the worst moment"""
    subprocess.run([cli, '--data-dir', data, 'scan', folder], check=True, capture_output=True)
    program = subprocess.Popen([cli, '--data-dir', data, 'analyze', '--jobs', '2', '--json'], stdout=subprocess.PIPE)
    idle, worst = None, 0
    while program.poll() is None:
        workers = children(program.pid)
        own = pss_mib(program.pid)
        if workers and own > 0:
            idle = own if idle is None else idle
            worst = max(worst, own + sum(pss_mib(worker) for worker in workers))
        time.sleep(0.02)
    answer = json.loads(program.stdout.read())
    assert answer['failed'] == 0, answer
    return idle, worst


def main(cli):
    if shutil.which('ffmpeg') is None:
        print('ffmpeg is not installed')
        return 77
    result = {}
    with tempfile.TemporaryDirectory(prefix='attacca-memory-') as scratch:
        for name in SECONDS:
            make_library(f'{scratch}/{name}', SECONDS[name], N_TRACKS[name])
            idle, worst = measure(cli, f'{scratch}/data-{name}', f'{scratch}/{name}')
            result.update({f'{name}_idle_mib': round(idle, 1), f'{name}_over_idle_mib': round(worst - idle, 1)})
    print(json.dumps(result))
    over = [result['short_over_idle_mib'], result['long_over_idle_mib']]
    return 0 if max(over) <= LIMIT and over[1] - over[0] <= GROWTH else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
