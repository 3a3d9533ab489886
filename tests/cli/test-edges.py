# SPDX-License-Identifier: GPL-3.0-or-later
"""attacca-cli scan and analyze over files at the edges of what a file can be: each ends well, with sensible numbers.

With ATT_TEST_SLOW set, one of ten hours is among them: a minute of work, at idle priority.
"""
import array
import math
import os
import pathlib
import sqlite3
import struct
import subprocess
import unittest

import attacca

HOURS = 10 if os.environ.get('ATT_TEST_SLOW') else 0.1


def beat(rate, seconds, channels=1, level=0.5):
    """120 strokes a minute, each a burst of a high tone that dies away"""
    half = rate // 2
    stroke = array.array('h')
    for i in range(half):
        x = level * math.exp(-i / (0.02 * rate)) * math.sin(2 * math.pi * 880 * i / rate)
        stroke.extend([int(32767 * x)] * channels)
    return stroke.tobytes() * (2 * seconds)


def clicks(rate, seconds):
    """one sample of full scale each half second, nothing between"""
    return (struct.pack('<h', 32767) + bytes(2 * (rate // 2 - 1))) * (2 * seconds)


def write_flac(path, rate, channels, chunk, times=1):
    command = ['flac', '--totally-silent', '-0', '-o', path, '--force-raw-format', '--endian=little', '--sign=signed',
               f'--channels={channels}', '--bps=16', f'--sample-rate={rate}', '-']
    with subprocess.Popen(command, stdin=subprocess.PIPE) as flac:
        for _ in range(times):
            flac.stdin.write(chunk)
        flac.stdin.close()
    if flac.returncode != 0:
        raise subprocess.CalledProcessError(flac.returncode, command)


class Edges(attacca.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.music = os.path.join(cls.scratch, 'music')
        os.mkdir(cls.music)
        file = lambda name: os.path.join(cls.music, name + '.flac')
        write_flac(file('silent'), 44100, 2, bytes(4 * 44100), 90)
        write_flac(file('second'), 44100, 1, attacca.samples(1, 0, 2)[:2 * 44100])
        write_flac(file('samples'), 44100, 1, bytes(2 * 47))
        write_flac(file('clicks'), 44100, 1, clicks(44100, 30))
        write_flac(file('low'), 8000, 1, beat(8000, 30))
        write_flac(file('wide'), 192000, 8, beat(192000, 12, 8, 0.2))
        write_flac(file('long'), 8000, 1, clicks(8000, 60), int(HOURS * 60))
        scanned = cls().json('scan', cls.music)
        assert scanned['added'] == 7, scanned
        cls.analyzed = cls().json('analyze')
        db = sqlite3.connect(os.path.join(cls.data, 'attacca.db'))
        columns = ['tempo_bpm', 'tempo_confidence', 'onset_rate', 'loudness_lufs', 'peak', 'audio_ms', 'excerpt', 'vector']
        cls.rows = {pathlib.Path(uri).stem: dict(zip(columns, row)) for uri, *row in
                    db.execute(f'SELECT uri, {", ".join(columns)} FROM features JOIN tracks ON track_id = tracks.id')}
        db.close()

    def runTest(self):
        pass

    def test_all_are_heard(self):
        self.assertEqual((self.analyzed['analyzed'], self.analyzed['failed']), (7, 0))
        self.assertEqual(len(self.rows), 7)
        for name, seconds in {'silent': 90, 'second': 1, 'samples': 0, 'clicks': 30, 'low': 30, 'wide': 12,
                              'long': HOURS * 3600}.items():
            row = self.rows[name]
            self.assertAlmostEqual(row['audio_ms'] / 1000, seconds, delta=0.005, msg=name)
            self.assertEqual(row['excerpt'], 0, name)
            vector = array.array('f', row['vector'])
            self.assertEqual(len(vector), len(array.array('f', self.rows['low']['vector'])), name)
            self.assertTrue(all(map(math.isfinite, vector)), name)
            self.assertGreaterEqual(row['tempo_confidence'], 0, name)
            self.assertLessEqual(row['tempo_confidence'], 1, name)

    def test_nothing_to_hear(self):
        for name in ('silent', 'samples'):
            row = self.rows[name]
            self.assertIsNone(row['loudness_lufs'], name)
            self.assertIsNone(row['tempo_bpm'], name)
            self.assertEqual(row['onset_rate'], 0, name)
            self.assertEqual(row['peak'], 0, name)

    def test_one_second(self):
        row = self.rows['second']
        self.assertIsNone(row['tempo_bpm'])
        self.assertGreater(row['peak'], 0.2)
        self.assertAlmostEqual(row['loudness_lufs'], -13, delta=5)

    def test_beats(self):
        for name in ('clicks', 'low', 'wide', 'long'):
            row = self.rows[name]
            self.assertAlmostEqual(row['tempo_bpm'], 120, delta=2, msg=name)
            self.assertGreater(row['tempo_confidence'], 0.5, name)
            self.assertAlmostEqual(row['onset_rate'], 2, delta=0.2, msg=name)
        self.assertAlmostEqual(self.rows['low']['peak'], 0.45, delta=0.05)
        self.assertAlmostEqual(self.rows['clicks']['peak'], 1, delta=1e-3)
        self.assertAlmostEqual(self.rows['long']['peak'], 1, delta=1e-3)
        self.assertLess(self.rows['low']['loudness_lufs'], -15)

    def test_guesses(self):
        for name in self.rows:
            told = self.json('classify', '--head', 'ten', os.path.join(self.music, name + '.flac'))
            for answer in told if isinstance(told, list) else told['files']:
                for guess in answer['genres']:
                    self.assertGreaterEqual(guess['p'], 0)
                    self.assertLessEqual(guess['p'], 1)


if __name__ == '__main__':
    unittest.main()
