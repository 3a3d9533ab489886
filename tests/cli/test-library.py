#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""scan, tracks, analyze, classify, similar, doctor; names that are not UTF-8; locked, newer and broken databases."""
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import unittest
import urllib.parse

from attacca import GENRES, TRACK_FIELDS, Case, make_music, write_flac


class Library(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.music = os.path.join(cls.scratch, 'music')
        cls.n_tracks = make_music(cls.music, n_artists=2, n_tracks=2)

    def scanned(self, name):
        """a data folder of its own with the music read in"""
        data = os.path.join(self.scratch, name)
        counts = self.json('scan', self.music, data=data)
        self.assertEqual((counts['added'], counts['failed']), (self.n_tracks, 0))
        return data

    def database(self, data):
        return self.json('doctor', data=data)['database']['path']

    def test_scan_and_tracks(self):
        data = os.path.join(self.scratch, 'scan')
        counts = self.json('scan', self.music, data=data)
        self.assertEqual({k: v for k, v in counts.items() if k != 'seconds'},
                         {'added': self.n_tracks, 'updated': 0, 'removed': 0, 'failed': 0})
        self.assertGreater(counts['seconds'], 0)
        again = self.json('scan', self.music, data=data)
        self.assertEqual([again[k] for k in ('added', 'updated', 'removed', 'failed')], [0, 0, 0, 0])

        tracks = self.json('tracks', data=data)
        self.assertEqual(len(tracks), self.n_tracks)
        self.assertEqual(len({t['id'] for t in tracks}), self.n_tracks)
        for track in tracks:
            self.assert_fields(track, dict(TRACK_FIELDS, duration_ms=int, year=int, track=int, disc=int, rating=int,
                                           loved=bool, banned=bool, plays=int, missing=bool, analyzed=bool,
                                           date_added=int))
            self.assertTrue(track['uri'].startswith('file:///'))
        one = next(t for t in tracks if t['title'] == 'Jazz Song 1-0')
        self.assertEqual((one['artist'], one['album'], one['genre'], one['genres'], one['year'], one['track']),
                         ('Jazz Birch', 'Jazz Album 1', 'Jazz', ['Jazz'], 1975, 1))
        self.assertEqual(one['duration_ms'], 1000)
        self.assertEqual((one['loved'], one['banned'], one['plays'], one['missing'], one['analyzed']),
                         (False, False, 0, False, False))

        self.assertEqual({t['artist'] for t in self.json('tracks', 'jazz', 'BIRCH', data=data)}, {'Jazz Birch'})
        self.assertEqual(len(self.json('tracks', '-n', '3', data=data)), 3)
        self.assertEqual(self.json('tracks', '--loved', data=data), [])
        out, _ = self.run_cli('tracks', 'JAZZ song 1-0 birch', data=data)
        self.assertIn('Jazz Song 1-0', out)
        self.assertIn('1 track', out)

    def test_cue_sheet(self):
        data, music = os.path.join(self.scratch, 'cue'), os.path.join(self.scratch, 'cue-music')
        os.makedirs(music)
        whole, sheet = os.path.join(music, 'Album.flac'), os.path.join(music, 'Album.cue')
        write_flac(whole, 0, 1, [('TITLE', 'Not this')], seconds=3)
        with open(sheet, 'w') as f:
            f.write('PERFORMER "Somebody"\nTITLE "One File"\nFILE "Album.wav" WAVE\n')
            for n in range(3):
                f.write(f'TRACK {n + 1:02} AUDIO\nTITLE "Part {n + 1}"\nINDEX 01 00:{n:02}:00\n')
        self.assertEqual(self.json('scan', music, data=data)['added'], 3)
        tracks = sorted(self.json('tracks', data=data), key=lambda t: t['track'])
        self.assertEqual([(t['title'], t['artist'], t['album'], t['duration_ms']) for t in tracks],
                         [(f'Part {n}', 'Somebody', 'One File', 1000) for n in (1, 2, 3)])
        self.json('analyze', data=data)
        self.assertTrue(all(t['analyzed'] for t in self.json('tracks', data=data)))

        sink = 'fakesink sync=true'
        for what in tracks[1]['uri'], sheet, whole:
            played = self.json('play', '--sink', sink, what, data=data)
            self.assertEqual([t['title'] for t in played['played']],
                             ['Part 2'] if what == tracks[1]['uri'] else ['Part 1', 'Part 2', 'Part 3'])
            self.assertEqual(played['failed'], [])
        self.assertEqual(sorted(t['plays'] for t in self.json('tracks', data=data)), [2, 2, 3])
        # the same outside of a library
        played = self.json('play', '--sink', sink, sheet, data=os.path.join(self.scratch, 'cue-none'))
        self.assertEqual([(t['title'], t['artist']) for t in played['played']],
                         [(f'Part {n}', 'Somebody') for n in (1, 2, 3)])

        os.remove(sheet)
        self.json('scan', music, data=data)
        self.assertEqual([t['title'] for t in self.json('tracks', data=data) if not t['missing']], ['Not this'])

    def test_failures_have_file_and_cause(self):
        folder, data = os.path.join(self.scratch, 'odd'), os.path.join(self.scratch, 'odd-data')
        os.makedirs(folder)
        shutil.copy(os.path.join(self.music, 'Rock Alder', 'Album 0', '01.flac'), os.path.join(folder, 'good.flac'))
        with open(os.path.join(folder, 'bad.flac'), 'wb') as f:
            f.write(b'fLaC' + bytes(range(256)) * 8)
        counts = self.json('scan', folder, data=data)
        self.assertEqual((counts['added'], counts['failed']), (1, 1))
        shutil.rmtree(data)
        out, _ = self.run_cli('scan', folder, data=data)
        self.assertIn('1 could not be read', out)
        self.assertRegex(out, r'bad\.flac: \S')

    def test_gone_and_back(self):
        folder, data = os.path.join(self.scratch, 'moving'), os.path.join(self.scratch, 'moving-data')
        shutil.copytree(self.music, folder)
        self.json('scan', folder, data=data)
        os.rename(folder, folder + '.away')
        counts = self.json('scan', folder, data=data)
        self.assertEqual((counts['added'], counts['removed']), (0, self.n_tracks))
        self.assertEqual({t['missing'] for t in self.json('tracks', data=data)}, {True})
        self.assertIs(self.json('doctor', data=data)['roots'][0]['mounted'], False)
        os.rename(folder + '.away', folder)
        self.json('scan', folder, data=data)
        tracks = self.json('tracks', data=data)
        self.assertEqual((len(tracks), {t['missing'] for t in tracks}), (self.n_tracks, {False}))

    def test_names_that_are_not_utf8(self):
        folder, data = os.path.join(self.scratch, 'bytes'), os.path.join(self.scratch, 'bytes-data')
        os.makedirs(folder)
        path = os.fsencode(folder) + b'/B\xf6se \x1b[31m.flac'
        plain = os.path.join(self.scratch, 'plain.flac')
        write_flac(plain, 1, 1, [('TITLE', 'Café\x1b[31m')])
        os.rename(os.fsencode(plain), path)
        self.json('scan', folder, data=data)
        track, = self.json('tracks', data=data)
        self.assertEqual(urllib.parse.unquote_to_bytes(track['uri'].removeprefix('file://')), path)
        done = self.json('feedback', path, '--outcome', 'love', data=data)
        self.assertEqual((done['id'], done['outcome']), (track['id'], 'love'))
        done = self.json('feedback', track['uri'], '--outcome', 'unlove', data=data)
        self.assertEqual(done['id'], track['id'])
        answer, = self.json('classify', path, data=data)
        self.assertIn('%F6', answer['file'])
        out, _ = self.run_cli('tracks', data=data)
        self.assertNotIn('\x1b', out, 'a tag must not drive the terminal')
        self.assertIn('Café', out)

    def test_a_name_like_an_address(self):
        folder, data = os.path.join(self.scratch, 'colon'), os.path.join(self.scratch, 'colon-data')
        os.makedirs(folder)
        shutil.copy(os.path.join(self.music, 'Rock Alder', 'Album 0', '01.flac'), os.path.join(folder, 'live:one.flac'))
        self.json('scan', folder, data=data)
        done = self.json('feedback', 'live:one.flac', '--outcome', 'love', data=data, cwd=folder)
        self.assertEqual(done['title'], 'Rock Song 0-0')

    def test_analyze_similar_classify(self):
        data = self.scanned('analyze')
        counts = self.json('analyze', '--limit', '3', '--jobs', '1', data=data)
        self.assertEqual((counts['analyzed'], counts['failed']), (3, 0))
        counts = self.json('analyze', data=data)
        self.assertEqual((counts['analyzed'], counts['failed']), (self.n_tracks - 3, 0))
        self.assertEqual(self.json('analyze', data=data)['analyzed'], 0)
        tracks = self.json('tracks', data=data)
        self.assertEqual({t['analyzed'] for t in tracks}, {True})

        one = next(t for t in tracks if t['title'] == 'Classical Song 0-0')
        path = urllib.parse.unquote(one['uri'].removeprefix('file://'))
        for word in (str(one['id']), one['uri'], path):
            near = self.json('similar', word, '-n', '5', data=data)
            self.assertEqual(len(near), 5)
            self.assertNotIn(one['id'], [n['id'] for n in near])
            self.assertEqual(near, sorted(near, key=lambda n: -n['score']))
            for row in near:
                self.assert_fields(row, dict(TRACK_FIELDS, score=float, reasons=list))
                self.assertTrue(row['reasons'])
            self.assertEqual(near[0]['genre'], 'Classical')
        two = next(t for t in tracks if t['genre'] != 'Classical')
        near = self.json('similar', str(one['id']), str(two['id']), '-n', '8', '--space', '1', data=data)
        self.assertEqual(len(near), 8)
        self.assertFalse({one['id'], two['id']} & {n['id'] for n in near})
        self.assertFalse([n for n, after in zip(near, near[1:]) if n['artist'] == after['artist']])
        outside = os.path.join(self.scratch, 'outside.flac')
        write_flac(outside, 2, 30, [])
        self.assertEqual(len(self.json('similar', outside, '-n', '4', data=data)), 4)

        for head in ('tags', 'ten'):
            answers = self.json('classify', '--head', head, path, outside, data=data)
            self.assertEqual([a['file'] for a in answers], [path, outside])
            for answer in answers:
                p = [g['p'] for g in answer['genres']]
                self.assertAlmostEqual(sum(p), 1, places=3)
                self.assertEqual(p, sorted(p, reverse=True))
        self.assertEqual(len(answers[0]['genres']), 10)

    def test_classify_goes_on_after_a_bad_file(self):
        data = self.scanned('classify')
        good = os.path.join(self.music, 'Jazz Alder', 'Album 0', '01.flac')
        missing = os.path.join(self.scratch, 'none.flac')
        out, err = self.run_cli('classify', missing, good, '--json', data=data, status=1)
        first, second = json.loads(out)
        self.assertEqual((first['genres'], bool(first['error'])), ([], True))
        self.assertTrue(second['genres'])
        self.assertIn(missing, err)
        self.assertEqual(err.count('\n'), 1)

    def test_train_genre(self):
        data = self.scanned('train')
        manifest = os.path.join(self.music, 'labels.tsv')
        tracks = self.json('tracks', data=data)
        with open(manifest, 'w') as f:
            f.write('path\tlabel\tartist\tsplit\n')
            for track in tracks:
                path = os.path.relpath(urllib.parse.unquote(track['uri'].removeprefix('file://')), self.music)
                split = 'valid' if track['track'] == 2 else 'train'
                f.write(f"{path}\t{track['genre'].lower()}\t{track['artist']}\t{split}\n")
        out = os.path.join(self.scratch, 'genre.model')
        done = self.json('train', 'genre', '--manifest', manifest, '--out', out, data=data)
        self.assert_fields(done, {'model': str, 'summary': str, 'seconds': float})
        self.assertGreater(os.path.getsize(out), 1000)
        with open(out, 'rb') as f:
            model = f.read()
        self.json('train', 'genre', '--manifest', manifest, '--out', out, data=data)
        with open(out, 'rb') as f:
            self.assertEqual(f.read(), model, 'the same files and seed give the same model')
        self.json('train', 'genre', '--manifest', manifest, data=data)
        answer, = self.json('classify', '--head', 'ten', os.path.join(self.music, 'Rock Alder', 'Album 0', '01.flac'),
                            data=data)
        self.assertEqual({g['genre'] for g in answer['genres']}, {g.lower() for g in GENRES}, 'it is used from then on')

    def test_train_deepcf(self):
        data = self.scanned('deepcf')
        uris = [t['uri'] for t in self.json('tracks', data=data)]

        def add_playlists(n):
            with sqlite3.connect(self.database(data)) as db:
                for p in range(n):
                    db.execute('INSERT INTO playlists (id, name, created_at) VALUES (?, ?, 0)', (p + 1, f'List {p}'))
                    of = sorted({(p % 3 + 3 * (p * i * i + i)) % len(uris) for i in range(6)})
                    db.executemany('INSERT INTO playlist_entries VALUES (?, ?, ?)',
                                   [(p + 1, i, uris[t]) for i, t in enumerate(of)])
            db.close()

        self.assert_error(['train', 'deepcf'], 1, 'deepcf', data=self.scanned('few'))
        add_playlists(500)
        done = self.json('train', 'deepcf', data=data)
        self.assert_fields(done, {'model': str, 'installed': bool, 'users': int, 'tracks': int, 'tracks_deepcf': int,
                                  'held_out': int, 'seconds': float})
        self.assertEqual((done['model'], done['installed']), ('deepcf', True))
        self.assertGreaterEqual(done['users'], 500)
        self.assertEqual(done['tracks_deepcf'], done['tracks'])
        first = self.json('tracks', '-n', '1', data=data)[0]['id']
        self.json('feedback', str(first), '--outcome', 'love', data=data)
        queue = self.json('radio', '-n', '5', data=data)['queue']
        self.assertTrue(any(r['recommender'] == 'deepcf' for pick in queue for r in pick['reasons']))

    def test_import(self):
        folder = os.path.join(self.scratch, '.local', 'share', 'rhythmbox')
        os.makedirs(folder)
        with open(os.path.join(folder, 'rhythmdb.xml'), 'w', encoding='utf-8') as f:
            f.write('<?xml version="1.0" standalone="yes"?>\n<rhythmdb version="2.0">\n'
                    '<entry type="song"><title>Jazz Song 1-0</title><artist>jazz birch</artist><location>'
                    'file:///elsewhere/1.flac</location><play-count>7</play-count><rating>4</rating></entry>\n'
                    '<entry type="song"><title>Nobody &amp; Nothing</title><artist>X</artist><location>'
                    'file:///elsewhere/2.flac</location></entry>\n'
                    '<entry type="podcast-post"><title>Talk</title></entry>\n</rhythmdb>\n')
        data = self.scanned('import')
        [report] = self.json('import', data=data)
        self.assertEqual({k: report[k] for k in ('player', 'songs', 'by_file', 'by_musicbrainz', 'by_name', 'plays',
                                                 'ratings', 'playlists', 'missing', 'problems')},
                         {'player': 'Rhythmbox', 'songs': 2, 'by_file': 0, 'by_musicbrainz': 0, 'by_name': 1, 'plays': 7,
                          'ratings': 1, 'playlists': 0, 'missing': ['X — Nobody & Nothing'], 'problems': []})
        song = next(t for t in self.json('tracks', data=data) if t['title'] == 'Jazz Song 1-0')
        self.assertEqual((song['rating'], song['plays']), (8, 0))
        self.assertEqual(self.json('import', data=data), [])  # not twice by itself
        out, _ = self.run_cli('import', folder, data=data)
        self.assertIn('1 of 2 songs found', out)
        self.assert_error(['import', self.music], 1, self.music, data=data)
        out, _ = self.run_cli('import', '--json', os.path.join(folder, 'nothing'), data=data, status=1)
        self.assertEqual(out, '')

    def test_playlists(self):
        data = self.scanned('playlists')
        tracks = self.json('tracks', '-n', '2', data=data)
        paths = [urllib.parse.unquote(t['uri'].removeprefix('file://')) for t in tracks]
        mine, out = os.path.join(self.scratch, 'Evening.m3u8'), os.path.join(self.scratch, 'out.xspf')
        with open(mine, 'w', encoding='utf-8') as f:
            f.write('\n'.join(['#EXTM3U', *paths, '/elsewhere/gone.flac', '']))
        [playlist] = self.json('import', mine, data=data)
        self.assertEqual((playlist['name'], playlist['entries'], playlist['found'], len(playlist['missing'])),
                         ('Evening', 3, 2, 1))
        done = self.json('export', 'Evening', out, data=data)
        self.assertEqual(done, {'playlist': playlist['playlist'], 'path': out})
        [again] = self.json('import', out, data=data)
        self.assertEqual((again['entries'], again['found']), (3, 2))
        self.assert_error(['export', 'Morning', out], 1, 'Morning', data=data)
        self.assert_error(['export', 'Evening', os.path.join(self.scratch, 'nowhere', 'x.m3u8')], 1, 'nowhere', data=data)

    def test_train_als(self):
        data = self.scanned('train-als')
        report = self.json('train', 'als', data=data)
        self.assert_fields(report, {'model': str, 'installed': bool, 'users': int, 'tracks': int, 'held_out': int,
                                    'ndcg10': (float, None), 'ndcg10_before': (float, None), 'seconds': float})
        self.assertEqual((report['installed'], report['held_out'], report['tracks']), (True, 0, self.n_tracks))
        self.assertGreater(report['users'], 3)
        self.assertFalse(self.json('train', 'als', data=data)['installed'])  # it knows no more
        empty = os.path.join(self.scratch, 'train-nothing')
        self.assert_error(['train', 'als'], 1, 'too few', data=empty)
        out, err = self.run_cli('train', 'all', '--json', data=data)  # nothing was listened to: no genres
        self.assertEqual([part['model'] for part in json.loads(out)], ['als'])
        self.assertEqual(err.count('\n'), 1, err)

    def test_doctor(self):
        data = self.scanned('doctor')
        found = self.json('doctor', data=data)
        self.assert_fields(found, {'ok': bool, 'version': str, 'libraries': list, 'data_dir': str, 'database': dict,
                                   'roots': list, 'counts': dict, 'codecs': list, 'models': list})
        self.assertIs(found['ok'], True)
        self.assertEqual(found['counts']['tracks'], self.n_tracks)
        self.assertEqual(found['data_dir'], data)
        self.assertTrue(os.path.exists(found['database']['path']))
        self.assertEqual([r['uri'] for r in found['roots']], ['file://' + self.music])
        self.assertIn('SQLite', [x['name'] for x in found['libraries']])
        self.assertIn('flac', [x['name'] for x in found['codecs'] if x['present']])
        out, _ = self.run_cli('doctor', data=data)
        self.assertIn(self.music, out)

    def test_doctor_finds_damage(self):
        data = self.scanned('damage')
        path = self.database(data)
        with sqlite3.connect(path) as db:
            table, = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tracks'").fetchone()
            size, = db.execute('PRAGMA page_size').fetchone()
            db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        db.close()
        with open(path, 'r+b') as f:
            f.seek((table - 1) * size + 8)
            f.write(b'\x77' * 64)
        out, err = self.run_cli('doctor', '--json', data=data, status=1)
        self.assertIs(json.loads(out)['ok'], False)
        self.assertTrue(err.startswith('attacca-cli: '))

    def test_locked_database(self):
        data = self.scanned('locked')
        one = self.json('tracks', '-n', '1', data=data)[0]['id']
        path = self.database(data)
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute('BEGIN EXCLUSIVE')
            for args in (['feedback', str(one), '--outcome', 'love'], ['genres', '--pick', 'rock'],
                         ['scan', self.music]):
                self.assert_error(args, 1, path, data=data)
        finally:
            db.execute('ROLLBACK')
            db.close()
        self.json('feedback', str(one), '--outcome', 'love', data=data)
        self.assertEqual([t['id'] for t in self.json('tracks', '--loved', data=data)], [one])

    def test_newer_database(self):
        data = self.scanned('newer')
        path = self.database(data)
        with sqlite3.connect(path) as db:
            db.execute('PRAGMA user_version = 9999')
        db.close()
        with open(path, 'rb') as f:
            before = hashlib.sha256(f.read()).hexdigest()
        for args in (['tracks'], ['scan', self.music], ['radio'], ['play', 'x']):
            self.assert_error(args, 1, 'newer', data=data)
        out, err = self.run_cli('doctor', '--json', data=data, status=1)
        self.assertIs(json.loads(out)['ok'], False)
        self.assertIn('newer', err)
        with open(path, 'rb') as f:
            self.assertEqual(hashlib.sha256(f.read()).hexdigest(), before)

    def test_unreadable_database_is_set_aside(self):
        data = self.scanned('unreadable')
        path = self.database(data)
        with open(path, 'wb') as f:
            f.write(b'this is no database ' * 1000)
        for name in (path + '-wal', path + '-shm'):
            if os.path.exists(name):
                os.unlink(name)
        out, err = self.run_cli('tracks', '--json', data=data)
        self.assertEqual(json.loads(out), [])
        self.assertEqual(err.count('\n'), 1, err)
        aside = [n for n in os.listdir(os.path.dirname(path)) if '.unreadable-' in n]
        self.assertEqual(len([n for n in aside if not n.endswith(('-wal', '-shm'))]), 1, aside)
        self.assertEqual(self.json('scan', self.music, data=data)['added'], self.n_tracks)

    def test_broken_pipe(self):
        data = self.scanned('pipe')
        process = self.start('tracks', '--json', data=data)
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        self.assertEqual(err, b'')
        self.assertIn(process.wait(), (1, -13))

    def test_bench_scan(self):
        figures = self.json('bench', 'scan', self.music)
        self.assert_fields(figures, {'files': int, 'scan_cpu_s': (float, int), 'floor_cpu_s': (float, int),
                                     'ratio': (float, int), 'rss_mb': (float, int), 'mpd_cpu_s': (float, int, None)})
        self.assertEqual(figures['files'], self.n_tracks)
        self.assertGreater(figures['scan_cpu_s'], 0)
        self.assertGreater(figures['rss_mb'], 1)

    def test_bench_analysis(self):
        figures = self.json('bench', 'analysis', self.music)
        self.assert_fields(figures, dict.fromkeys(['decode_s', 'analysis_s', 'ratio', 'loudness_s', 'realtime', 'net_ms',
                                                   'net_plain_ms', 'heads_ms',
                                                   'rss_mb'], (float, int)))
        self.assertEqual((figures['files'], figures['failed']), (self.n_tracks, 0))
        self.assertGreater(figures['analysis_s'], 0)


if __name__ == '__main__':
    unittest.main(verbosity=2)
