#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-scan.py PROGRAM [DIR]: CPU seconds of a first scan, ours (all processes) and mpd's on the same folder, in turn.

PROGRAM is bench-scan. DIR is a folder of many short tagged files; default $ATT_SCAN_LIBRARY. Each is run three times
with the files in the page cache, and the medians are compared. Exit status 1: ours is more than 0.6 of mpd's, or
over 100 MB; 77: no folder, or no mpd."""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS, SHARE, MEMORY = 3, 0.6, 100


def ours(program, folder, scratch):
    out = subprocess.run([program, os.path.join(scratch, 'library.db'), folder], check=True, capture_output=True, text=True)
    return json.loads(out.stdout)


def mpd(folder, scratch):
    conf = os.path.join(scratch, 'mpd.conf')
    socket = os.path.join(scratch, 'socket')
    with open(conf, 'w', encoding='utf-8') as f:
        f.write(f'music_directory "{folder}"\ndb_file "{scratch}/mpd.db"\nlog_file "{scratch}/log"\n'
                f'bind_to_address "{socket}"\nauto_update "no"\naudio_output {{\n type "null"\n name "n"\n}}\n')
    server = subprocess.Popen(['mpd', '--no-daemon', conf], stderr=subprocess.DEVNULL)
    mpc = lambda *words: subprocess.run(['mpc', '-q', *words], env={**os.environ, 'MPD_HOST': socket}, capture_output=True)
    try:
        for _ in range(1000):
            if mpc('status').returncode == 0:
                break
            time.sleep(0.01)
        else:
            sys.exit('mpd does not answer')
        mpc('--wait', 'update')
        songs = subprocess.run(['mpc', 'stats'], env={**os.environ, 'MPD_HOST': socket}, capture_output=True, text=True)
        n = next(int(line.split()[1]) for line in songs.stdout.splitlines() if line.startswith('Songs'))
    finally:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        server.terminate()
        server.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, n


def main(program, folder):
    if not folder or not os.path.isdir(folder):
        print('no folder to scan: give one, or set ATT_SCAN_LIBRARY')
        return 77
    if shutil.which('mpd') is None or shutil.which('mpc') is None:
        print('mpd and mpc are not installed')
        return 77
    rows, peers = [], []
    for i in range(RUNS + 1):
        with tempfile.TemporaryDirectory() as scratch:
            row = ours(program, folder, scratch)
        with tempfile.TemporaryDirectory() as scratch:
            seconds, songs = mpd(folder, scratch)
        if i > 0:  # the first turn fills the page cache
            rows.append(row)
            peers.append(seconds)
    cpu, peer = statistics.median(r['cpu_s'] for r in rows), statistics.median(peers)
    memory = max(r['pss_mb'] for r in rows)
    print(json.dumps({'files': rows[0]['added'], 'cpu_s': cpu, 'wall_s': statistics.median(r['wall_s'] for r in rows),
                      'pss_mb': memory, 'mpd_files': songs, 'mpd_cpu_s': round(peer, 2), 'share': round(cpu / peer, 2)}))
    return 0 if cpu <= SHARE * peer and memory <= MEMORY else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else os.environ.get('ATT_SCAN_LIBRARY', '')))
