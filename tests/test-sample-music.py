#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-sample-music.py DATA: data/get-sample-music against a small Debian archive of our own making (TAP).

The packages are real ones, made with dpkg-deb; apt is the real one, pointed at a folder. No network.
"""
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(sys.argv[1])
LIST = '''# a comment
one\tusr/share/games/one/a song.ogg\tMira Osei\tOverture\tSalt\tJazz\tCC0\tus
one\tusr/share/games/one/deep/song.ogg\t\t\t\tFolk\tCC0\tus
gone\tusr/share/gone.ogg\t\t\t\t\tCC0\tus
two\tusr/share/two/b.mp3\t\tSecond\t\t\tCC0\tus
three\tusr/share/three/c.ogg\t\t\t\t\tCC0\tus
'''


class Archive:
    """a folder that apt takes for a Debian archive, and the script beside a list of our own"""

    def __init__(self, temp):
        self.temp = temp
        self.folder = temp / 'archive'
        self.folder.mkdir()
        (temp / 'lists' / 'partial').mkdir(parents=True)
        shutil.copy(DATA / 'get-sample-music', temp)
        (temp / 'sample-music.tsv').write_text(LIST)
        index = ''
        for name, files in {
            'one': ['usr/share/games/one/a song.ogg', 'usr/share/games/one/deep/song.ogg', 'usr/share/games/one/boom.ogg'],
            'two': ['usr/share/two/b.mp3'],
            'three': ['usr/share/three/c.ogg'],
        }.items():
            tree = temp / 'tree' / name
            for file in [*files, f'usr/share/doc/{name}/copyright']:
                (tree / file).parent.mkdir(parents=True, exist_ok=True)
                (tree / file).write_text(f'{name} {file}')
            (tree / 'DEBIAN').mkdir()
            control = f'Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: music\n'
            (tree / 'DEBIAN' / 'control').write_text(control)
            deb = self.folder / f'{name}_1_all.deb'
            subprocess.run(['dpkg-deb', '--root-owner-group', '-b', tree, deb], check=True, stdout=subprocess.DEVNULL)
            index += (f'{control}Filename: ./{deb.name}\nSize: {deb.stat().st_size}\n'
                      f'SHA256: {hashlib.sha256(deb.read_bytes()).hexdigest()}\n\n')
        (self.folder / 'Packages').write_text(index)
        (temp / 'sources').write_text(f'deb [trusted=yes] copy:{self.folder} ./\n')
        (temp / 'apt.conf').write_text(f'Dir::Etc::sourcelist "{temp}/sources";\nDir::Etc::sourceparts "-";\n'
                                       f'Dir::State::lists "{temp}/lists";\nDir::Cache "{temp}/cache";\n'
                                       f'Dir::State::status "{temp}/status";\nAcquire::Languages "none";\n')
        (temp / 'status').write_text('')
        self.env = {**os.environ, 'APT_CONFIG': str(temp / 'apt.conf'), 'LC_ALL': 'C.UTF-8'}

    def start(self, *args, **kwargs):
        return subprocess.Popen([self.temp / 'get-sample-music', *args], text=True, env={**self.env, **kwargs},
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *args, **kwargs):
        process = self.start(*args, **kwargs)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.splitlines(), err.splitlines()


ALL = ['done 1/4 one tracks 2', 'skip 2/4 gone', 'done 3/4 two tracks 3', 'done 4/4 three tracks 4']


def usage(archive):
    for args in ([], [''], ['a', 'b']):
        status, out, err = archive.run(*args)
        assert (status, out, len(err)) == (2, [], 1), (args, status, out, err)


def no_apt(archive):
    tools = archive.temp / 'bin'
    tools.mkdir()
    for tool in ('bash', 'env', 'readlink', 'dirname', 'awk', 'cut', 'grep'):
        (tools / tool).symlink_to(shutil.which(tool))
    status, out, err = archive.run(archive.temp / 'no-apt', PATH=str(tools))
    assert status == 1 and out == [] and len(err) == 1 and 'apt-get' in err[0], (status, out, err)


def offline(archive):
    archive.folder.rename(archive.temp / 'away')
    status, out, err = archive.run(archive.temp / 'offline')
    (archive.temp / 'away').rename(archive.folder)
    assert status == 1 and out == [] and len(err) == 1 and 'network' in err[0], (status, out, err)
    assert not (archive.temp / 'offline' / '.complete').exists()


def fetch(archive):
    folder = archive.temp / 'music'
    status, out, err = archive.run(folder)
    assert (status, out, err) == (0, ALL, []), (status, out, err)
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_file())
    assert files == ['.attacca-tags.tsv', '.complete', 'one/.complete', 'one/COPYRIGHT', 'one/a song.ogg', 'one/deep.ogg',
                     'three/.complete', 'three/COPYRIGHT', 'three/c.ogg', 'two/.complete', 'two/COPYRIGHT', 'two/b.mp3'], files
    assert (folder / 'one' / 'deep.ogg').read_text() == 'one usr/share/games/one/deep/song.ogg'
    tags = (folder / '.attacca-tags.tsv').read_text().splitlines()
    assert tags[0] == 'one/a song.ogg\tOverture\tMira Osei\tSalt\tJazz', tags
    assert tags[1] == 'one/deep.ogg\t\t\t\tFolk' and len(tags) == 5, tags


def again(archive):
    """what is complete is neither fetched nor touched"""
    folder = archive.temp / 'music'
    before = {path: path.stat().st_mtime_ns for path in folder.rglob('*.ogg')}
    shutil.rmtree(folder / 'two')
    status, out, err = archive.run(folder)
    assert (status, out[0], out[3], err) == (0, 'done 1/4 one tracks 3', ALL[3], []), (status, out, err)
    assert (folder / 'two' / 'b.mp3').exists()
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob('*.ogg')}


def stopped(archive):
    """stopped after the first package: nothing half done is left, and the next run goes on"""
    folder = archive.temp / 'stopped'
    slow = archive.temp / 'slow' / 'dpkg-deb'  # unpacking the second package would take a minute
    slow.parent.mkdir()
    slow.write_text(f'#!/bin/sh\ncase "$2" in *two*) exec sleep 60;; esac\nexec {shutil.which("dpkg-deb")} "$@"\n')
    slow.chmod(0o755)
    process = archive.start(folder, PATH=f'{slow.parent}:{os.environ["PATH"]}')
    first = process.stdout.readline().rstrip()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert first == ALL[0] and process.returncode == 143, (first, process.returncode)
    assert not list(folder.glob('.incoming*')) and not (folder / '.complete').exists()
    assert all((path / '.complete').exists() for path in folder.iterdir() if path.is_dir())
    status, out, err = archive.run(folder)
    assert status == 0 and out[-1] == ALL[-1] and err == [], (status, out, err)


def the_list(_archive):
    rows = [line.split('\t') for line in (DATA / 'sample-music.tsv').read_text().splitlines() if not line.startswith('#')]
    assert all(len(row) == 8 for row in rows), [row for row in rows if len(row) != 8]
    assert all(row[0] and row[1] and row[6] and row[7] for row in rows), 'package, path, licence and credit are never empty'
    assert len(rows) >= 120 and len({(row[0], row[1]) for row in rows}) == len(rows)
    assert len({row[2] for row in rows if row[2]}) >= 20 and len({row[5] for row in rows if row[5]}) >= 6


def main():
    cases = [usage, no_apt, offline, fetch, again, stopped, the_list]
    if not all(shutil.which(tool) for tool in ('apt-get', 'dpkg-deb')):
        print('1..0 # SKIP the sample comes out of Debian packages, and there is no apt-get here')
        return 0
    print(f'1..{len(cases)}')
    failed = 0
    with tempfile.TemporaryDirectory() as temp:
        archive = Archive(Path(temp))
        for n, case in enumerate(cases, 1):
            try:
                case(archive)
                print(f'ok {n} {case.__name__}', flush=True)
            except AssertionError as error:
                failed += 1
                print(f'not ok {n} {case.__name__}\n# {error}', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
