#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""play and radio --play, into a sink that takes its time; without a sound device; over HTTP; with keys."""
import fcntl
import functools
import http.server
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import termios
import threading
import time
import unittest

from attacca import TIMEOUT, TRACK_FIELDS, Case, make_music, write_flac

SINK = 'fakesink sync=true'


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


class Play(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.music = os.path.join(cls.scratch, 'music')
        cls.n_tracks = make_music(cls.music, n_artists=3, n_tracks=2)
        cls.files = [os.path.join(cls.music, f'{g} Alder', 'Album 0', '01.flac') for g in ('Rock', 'Jazz')]
        cls.outside = os.path.join(cls.scratch, 'outside.flac')
        write_flac(cls.outside, 1, 40, [('TITLE', 'Outside'), ('ARTIST', 'Nobody')])
        case = cls('run_cli')
        case.run_cli('scan', cls.music)
        case.run_cli('genres', '--pick', 'rock,jazz')

    def plays(self):
        return {t['title']: t['plays'] for t in self.json('tracks')}

    def test_files(self):
        before = self.plays()
        done = self.json('play', '--sink', SINK, *self.files, self.outside)
        self.assertEqual([t['title'] for t in done['played']], ['Rock Song 0-0', 'Jazz Song 0-0', 'Outside'])
        self.assertEqual(done['failed'], [])
        for track in done['played']:
            self.assert_fields(track, dict(TRACK_FIELDS, heard_ms=int, ending=str))
            self.assertEqual(track['ending'], 'finished')
            self.assertGreater(track['heard_ms'], 500)
        after = self.plays()
        self.assertEqual(after['Rock Song 0-0'], before['Rock Song 0-0'] + 1)
        self.assertEqual(sum(after.values()), sum(before.values()) + 2, 'nothing else was played')
        out, err = self.run_cli('play', '--sink', SINK, self.files[0])
        self.assertIn('Rock Song 0-0 — Rock Alder', out)
        self.assertEqual(err, '')

    def test_bad_files_are_told_and_left_out(self):
        bad = os.path.join(self.scratch, 'bad.flac')
        with open(bad, 'wb') as f:
            f.write(bytes(range(256)) * 40)
        missing = os.path.join(self.scratch, 'missing.flac')
        out, err = self.run_cli('play', '--json', '--sink', SINK, bad, missing, self.files[0])
        done = json.loads(out)
        self.assertEqual([t['title'] for t in done['played']], ['Rock Song 0-0'])
        self.assertEqual(len(done['failed']), 2)
        self.assertEqual(err.count('\n'), 2, err)
        self.assertIn('bad.flac', err)
        self.assertIn('missing.flac', err)
        out, err = self.run_cli('play', '--json', '--sink', SINK, missing, status=1)
        self.assertEqual((json.loads(out)['played'], err.count('\n')), ([], 1))

    def test_http(self):
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=self.scratch))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        base = f'http://127.0.0.1:{server.server_port}'
        done = self.json('play', '--sink', SINK, base + '/outside.flac')
        self.assertEqual(len(done['played']), 1)
        self.assertEqual(done['played'][0]['uri'], base + '/outside.flac')
        self.assertEqual(done['played'][0]['ending'], 'finished')
        out, err = self.run_cli('play', '--sink', SINK, base + '/nothing.flac', status=1)
        self.assertEqual(err.count('\n'), 1, err)
        self.assertIn('nothing.flac', err)

    def test_without_a_sound_device(self):
        self.assert_error(['play', self.files[0]], 1, 'sound')
        out, err = self.run_cli('radio', '--play', '--json', '-n', '5')
        self.assertEqual(len(json.loads(out)['queue']), 5)
        self.assertEqual(err.count('\n'), 1, err)
        self.assertIn('sound', err)

    def test_default_sink(self):
        pulse = shutil.which('pulseaudio')
        if pulse is None:
            self.skipTest('pulseaudio is not installed')
        with tempfile.TemporaryDirectory(prefix='attacca-pulse-') as folder:
            socket = os.path.join(folder, 'native')
            env = dict(self.env, HOME=folder, XDG_RUNTIME_DIR=folder)
            server = subprocess.Popen(
                [pulse, '-n', '--daemonize=no', '--use-pid-file=no', '--disallow-exit', '--exit-idle-time=-1',
                 '--realtime=no', '--high-priority=no', '--log-target=null',
                 f'--load=module-native-protocol-unix socket={socket} auth-anonymous=1',
                 '--load=module-null-sink sink_name=null'], env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                deadline = time.monotonic() + 60
                while not os.path.exists(socket):
                    self.assertIsNone(server.poll(), 'pulseaudio did not start')
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.02)
                self.env = dict(env, PULSE_SERVER='unix:' + socket, PULSE_COOKIE=os.path.join(folder, 'cookie'))
                done = self.json('play', *self.files)
            finally:
                self.env = type(self).env
                server.kill()
                server.wait()
        self.assertEqual([t['ending'] for t in done['played']], ['finished', 'finished'])
        self.assertEqual(done['failed'], [])

    def test_bad_sink(self):
        self.assert_error(['play', '--sink', 'nosuchelement', self.files[0]], 1, 'nosuchelement')

    def lines(self, process, wanted):
        """reads stdout until `wanted` titles were seen to start"""
        seen = []
        deadline = time.monotonic() + TIMEOUT
        while len(seen) < wanted and time.monotonic() < deadline:
            line = process.stdout.readline().decode()
            if line == '':
                break
            if line.startswith('▶ '):
                seen.append(line[2:].split(' — ')[0])
        return seen

    def test_radio_plays_what_it_printed_and_goes_on(self):
        plan = ['radio', '-n', '4', '--random-seed', '5', '--at', '2026-05-01 21:00']
        queue = [p['title'] for p in self.json(*plan)['queue']]
        process = self.start(*plan, '--play', '--sink', SINK)
        with process:
            seen = self.lines(process, 6)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(len(set(seen)), 6, 'it goes on after what was printed')
        self.assertEqual(seen[0], queue[0])
        played = self.plays()
        self.assertTrue(all(played[title] > 0 for title in seen[:5]))

    def test_closed_output_ends_it(self):
        process = self.start('radio', '--play', '-n', '20', '--sink', SINK)
        self.lines(process, 1)
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(TIMEOUT), 1)
        self.assertEqual(err, b'')

    def test_keys(self):
        try:
            master, slave = pty.openpty()
        except OSError as error:  # a chroot without devpts
            self.skipTest(f'no pseudo terminal: {error}')
        env = dict(self.env, TERM='xterm')
        long = os.path.join(self.scratch, 'long')
        os.makedirs(long)
        files = []
        for i in range(3):
            files.append(os.path.join(long, f'{i}.flac'))
            write_flac(files[-1], 1, i + 50, [('TITLE', f'Long {i}'), ('ARTIST', 'Keys')], times=60)
        self.run_cli('scan', long)
        saved, self.env = self.env, env
        process = self.start('play', '--sink', SINK, *files, stdin=slave, stdout=slave, stderr=slave,
                             start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.env = saved
        os.close(slave)
        screen = ''

        def wait_for(text):
            nonlocal screen
            deadline = time.monotonic() + 60
            while text not in screen:
                self.assertLess(time.monotonic(), deadline, f'“{text}” did not come: {screen[-600:]}')
                if select.select([master], [], [], 1)[0]:
                    screen += os.read(master, 4096).decode('utf-8', 'replace')
            screen = screen.split(text, 1)[1]

        try:
            wait_for('▶ Long 0')
            wait_for('q quit')
            os.write(master, b'n')
            wait_for('▶ Long 1')
            os.write(master, b' ')
            wait_for('⏸')
            os.write(master, b' ')
            os.write(master, b'l')
            wait_for('♥ loved: Long 1')
            os.write(master, b'b')
            wait_for('not in your radio any more: Long 1')
            wait_for('▶ Long 2')
            os.write(master, b'q')
            self.assertEqual(process.wait(TIMEOUT), 0)
        finally:
            process.kill()
            process.wait()
            os.close(master)
        one, = self.json('tracks', 'Long 1')
        self.assertEqual((one['loved'], one['banned']), (True, True))


if __name__ == '__main__':
    unittest.main(verbosity=2)
