# SPDX-License-Identifier: GPL-3.0-or-later
"""attacca-cli evaluate: what it prints, on sounds and listeners that are easily told apart."""
import os
import unittest

import attacca


class Evaluate(attacca.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manifest = os.path.join(cls.scratch, 'labels.tsv')
        with open(cls.manifest, 'w', encoding='utf-8') as table:
            table.write('path\tlabel\tartist\tsplit\n')
            for genre, label in enumerate(['noise', 'chord', 'beat']):
                for number in range(6):
                    name = f'{label}-{number}.wav'
                    attacca.write_wav(os.path.join(cls.scratch, name),
                                      attacca.samples(genre + (genre == 2), number, 3))
                    table.write(f'{name}\t{label}\t{"Mira" if number < 2 else ""}\t{"valid" if number else "train"}\n')

    def test_similarity(self):
        figures = self.json('evaluate', 'similarity', '--manifest', self.manifest)
        self.assert_fields(figures, {'n': int, 'n10_max': int, 'hub_skewness': (int, float)})
        self.assertEqual(figures['n'], 18)
        for k in ('k1', 'k5', 'k10', 'k1_artist', 'k5_artist', 'k10_artist'):
            self.assertLessEqual(figures[k], 1)
            self.assertGreaterEqual(figures[k], 0)
        self.assertGreaterEqual(figures['k5'], 0.9)
        out, _ = self.run_cli('evaluate', 'similarity', '--manifest', self.manifest)
        self.assertIn('k5_artist', out)

    def test_genre(self):
        figures = self.json('evaluate', 'genre', '--manifest', self.manifest, '--folds', '3')
        self.assertEqual(figures['n'], 18)
        self.assertGreaterEqual(figures['accuracy'], 0.9)
        self.assert_fields(figures, {'macro_f1': (int, float), 'calibration_error': (int, float), 'shown': int,
                                     'shown_right': (int, float)})
        self.assertEqual(figures['confusion']['labels'], ['beat', 'chord', 'noise'])
        self.assertEqual(sum(map(sum, figures['confusion']['counts'])), 18)
        # the program's own model knows none of these labels
        own = self.json('evaluate', 'genre', '--manifest', self.manifest, '--split', 'valid')
        self.assertEqual(own['n'], 15)
        self.assertEqual(own['accuracy'], 0)
        self.assertIn('jazz', own['confusion']['labels'])

    def test_tags(self):
        table = os.path.join(self.scratch, 'map.tsv')
        with open(table, 'w', encoding='utf-8') as f:
            f.write('noise\tMetal\nnoise\tHip Hop\nchord\tjazz\n')
        figures = self.json('evaluate', 'genre', '--manifest', self.manifest, '--head', 'tags', '--map', table)
        self.assertEqual(figures['n'], 12)  # beat is not in the map
        self.assertEqual(figures['confusion']['labels'], ['noise', 'chord'])
        with open(table, 'w', encoding='utf-8') as f:
            f.write('noise\tnoise\nchord\tchord\n')
        figures = self.json('evaluate', 'genre', '--manifest', self.manifest, '--folds', '3', '--map', table)
        self.assertEqual(figures['n'], 18)
        self.assertEqual(figures['tags_n'], 12)
        self.assertGreaterEqual(figures['tags_accuracy'], 0.9)

    def write(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, 'w', encoding='utf-8') as table:
            table.write(text)
        return path

    def test_radio(self):
        self.write('items.tsv', ''.join(f'i{i}\tArtist {i}\t\t{"rock" if i % 2 else "jazz"}:{9 - i % 3}\n'
                                        for i in range(40)))
        self.write('events.tsv', ''.join(f'u{u}\ti{i}\t3\n' for u in range(10) for i in range(u % 2, 40, 2)))
        listeners = self.write('listeners.tsv', 'a\trock\t' + ','.join(f'i{i}' for i in range(1, 40, 2)) + '\n')
        report = self.json('evaluate', 'radio', '--taste', self.scratch, '--listeners', listeners, '--steps', '20')
        self.assertEqual(report['listeners'], 1)
        self.assertGreater(report['seconds'], 0)
        rows = {row['name']: row for row in report['policies']}
        self.assertEqual(list(rows), ['radio', 'popular', 'genre-only', 'als-only', 'shuffle'])
        for row in rows.values():
            self.assert_fields(row, {'hits100': (int, float), 'hits20': (int, float),
                                     'longest_skip_run': (int, float)})
        self.assertEqual(rows['genre-only']['hits100'], 20)
        self.assertGreaterEqual(rows['radio']['hits100'], 15)  # ticked rock, and hears rock
        alone = self.json('evaluate', 'radio', '--taste', self.scratch, '--listeners', listeners, '--steps', '20',
                          '--users', '0')
        self.assertGreaterEqual(alone['policies'][0]['hits100'], 15)
        parts = self.json('evaluate', 'radio', '--taste', self.scratch, '--listeners', listeners, '--steps', '5',
                          '--users', '0', '--parts')
        without = [row['name'] for row in parts['policies'] if row['name'].startswith('radio without ')]
        self.assertIn('radio without genre-taste', without)
        self.assertIn('radio without als', without)
        self.assertEqual(len(without), len(parts['policies']) - 5)
        missing = os.path.join(self.scratch, 'nobody.tsv')
        self.assert_error(['evaluate', 'radio', '--taste', self.scratch, '--listeners', missing], 1, missing)

    def test_ranking(self):
        train = self.write('train', ''.join(f'{u}\t{i}\t{1 + u % 3}\n' for u in range(40) for i in range(u % 2, 40, 2)
                                            if i // 2 != u // 2))
        test = self.write('test', ''.join(f'{u}\t{u // 2 * 2 + u % 2}\t1\n' for u in range(40)))
        negatives = self.write('negatives', ''.join(
            f'({u},{u // 2 * 2 + u % 2})' + ''.join(f'\t{i}' for i in range(1 - u % 2, 40, 2)) + '\n'
            for u in range(40)))
        words = ['evaluate', 'ranking', '--train', train, '--test', test, '--negatives', negatives, '--model']
        scores = os.path.join(self.scratch, 'scores')
        report = self.json(*words, 'als', '--scores', scores)
        self.assertEqual(report['model'], 'als')
        self.assertEqual((report['hr10'], report['ndcg10'], report['hr10_masked'], report['ndcg10_masked']), (1, 1, 1, 1))
        self.assert_fields(report, {'recall20': (int, float), 'train_seconds': (int, float), 'parameters': int})
        with open(scores, encoding='utf-8') as table:
            self.assertEqual(len(table.readlines()), 40 * 21)
        self.assert_error(words + ['oracle'], 1, 'oracle')
        self.assert_error(['evaluate', 'ranking', '--train', train], 2, '--model')

    def test_cold(self):
        self.write('items.tsv', ''.join(f'i{i}\tArtist {i}\t\t{"rock" if i % 2 else "jazz"}:9|{"loud" if i % 2 else "blue"}:{i}\n'
                                        for i in range(60)))
        self.write('events.tsv', ''.join(f'u{u}\ti{i}\t3\n' for u in range(40) for i in range(60)
                                         if i % 2 == u % 2 and (i + u) % 3 > 0))
        words = ['evaluate', 'cold', '--taste', self.scratch]
        report = self.json(*words)
        rows = {row['model']: row for row in report['rows']}
        self.assertEqual(list(rows), ['cold', 'ridge', 'content-knn', 'tag-cosine'])
        for row in rows.values():
            self.assertGreater(row['recall20'], 0.9)  # all six cold items are candidates
        self.assertGreater(rows['cold']['ndcg20'], 0.7)
        self.assert_fields(rows['cold'], {name: (int, float) for name in (
            'ndcg20', 'mixed_recall100', 'warm_recall100', 'warm_recall20', 'alone_recall100', 'alone_recall20')})
        self.assertEqual(report, self.json(*words, '--threads', '1'))
        self.assertNotEqual(report, self.json(*words, '--seed', '2'))
        report = self.json(*words, '--side', 'user')
        rows = {row['model']: row for row in report['rows']}
        self.assertEqual(list(rows), ['genre-net', 'genre-popularity', 'popular'])
        for row in rows.values():
            self.assert_fields(row, {f'{name}{n}': (int, float) for name in ('recall', 'f1_') for n in (10, 20, 50)})
        self.assertGreater(rows['genre-net']['recall10'], 2 * rows['popular']['recall10'] - 0.5)
        self.assertEqual(report, self.json(*words, '--side', 'user', '--threads', '1'))
        self.assert_error(words + ['--side', 'moon'], 2, '--side')
        self.assert_error(['evaluate', 'cold'], 2, '--taste')
        self.write('events.tsv', 'u1\ti1\t3\n')
        self.assert_error(words, 1, 'too few')
        self.assert_error(words + ['--side', 'user'], 1, 'hidden')

    def test_mistakes(self):
        for words, text in (
                (['evaluate'], 'evaluate'),
                (['evaluate', 'taste', '--manifest', 'x'], 'taste'),
                (['evaluate', 'genre'], '--manifest'),
                (['evaluate', 'genre', '--manifest', self.manifest, '--head', 'yours'], 'yours'),
                (['evaluate', 'genre', '--manifest', self.manifest, '--head', 'tags'], '--map'),
                (['evaluate', 'genre', '--manifest', self.manifest, '--folds', '1'], '--folds'),
                (['evaluate', 'genre', '--manifest', self.manifest, '--folds', '3', '--split', 'x'], '--folds')):
            self.assert_error(words, 2, text)
        missing = os.path.join(self.scratch, 'none.tsv')
        self.assert_error(['evaluate', 'similarity', '--manifest', missing], 1, missing)
        self.assert_error(['evaluate', 'genre', '--manifest', self.manifest, '--split', 'other'], 1, 'split')
        self.assert_error(['evaluate', 'genre', '--manifest', self.manifest, '--head', 'mine'], 1, 'two genres')


if __name__ == '__main__':
    unittest.main()
