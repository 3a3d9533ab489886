#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C keeps what was done; SIGKILL at any moment leaves a database that is sound, and the next start goes on."""
import json
import os
import random
import signal
import subprocess
import time
import unittest

from attacca import TIMEOUT, Case, make_music

N_KILLS = 20


class Interrupt(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.music = os.path.join(cls.scratch, 'music')
        cls.n_tracks = make_music(cls.music, n_artists=5, n_tracks=5, seconds=1.5)

    def n_analyzed(self, data):
        return self.json('doctor', data=data)['counts']['analyzed']

    def wait_until(self, condition):
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def test_ctrl_c_keeps_what_was_done(self):
        data = os.path.join(self.scratch, 'ctrl-c')
        self.run_cli('scan', self.music, data=data)
        with self.start('analyze', '--json', '--jobs', '1', data=data, start_new_session=True) as process:
            self.wait_until(lambda: self.n_analyzed(data) > 0 or process.poll() is not None)
            process.send_signal(signal.SIGINT)  # as timeout(1) does: to the process, then to its group
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(err.decode().count('\n'), 1, err)
        done = json.loads(out)['analyzed']
        self.assertTrue(0 < done < self.n_tracks, done)
        self.assertEqual(self.n_analyzed(data), done)
        rest = self.json('analyze', data=data)
        self.assertEqual((rest['analyzed'], rest['failed']), (self.n_tracks - done, 0))

    def kill_at_random(self, rng, seconds, *args, data):
        process = self.start(*args, data=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(rng.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def test_kills(self):
        data = os.path.join(self.scratch, 'kills')
        rng = random.Random(20)
        calm = os.path.join(self.scratch, 'calm')
        began = time.monotonic()
        self.run_cli('scan', self.music, data=calm)
        scan_s = time.monotonic() - began
        began = time.monotonic()
        self.run_cli('analyze', data=calm)
        analyze_s = time.monotonic() - began
        analyzed = 0
        for i in range(N_KILLS):
            kind = i % 3
            if kind == 0:
                self.kill_at_random(rng, scan_s, 'scan', self.music, data=data)
            elif kind == 1:
                self.kill_at_random(rng, analyze_s / 3, 'analyze', data=data)
            else:
                self.kill_at_random(rng, 2.5, 'radio', '--play', '--sink', 'fakesink sync=true', data=data)
            found = self.json('doctor', data=data)
            self.assertIs(found['database']['ok'], True)
            self.assertGreaterEqual(found['counts']['analyzed'], analyzed, 'nothing is lost')
            analyzed = found['counts']['analyzed']
        tracks = len(self.json('tracks', data=data))
        counts = self.json('scan', self.music, data=data)
        self.assertEqual((counts['added'], counts['failed']), (self.n_tracks - tracks, 0))
        counts = self.json('analyze', data=data)
        self.assertEqual((counts['analyzed'], counts['failed']), (self.n_tracks - analyzed, 0))
        self.assertEqual(len(self.json('radio', '-n', '10', data=data)['queue']), 10)


if __name__ == '__main__':
    unittest.main(verbosity=2)
