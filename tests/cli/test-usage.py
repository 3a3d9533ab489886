#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help, exit statuses, one line for each mistake, and what may be linked."""
import json
import os
import subprocess
import unittest

from attacca import CLI, Case

COMMANDS = ['scan', 'analyze', 'tracks', 'classify', 'similar', 'genres', 'radio', 'feedback', 'train', 'portrait',
            'play', 'bench', 'doctor', 'evaluate', 'import', 'export']


class Usage(Case):
    def test_help_lists_the_commands(self):
        out, err = self.run_cli('--help')
        self.assertEqual(err, '')
        listed = [line.split()[0] for line in out.split('Commands:')[1].split('\n\n')[0].strip().split('\n')]
        self.assertEqual(listed, COMMANDS)

    def test_help_of_each_command(self):
        for command in COMMANDS:
            for args in ([command, '--help'], ['--help', command], [command, '-h']):
                out, err = self.run_cli(*args)
                self.assertEqual(err, '')
                self.assertIn(f'attacca-cli [OPTION…] {command}', out)
                self.assertIn('--json', out)
                self.assertIn('--data-dir', out)
                self.assertIn('Example:\n  attacca-cli ' + command, out)
                self.assertNotIn('worker', out)

    def test_mistakes(self):
        untouched = os.path.join(self.scratch, 'untouched')
        for args, words in [
            ([], 'which command'),
            (['frobnicate'], 'frobnicate'),
            (['evaluate', 'ranking'], 'evaluate'),
            (['export'], 'export'),
            (['serve'], 'serve'),
            (['--frobnicate'], '--frobnicate'),
            (['scan'], 'DIR'),
            (['scan', ''], 'empty'),
            (['scan', '/tmp', '--data-dir', ''], '--data-dir'),
            (['scan', '--frobnicate', '/'], '--frobnicate'),
            (['analyze', '--jobs', 'many'], 'many'),
            (['analyze', '--jobs', '0'], '--jobs'),
            (['analyze', 'something'], 'something'),
            (['tracks', '--limit', '-1'], '--limit'),
            (['classify'], 'FILE'),
            (['classify', '--head', 'big', 'x.flac'], 'big'),
            (['similar'], 'TRACK'),
            (['genres', '--pick', ' , '], '--pick'),
            (['radio', '-n', 'x'], 'x'),
            (['radio', '-n', '0'], '-n'),
            (['radio', '--seed', 'mood:blue'], 'mood:blue'),
            (['radio', '--seed', 'artist:'], 'artist:'),
            (['radio', '--at', 'yesterday'], 'yesterday'),
            (['radio', '--random-seed', '-3'], '-3'),
            (['radio', '--sink', 'fakesink'], '--play'),
            (['feedback'], 'TRACK'),
            (['feedback', '1'], '--outcome'),
            (['feedback', '1', '--outcome', 'meh'], 'meh'),
            (['feedback', '1', '--outcome', 'love', '--heard', '3'], '--heard'),
            (['feedback', '1', '--undo'], '--undo'),
            (['train'], 'genre'),
            (['train', 'als', '--out', 'x'], 'als'),
            (['train', 'deepcf', '--out', 'x'], 'deepcf'),
            (['train', 'ease'], 'ease'),
            (['train', 'genre', '--targets', 'x'], '--manifest'),
            (['train', 'sound', '--manifest', 'x'], '--out'),
            (['play'], 'URI'),
            (['bench'], 'analysis'),
            (['bench', 'als', 'x'], 'x'),
            (['bench', 'scan'], 'folder'),
            (['bench', 'radio', 'x'], 'x'),
            (['portrait', 'x'], 'x'),
            (['doctor', 'x'], 'x'),
        ]:
            with self.subTest(args=args):
                self.assert_error(args, 2, words, data=untouched)
        self.run_cli('scan', '--help', data=untouched)
        self.assertFalse(os.path.exists(untouched), 'neither a mistake nor help makes a data folder')

    def test_options_stand_anywhere(self):
        for args in (['--json', 'tracks'], ['tracks', '--json'], ['-n', '3', 'tracks', '--json'],
                     ['tracks', '--json', '--', 'x'], ['--json', '--limit=3', 'tracks', 'a', 'b']):
            with self.subTest(args=args):
                out, _ = self.run_cli(*args)
                self.assertEqual(json.loads(out), [])
        out, _ = self.run_cli('tracks', '--json', '--', '--loved')
        self.assertEqual(json.loads(out), [])

    def test_missing_things(self):
        missing = os.path.join(self.scratch, 'not-there')
        for args, words in [
            (['scan', missing], missing),
            (['classify', missing], missing),
            (['similar', missing], missing),
            (['similar', '4711'], '4711'),
            (['feedback', '4711', '--outcome', 'love'], '4711'),
            (['feedback', missing, '--outcome', 'love'], missing),
            (['feedback', '--undo'], ''),
            (['radio', '--seed', 'artist:Nobody At All'], 'Nobody At All'),
            (['radio', '--seed', 'track:4711'], '4711'),
            (['radio'], ''),
            (['genres', '--pick', 'no such genre'], 'no such genre'),
            (['train', 'genre', '--manifest', missing], missing),
            (['play', missing], missing),
            (['bench', 'scan', missing], missing),
            (['bench', 'analysis', missing], missing),
        ]:
            with self.subTest(args=args):
                self.assert_error(args, 1, words)

    def test_data_dir_that_cannot_be_one(self):
        file = os.path.join(self.scratch, 'a-file')
        open(file, 'w').close()
        self.assert_error(['tracks'], 1, file, data=os.path.join(file, 'data'))

    def test_closed_pipe_is_quiet(self):
        process = subprocess.run(f'"{CLI}" --help | true; echo "${{PIPESTATUS[0]}}" >&2', shell=True,
                                 executable='/bin/bash', env=self.env, capture_output=True)
        self.assertIn(process.stderr.decode(), ('0\n', '1\n'))  # 0 when all was written before the pipe closed

    def test_full_disk_is_told(self):
        with open('/dev/full', 'wb') as full:
            process = subprocess.run([CLI, '--help'], stdout=full, stderr=subprocess.PIPE, env=self.env)
        self.assertEqual(process.returncode, 1)
        self.assertIn(b'No space left', process.stderr)

    def test_no_toolkit_is_linked(self):
        libraries = subprocess.run(['ldd', CLI], check=True, capture_output=True, text=True).stdout
        self.assertIn('libsqlite3', libraries)
        for name in ('libgtk', 'libadwaita', 'libgdk', 'libcairo', 'libX11', 'libwayland'):
            self.assertNotIn(name, libraries)

    def test_version(self):
        out, _ = self.run_cli('--version')
        self.assertRegex(out, r'^attacca-cli \d+\.\d+\.\d+\n$')


if __name__ == '__main__':
    unittest.main(verbosity=2)
