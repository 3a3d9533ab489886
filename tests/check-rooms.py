#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-rooms.py SRC: no file of a room includes what its room may not.

Each folder of SRC is a room (HACKING.md draws them). The headers of a room are the .h files in its folder, so nothing
has to be listed twice; only who may look where is written here. Prints FILE:LINE and the cause of each refusal;
exit status 0 (clean), 1 (refused), 2 (cannot check).
"""
import re
import subprocess
import sys
from pathlib import Path

# room: rooms whose headers it may include, besides its own
BELOW = {
    'num': '',
    'core': '',
    'store': 'core',
    'library': 'core store',
    'analysis': 'core store num',
    'recommend': 'core store num',
    'sources': 'core store',
    'playback': 'core',
    'session': 'core store library analysis recommend sources playback',
    'cli': 'core playback session',
    'serve': 'core playback session',
    'ui': 'core playback session',
}

# pattern of a header outside the project: the rooms that own it. Matched from the start, whatever the case.
OWNERS = {
    r'sqlite': 'store',
    r'fftw': 'num',
    r'gst/|gstreamer': 'analysis playback',
    r'gtk|gdk/|gsk/|adwaita|libadwaita|adw-': 'ui',
    r'taglib|tag_c\.h|fileref\.h|tag\.h|tpropertymap\.h': 'library',
    r'libsoup': 'sources serve',
    r'ebur128': 'analysis',
    r'xxhash|xxh3': 'library',
    r'libxml': 'library',
    r'glib|gio/|gobject|gmodule': ' '.join(room for room in BELOW if room != 'num'),
}

INCLUDE = re.compile(r'^\s*(?:#|%:|\?\?=)\s*(?:include|include_next|import)\b\s*(.*)', re.IGNORECASE)
NAME = re.compile(r'[<"]([^>"]+)[>"]')
SOURCES = {'.c', '.cc', '.cpp', '.cxx', '.h', '.hh', '.hpp', '.inc', '.in', '.y', '.l'}


def taglib_headers():
    """TagLib's headers have plain names (tag.h, mpegfile.h…), found through its own include path."""
    try:
        flags = subprocess.run(['pkg-config', '--cflags-only-I', 'taglib'], capture_output=True, text=True).stdout.split()
    except OSError:
        return set()
    return {header.name.lower() for flag in flags for header in Path(flag[2:]).glob('*.h') if flag.endswith('taglib')}


def check(src):
    rooms = {}    # header's name in lower case: its room
    refused = []
    taglib = taglib_headers()
    for folder in sorted(path for path in src.iterdir() if path.is_dir()):
        if folder.name not in BELOW:
            refused.append(f'{folder}: a room that tests/check-rooms.py does not know')
        for header in sorted(folder.rglob('*.h')):
            other = rooms.setdefault(header.name.lower(), folder.name)
            if other != folder.name:
                refused.append(f'{header}: room {other} has a header of the same name')

    for path in sorted(path for path in src.rglob('*') if path.suffix.lower() in SOURCES and path.parent != src):
        room = path.relative_to(src).parts[0]
        allowed = {room, *BELOW.get(room, '').split()}
        # a line that ends in a backslash goes on in the next
        text = path.read_text(encoding='utf-8', errors='replace')
        text = re.sub(r'\\\n', lambda _: ' ', text)
        for number, line in enumerate(text.split('\n'), 1):
            found = INCLUDE.match(re.sub(r'/\*.*?\*/', ' ', line))
            if not found:
                continue
            name = NAME.match(found.group(1))
            where = f'{path}:{number}'
            if not name:
                refused.append(f'{where}: an include must name its header: {line.strip()}')
                continue
            header = name.group(1).replace('\\', '/').lower()
            base = header.rsplit('/', 1)[-1]
            if base in rooms:
                if rooms[base] not in allowed:
                    refused.append(f'{where}: room {room} may not include {name.group(1)}, a header of room {rooms[base]}')
                continue
            if base in taglib:
                header = 'taglib/' + base
            for pattern, owners in OWNERS.items():
                if re.match(pattern, header) and room not in owners.split():
                    refused.append(f'{where}: room {room} may not include {name.group(1)}; that is for: {owners}')
    return refused


def main():
    src = Path(sys.argv[1]) if len(sys.argv) == 2 else None
    if src is None or not src.is_dir():
        print('usage: check-rooms.py SRC', file=sys.stderr)
        return 2
    refused = check(src)
    for line in refused:
        print(line)
    return 1 if refused else 0


if __name__ == '__main__':
    sys.exit(main())
