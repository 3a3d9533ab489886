#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-scan.py ATTACCA-CLI [DIR]: `bench scan DIR` three times: the medians, as JSON.

DIR is a folder of many short tagged files; default $ATT_SCAN_LIBRARY. Exit status 1: a first scan takes more than 0.6
of mpd's CPU seconds, or over 100 MB; 77: no folder, or no mpd."""
import json
import os
import shutil
import statistics
import subprocess
import sys

RUNS, SHARE, MEMORY = 3, 0.6, 100


def main(cli, folder):
    if not folder or not os.path.isdir(folder):
        print('no folder to scan: give one, or set ATT_SCAN_LIBRARY')
        return 77
    if shutil.which('mpd') is None:
        print('mpd is not installed')
        return 77
    runs = [json.loads(subprocess.run([cli, 'bench', 'scan', '--json', folder], check=True, capture_output=True).stdout)
            for _ in range(RUNS)]
    medians = {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}
    print(json.dumps(medians))
    return 0 if medians['mpd_ratio'] <= SHARE and max(run['rss_mb'] for run in runs) <= MEMORY else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else os.environ.get('ATT_SCAN_LIBRARY', '')))
