# SPDX-License-Identifier: GPL-3.0-or-later
"""attacca-cli evaluate: what it prints, on sounds that are easily told apart."""
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
