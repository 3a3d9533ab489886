#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The story: scan, genres, radio, analyze, feedback, portrait; each step with what it must mean."""
import collections
import os
import pathlib
import shutil
import unittest

from attacca import GENRES, TRACK_FIELDS, Case, make_music

AT = '2026-05-01T21:00:00+00:00'
AT_S = 1777669200
RECOMMENDERS = ['als', 'deepcf', 'user-knn', 'item-knn', 'sound', 'metadata', 'genre-taste', 'genre-net', 'cold',
                'explore']


class Radio(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.music = os.path.join(cls.scratch, 'music')
        cls.n_tracks = make_music(cls.music)
        cls.template = os.path.join(cls.scratch, 'template')
        case = cls('run_cli')
        case.run_cli('scan', cls.music, data=cls.template)
        case.run_cli('genres', '--pick', 'rock,jazz', data=cls.template)

    def setUp(self):
        self.data = os.path.join(self.scratch, self.id().split('.')[-1])
        shutil.copytree(self.template, self.data)

    def radio(self, *args, n=20, seed=1, at=AT):
        return self.json('radio', '-n', str(n), '--random-seed', str(seed), '--at', at, *args)['queue']

    def portrait(self, name='genres', key='genre'):
        return {row[key]: row['weight'] for row in self.json('portrait')[name]}

    def give(self, picks, outcome, at=AT_S, step=200, **options):
        """feedback on each pick, one after the other in time"""
        for i, pick in enumerate(picks):
            args = ['feedback', str(pick['id']), '--outcome', outcome, '--at', str(at + i * step)]
            for name, value in options.items():
                args += [f'--{name}', str(value)]
            self.run_cli(*args)

    def test_rewind(self):
        """the first feedback of a day makes a snapshot, which gives the queue of before"""
        before = self.radio()
        self.assertEqual(self.json('portrait')['snapshots'], [])
        self.run_cli('feedback', str(before[0]['id']), '--outcome', 'love', '--at', str(AT_S))
        self.give(before[:5], 'skip', at=AT_S + 1000)
        self.run_cli('feedback', str(before[7]['id']), '--outcome', 'ban', '--at', str(AT_S + 9000))
        self.run_cli('genres', '--pick', 'classical')
        self.run_cli('portrait', '--level', 'metadata=0.3')
        after = self.radio()
        self.assertNotEqual([p['id'] for p in after], [p['id'] for p in before])
        [at] = self.json('portrait')['snapshots']
        self.assertEqual(self.radio('--rewind', str(at)), before)
        self.assertEqual(self.radio(), after)  # nothing was written
        love = self.radio('--rewind', str(AT_S + 1))  # any other moment: its log; long before the snapshot
        self.assertNotEqual(love, before)
        self.assert_error(['radio', '--rewind', 'yesterweek'], 2, 'yesterweek')

    def test_shuffle(self):
        """off unless asked; then some picks are drawn by lot, and say so"""
        def drawn():
            return [p for p in self.radio(n=20) if any('by lot' in r['text'] for r in p['reasons'])]
        self.assertEqual(drawn(), [])
        self.run_cli('portrait', '--shuffle', '0.5')
        self.assertTrue(4 <= len(drawn()) <= 16, len(drawn()))
        for pick in drawn():
            self.assertAlmostEqual(sum(r['weight'] * r['value'] for r in pick['reasons']), pick['score'], 3)
        self.run_cli('portrait', '--shuffle', '0')
        self.assertEqual(drawn(), [])
        self.assert_error(['portrait', '--shuffle', '0.9'], 2, '--shuffle')

    def test_learning_rate(self):
        """with 0 the shares stay what they were; all of the log is learned anew when it changes"""
        first = self.portrait('mixer', 'recommender')
        for i in range(3):
            self.give(self.radio()[:4], 'skip', at=AT_S + 10000 * i)
        learned = self.portrait('mixer', 'recommender')
        self.run_cli('portrait', '--learning-rate', '0')
        still = self.portrait('mixer', 'recommender')
        self.run_cli('portrait', '--learning-rate', '0.9')
        fast = self.portrait('mixer', 'recommender')
        name = max(first, key=lambda name: abs(learned[name] - first[name]))
        self.assertNotAlmostEqual(learned[name], first[name])
        self.assertAlmostEqual(still[name], first[name])
        self.assertGreater(abs(fast[name] - first[name]), abs(learned[name] - first[name]))
        self.assertAlmostEqual(learned['explore'], 0.05, msg='the explorer has a stated share')
        for bad in 'x', '-1', '1.5', 'nan', '':
            self.assert_error(['portrait', '--learning-rate', bad], 2, '--learning-rate')

    def test_levels(self):
        """a recommender that is turned off has no share and is no reason, until it is turned up again"""
        before = self.radio()
        self.assertTrue(any(r['recommender'] == 'explore' for p in before for r in p['reasons']))
        self.run_cli('portrait', '--level', 'explore=0')
        shares = self.portrait('mixer', 'recommender')
        self.assertEqual(shares['explore'], 0)
        self.assertAlmostEqual(sum(shares.values()), 1)
        for pick in self.radio():
            self.assertFalse([r for r in pick['reasons'] if r['recommender'] == 'explore'])
            self.assertAlmostEqual(sum(r['weight'] for r in pick['reasons']), 1)
        self.run_cli('portrait', '--level', 'genre-taste=0.5')
        rows = {row['recommender']: row['level'] for row in self.json('portrait')['mixer']}
        self.assertEqual((rows['explore'], rows['genre-taste'], rows['sound']), (0, 0.5, 1))
        for name in 'explore=1', 'genre-taste=1':
            self.run_cli('portrait', '--level', name)
        self.assertEqual(self.radio(), before)
        for bad in 'explore', 'explore=', 'explore=2', 'nobody=1', 'explore=-1', 'explore=x', 'explore=nan':
            self.run_cli('portrait', '--level', bad, status=2)

    def test_genres(self):
        rows = self.json('genres')
        for row in rows:
            self.assert_fields(row, {'genre': str, 'tracks': int, 'chosen': bool})
        own = [row['genre'] for row in rows if row['tracks'] > 0]
        self.assertEqual(set(own), set(GENRES))
        self.assertEqual([row['genre'] for row in rows[:len(own)]], own, "the library's own genres come first")
        self.assertGreater(len(rows), len(own), "filled up from the vocabulary")
        self.assertEqual({row['genre'] for row in rows if row['chosen']}, {'Rock', 'Jazz'})
        self.assertEqual({row['tracks'] for row in rows if row['genre'] in GENRES}, {self.n_tracks // len(GENRES)})
        out, _ = self.run_cli('genres', '--pick', 'hip hop')
        self.assertIn('Hip-Hop', out)
        self.assertEqual({row['genre'] for row in self.json('genres') if row['chosen']}, {'Hip-Hop'})

    def test_queue(self):
        queue = self.radio()
        self.assertEqual(len(queue), 20)
        self.assertEqual(len({p['id'] for p in queue}), 20)
        for pick in queue:
            self.assert_fields(pick, dict(TRACK_FIELDS, score=float, evidence=str, skip_chance=(float, int),
                                          reasons=list))
            self.assertTrue(0 <= pick['score'] <= 1 and 0 <= pick['skip_chance'] <= 1)
            self.assertEqual(pick['evidence'], 'tags', 'nothing was listened to or played yet')
            self.assertTrue(pick['reasons'])
            for reason in pick['reasons']:
                self.assert_fields(reason, {'recommender': str, 'weight': float, 'value': (float, int), 'text': str})
                self.assertIn(reason['recommender'], RECOMMENDERS)
                self.assertTrue(0 <= reason['weight'] <= 1 and 0 <= reason['value'] <= 1)
            shares = [r['weight'] * r['value'] for r in pick['reasons']]
            self.assertEqual(shares, sorted(shares, reverse=True), 'the largest share is named first')
            self.assertAlmostEqual(sum(shares), pick['score'], delta=1e-4, msg='the terms add up to the score')
        ticked = sum(p['genre'] in ('Rock', 'Jazz') for p in queue)
        self.assertGreaterEqual(ticked, 14, 'most of the first picks are of the chosen genres')
        texts = collections.Counter(r['text'] for p in queue for r in p['reasons'][:1])
        self.assertLessEqual(max(texts.values()), 3, texts)
        artists = [p['artist'] for p in queue]
        self.assertFalse(any(a == b for a, b in zip(artists, artists[1:])), 'never one artist twice in a row')
        out, _ = self.run_cli('radio', '-n', '5')
        self.assertEqual(sum(line.lstrip().startswith('·') for line in out.split('\n')) >= 5, True)

    def test_same_seed_same_bytes(self):
        self.run_cli('analyze')
        args = ['radio', '--json', '--random-seed', '7', '--at', AT]
        first, _ = self.run_cli(*args)
        for _ in range(3):
            self.assertEqual(self.run_cli(*args)[0], first)
        self.assertNotEqual(self.run_cli('radio', '--json', '--random-seed', '8', '--at', AT)[0], first)

    def test_planning_writes_nothing(self):
        def files():
            found = {}
            for path in pathlib.Path(self.data).rglob('*'):
                if path.is_file() and not path.name.endswith('-shm'):
                    found[path] = path.read_bytes()
            return found

        self.radio()
        before = files()
        self.radio(n=40, seed=3)
        self.assertEqual(files(), before)

    def test_seeds(self):
        tracks = self.json('tracks', 'classical')
        self.assertLessEqual(sum(p['genre'] == 'Classical' for p in self.radio(n=10)), 2)
        for seed in ('genre:classical', f"artist:{tracks[0]['artist']}", f"album:{tracks[0]['album']}",
                     f"track:{tracks[0]['id']}", f"track:{tracks[0]['uri']}"):
            queue = self.radio('--seed', seed, n=10)
            self.assertEqual(len(queue), 10)
            self.assertGreaterEqual(sum(p['genre'] == 'Classical' for p in queue), 5, seed)

    def test_ban_is_never_offered(self):
        victim = self.radio()[0]
        self.give([victim], 'ban')
        self.assertIs(self.json('tracks', victim['title'])[0]['banned'], True)
        for seed in range(1, 6):
            queue = self.radio(n=self.n_tracks, seed=seed)
            self.assertEqual(len(queue), self.n_tracks - 1)
            self.assertNotIn(victim['id'], [p['id'] for p in queue])
        undone = self.json('feedback', '--undo')
        self.assertEqual((undone['undone'], undone['id']), ('ban', victim['id']))
        self.assertIn(victim['id'], [p['id'] for p in self.radio(n=self.n_tracks)])
        self.give([victim], 'ban')
        self.give([victim], 'unban', at=AT_S + 60)
        self.assertIn(victim['id'], [p['id'] for p in self.radio(n=self.n_tracks)])

    def test_love_raises(self):
        loved = self.json('tracks', 'hip-hop')[:3]
        before = self.portrait()['Hip-Hop'] if 'Hip-Hop' in self.portrait() else 0
        score = {p['id']: p['score'] for p in self.radio(n=self.n_tracks)}
        self.give(loved, 'love')
        self.assertGreater(self.portrait()['Hip-Hop'], before)
        after = {p['id']: p['score'] for p in self.radio(n=self.n_tracks)}
        for track in loved:
            self.assertGreater(after[track['id']], score[track['id']])
        self.assertEqual({t['id'] for t in self.json('tracks', '--loved')}, {t['id'] for t in loved})

    def test_skips_lower_a_genre(self):
        self.run_cli('analyze')
        share = sum(p['genre'] == 'Rock' for p in self.radio(n=40)) / 40
        self.assertGreater(share, 0.2)
        weight = self.portrait()['Rock']
        rock = [p for p in self.radio(n=self.n_tracks) if p['genre'] == 'Rock'][:12]
        self.assertEqual(len(rock), 12)
        self.give(rock, 'skip')
        later = '2026-05-02T21:00:00+00:00'
        self.assertLessEqual(sum(p['genre'] == 'Rock' for p in self.radio(n=40, at=later)) / 40, share / 2)
        self.assertLess(self.portrait()['Rock'], weight)

    def test_listening_becomes_evidence(self):
        self.run_cli('analyze')
        queue = self.radio()
        self.assertTrue({p['evidence'] for p in queue} <= {'tags', 'ear'})
        weights = self.portrait('mixer', 'recommender')
        self.assertAlmostEqual(sum(weights.values()), 1, places=6)
        self.give(queue, 'complete')
        after = self.portrait('mixer', 'recommender')
        self.assertAlmostEqual(sum(after.values()), 1, places=6)
        self.assertNotEqual(after, weights, 'the mixer has learned')
        later = self.radio(at='2026-05-02T21:00:00+00:00')
        self.assertIn('listening', {p['evidence'] for p in later})
        self.assertEqual({t['plays'] for t in self.json('tracks') if t['id'] in {p['id'] for p in queue}}, {1})
        portrait = self.json('portrait')
        self.assert_fields(portrait, {'genres': list, 'mixer': list, 'artists': list, 'calibration': list})
        self.assertAlmostEqual(sum(g['weight'] for g in portrait['genres']), 1, places=6)
        self.assertIn(portrait['artists'][0]['artist'], {p['artist'] for p in queue})

    def test_undo_takes_back(self):
        queue = self.radio()
        self.give(queue[:1], 'complete', at=AT_S)
        before = self.radio(at='2026-05-02T21:00:00+00:00')
        self.give(queue[1:2], 'skip', at=AT_S + 300, heard=4000)
        self.assertNotEqual(self.radio(at='2026-05-02T21:00:00+00:00'), before)
        undone = self.json('feedback', '--undo')
        self.assertEqual((undone['undone'], undone['id']), ('play', queue[1]['id']))
        self.assertEqual(self.radio(at='2026-05-02T21:00:00+00:00'), before, 'as if it had not been')

    def test_human_output(self):
        for args in (['portrait'], ['genres'], ['similar', '1', '-n', '3'], ['radio']):
            out, err = self.run_cli(*args)
            self.assertEqual(err, '')
            self.assertGreater(len(out.split('\n')), 3)


if __name__ == '__main__':
    unittest.main(verbosity=2)
