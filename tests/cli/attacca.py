# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of attacca-cli share: the program, private folders, and music made on the spot.

ATT_CLI names the program. Nothing of the developer's home is read or written.
"""
import concurrent.futures
import json
import math
import os
import random
import shutil
import struct
import subprocess
import tempfile
import unittest
import wave

CLI = os.environ['ATT_CLI']
RATE = 22050
TIMEOUT = 300  # s: only there so that a hang fails
# one of a kind each, and enough tracks for a long queue
ARTISTS = ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir']
GENRES = ['Rock', 'Jazz', 'Classical', 'Hip-Hop']


def environment(home):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith('XDG_') and k not in ('DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY',
                                                     'PULSE_SERVER', 'TERM')}
    env.update(HOME=home, LC_ALL='C.UTF-8', LANGUAGE='', TZ='UTC', XDG_RUNTIME_DIR=home)
    return env


class Case(unittest.TestCase):
    """A test with a folder of its own; a class may share one library over its tests (see `music`)."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix='attacca-test-')
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        cls.env = environment(cls.scratch)
        cls.data = os.path.join(cls.scratch, 'data')

    def start(self, *args, data=None, **options):
        return subprocess.Popen([CLI, '--data-dir', data or self.data, *args], env=self.env,
                                stdin=options.pop('stdin', subprocess.DEVNULL),
                                stdout=options.pop('stdout', subprocess.PIPE),
                                stderr=options.pop('stderr', subprocess.PIPE), **options)

    def run_cli(self, *args, status=0, data=None, **options):
        """Runs one command; returns (stdout, stderr) as text. Whatever was written must be UTF-8."""
        with self.start(*args, data=data, **options) as process:
            try:
                out, err = process.communicate(timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                self.fail(f'{args}: still running after {TIMEOUT} s')
        out, err = out.decode('utf-8'), err.decode('utf-8')
        self.assertEqual(process.returncode, status, f'{args}\nstdout: {out[-2000:]}\nstderr: {err[-2000:]}')
        return out, err

    def json(self, *args, **options):
        out, _ = self.run_cli(*args, '--json', **options)
        return json.loads(out)

    def assert_error(self, args, status, words, data=None):
        """One line on stderr that starts with the program's name and holds `words`; nothing on stdout."""
        out, err = self.run_cli(*args, status=status, data=data)
        self.assertEqual(out, '')
        self.assertEqual(err.count('\n'), 1, err)
        self.assertTrue(err.startswith('attacca-cli: '), err)
        self.assertIn(words, err)

    def assert_fields(self, row, fields):
        """every field is there and of its type (None in a tuple of types: may be null)"""
        for name, kind in fields.items():
            self.assertIn(name, row)
            kinds = kind if isinstance(kind, tuple) else (kind,)
            value = row[name]
            self.assertTrue(any(value is None if k is None else isinstance(value, k) for k in kinds), (name, value))


TRACK_FIELDS = {'id': int, 'uri': str, 'title': str, 'artist': str, 'album': str, 'genre': (str, None), 'genres': list}


def samples(genre_index, number, seconds):
    """Sound that differs by genre (noise, chord, tone, beat) and by track, the same for the same arguments."""
    rng = random.Random(genre_index * 1000 + number)
    n = int(RATE * seconds)
    pitch = 110 * 2 ** ((number % 24) / 12)
    out = bytearray()
    for i in range(n):
        t = i / RATE
        if genre_index == 0:
            x = 0.4 * (2 * rng.random() - 1) + 0.3 * math.copysign(1, math.sin(2 * math.pi * pitch * t))
        elif genre_index == 1:
            x = 0.2 * sum(math.sin(2 * math.pi * pitch * r * t) for r in (1, 1.25, 1.5))
        elif genre_index == 2:
            x = 0.5 * math.sin(2 * math.pi * 2 * pitch * t) * (0.5 + 0.5 * math.sin(2 * math.pi * 0.5 * t))
        else:
            x = (2 * rng.random() - 1) * math.exp(-8 * (t % 0.5)) * 0.8
        out += struct.pack('<h', int(20000 * max(-1, min(1, x))))
    return bytes(out)


def write_wav(path, data, rate=RATE):
    with wave.open(path, 'wb') as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(data)


def write_flac(path, genre_index, number, tags, seconds=1.0, times=1):
    """`seconds` of sound, `times` over"""
    wav = path + '.wav'
    write_wav(wav, samples(genre_index, number, seconds) * times)
    command = ['flac', '--silent', '--totally-silent', '--force', '-0', '--delete-input-file', '-o', path]
    for name, value in tags:
        command += ['-T', f'{name}={value}']
    subprocess.run(command + [wav], check=True)


def make_music(folder, n_artists=6, n_tracks=4, genres=GENRES, seconds=1.0):
    """genres x artists x tracks FLAC files; returns their number"""
    jobs = []
    for g, genre in enumerate(genres):
        for a in range(n_artists):
            artist = f'{genre} {ARTISTS[a]}'
            album = os.path.join(folder, artist, f'Album {a}')
            os.makedirs(album, exist_ok=True)
            for t in range(n_tracks):
                tags = [('TITLE', f'{genre} Song {a}-{t}'), ('ARTIST', artist), ('ALBUM', f'{genre} Album {a}'),
                        ('GENRE', genre), ('DATE', str(1970 + 5 * a)), ('TRACKNUMBER', str(t + 1))]
                jobs.append((os.path.join(album, f'{t + 1:02d}.flac'), g, a * n_tracks + t, tags, seconds))
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        for job in [pool.submit(write_flac, *job) for job in jobs]:
            job.result()
    return len(jobs)
