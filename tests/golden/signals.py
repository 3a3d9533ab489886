# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that Python and C (signals.h) make alike, and how numbers are written for C."""
import numpy as np

RATE = 22050


def noise(seed, n):
    """n values in [-1, 1), the same bits in C"""
    out = np.empty(n, dtype=np.float32)
    state = seed
    for i in range(n):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = (state >> 8) / 8388608.0 - 1
    return out


def tune(n, rate=RATE):
    """two sines over a little noise"""
    i = np.arange(n)
    return (0.3 * np.sin(2 * np.pi * 220 * i / rate) + 0.2 * np.sin(2 * np.pi * 1318.51 * i / rate)
            + 0.05 * noise(1, n).astype(np.float64)).astype(np.float32)


def frames(n_frames, n_mels):
    """log power: a stroke every 25 frames that decays, over noise"""
    t = np.arange(n_frames)[:, None]
    strokes = -4 + 3 * np.exp(-(t % 25) / 3)
    return (strokes + 0.3 * noise(3, n_frames * n_mels).astype(np.float64).reshape(n_frames, n_mels)).astype(np.float32)


def show(name, values):
    values = np.atleast_1d(np.asarray(values, dtype=np.float64)).ravel()
    print(f'static const double golden_{name}[{len(values)}] = {{')
    for i in range(0, len(values), 6):
        print('  ' + ' '.join(f'{v:.9g},' for v in values[i:i + 6]))
    print('};')


def show_head(script, sources):
    print(f'/* SPDX-License-Identifier: GPL-3.0-or-later\n *\n * Made by tests/golden/{script}: {sources}\n */\n#pragma once\n')
