#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-check-rooms.py SRC: the tree is clean, and one forbidden include of each kind in a copy of it is refused (TAP)."""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECK = Path(__file__).with_name('check-rooms.py')

# kind, file that gets the line, the line, words of the refusal
FORBIDDEN = [
    ('core looks up at the store', 'core/att-track.c', '#include "att-store.h"', 'header of room store'),
    ('num looks up at core', 'num/att-planted.c', '#include "att-track.h"', 'header of room core'),
    ('a header looks up', 'store/att-store.h', '#include "att-session.h"', 'header of room session'),
    ('a sibling: analysis, library', 'analysis/att-features.h', '#include "att-scanner.h"', 'header of room library'),
    ('a sibling: recommend, analysis', 'recommend/att-radio.h', '#include "att-features.h"', 'header of room analysis'),
    ('a sibling: library, recommend', 'library/att-covers.h', '#include "att-radio.h"', 'header of room recommend'),
    ('a sibling: sources, playback', 'sources/att-stream-resolver.h', '#include "att-player.h"', 'header of room playback'),
    ('playback opens the store', 'playback/att-player.h', '#include "att-store-tracks.h"', 'header of room store'),
    ('session looks up at the window', 'session/att-session.h', '#include "att-planted-ui.h"', 'header of room ui'),
    ('the skins are siblings', 'cli/att-planted.c', '#include "att-planted-ui.h"', 'header of room ui'),
    ('ui goes past the session', 'ui/att-planted.c', '#include "att-store.h"', 'header of room store'),
    ('cli goes past the session', 'cli/att-planted.c', '#include "att-radio.h"', 'header of room recommend'),
    ('by a path', 'core/att-track.c', '#include "../store/att-store.h"', 'header of room store'),
    ('in angle brackets', 'core/att-track.c', '#include <att-store.h>', 'header of room store'),
    ('in other letters', 'core/att-track.c', '# Include "ATT-Store.h"', 'header of room store'),
    ('over two lines', 'core/att-track.c', '#include \\\n  "att-store.h"', 'header of room store'),
    ('behind a comment', 'core/att-track.c', '/* */ #/**/include "att-store.h"', 'header of room store'),
    ('through a macro', 'core/att-track.c', '#include STORE_HEADER', 'must name its header'),
    ('a C++ file', 'library/att-planted.cpp', '#include "att-session.h"', 'header of room session'),
    ('SQLite outside store', 'library/att-planted.c', '#include <sqlite3.h>', 'that is for: store'),
    ('FFTW outside num', 'analysis/att-planted.c', '#include <fftw3.h>', 'that is for: num'),
    ('GStreamer outside analysis and playback', 'session/att-planted.c', '#include <gst/gst.h>', 'analysis playback'),
    ('GTK outside ui', 'session/att-planted.c', '#include <gtk/gtk.h>', 'that is for: ui'),
    ('libadwaita outside ui', 'cli/att-planted.c', '#include <adwaita.h>', 'that is for: ui'),
    ('TagLib outside library', 'session/att-planted.c', '#include <taglib/tag_c.h>', 'that is for: library'),
    ('TagLib by its bare names', 'playback/att-planted.cpp', '#include <mpegfile.h>', 'that is for: library'),
    ('libsoup outside sources', 'session/att-planted.c', '#include <libsoup/soup.h>', 'that is for: sources'),
    ('libebur128 outside analysis', 'playback/att-planted.c', '#include <ebur128.h>', 'that is for: analysis'),
    ('xxHash outside library', 'store/att-planted.c', '#include "xxhash.h"', 'that is for: library'),
    ('GLib in num', 'num/att-planted.c', '#include <glib.h>', 'room num may not include'),
]


def run(src):
    return subprocess.run([sys.executable, CHECK, src], capture_output=True, text=True)


def main():
    source = Path(sys.argv[1])
    n = failed = 0

    def ok(passed, name, details=''):
        nonlocal n, failed
        n += 1
        failed += not passed
        print(f'{"ok" if passed else "not ok"} {n} {name}', flush=True)
        for line in details.splitlines() if not passed else ():
            print(f'# {line}')

    print(f'1..{len(FORBIDDEN) + 2}')
    result = run(source)
    ok(result.returncode == 0, 'the tree is clean', result.stdout + result.stderr)
    with tempfile.TemporaryDirectory() as temp:
        copy = Path(temp) / 'src'
        shutil.copytree(source, copy)
        # headers that hold nothing: something to point at in a room that has none yet
        (copy / 'ui' / 'att-planted-ui.h').write_text('')
        for name, file, line, words in FORBIDDEN:
            path = copy / file
            before = path.read_text() if path.exists() else None
            path.write_text(f'{line}\n{before or ""}')
            result = run(copy)
            lines = result.stdout.splitlines()
            ok(result.returncode == 1 and len(lines) == 1 and f'{file}:1: ' in lines[0] and words in lines[0],
               f'refused: {name}', f'status {result.returncode}\n{result.stdout}{result.stderr}')
            if before is None:
                path.unlink()
            else:
                path.write_text(before)
        result = run(copy)
        ok(result.returncode == 0, 'clean again', result.stdout + result.stderr)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
