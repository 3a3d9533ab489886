#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kernels.py >kernels.h: what other people's programs, and the published definitions in numpy, make of the test signals.

Wants Debian's python3-numpy, python3-scipy, python3-aubio, sox and ffmpeg. Nothing here calls Attacca.
"""
import re
import subprocess
import tempfile
import wave

import aubio
import numpy as np
import scipy.fft
import scipy.signal
import scipy.stats

from signals import RATE, frames, noise, show, show_head, tune


def power(pcm):
    """one frame; a sine of amplitude 1 gives 1 (scipy's one-sided spectrum gives its mean square, 1/2)"""
    _, _, p = scipy.signal.spectrogram(pcm.astype(np.float64), window='hann', nperseg=len(pcm), noverlap=0, detrend=False,
                                       scaling='spectrum', mode='psd')
    p = 2 * p[:, 0]
    p[[0, -1]] *= 2
    return p


def spectrum():
    p = power(tune(1024))
    show('stft', p[::8])
    # log-mel: aubio's bank of Slaney's Auditory Toolbox, 40 bands between 2 and 43 mel; its triangles have area 1 over
    # frequency, ours add up to 1 over bins
    rate, n_fft = 16000, 8192
    spec = aubio.cvec(n_fft)
    spec.norm[:] = power(noise(9, n_fft))  # no sine: at a triangle's foot the last digit of its edge would tell
    bank = aubio.filterbank(40, n_fft)
    bank.set_mel_coeffs_slaney(rate)
    show('logmel', np.log10(bank(spec) * rate / n_fft))
    levels = noise(2, 40).astype(np.float64)
    show('mfcc', scipy.fft.dct(levels, norm='ortho')[:20])
    show('mfcc_aubio', aubio.mfcc(n_fft, 40, 13, rate)(spec)[1:])  # without the level, which knows the bank's scale


def chroma():
    p = power(tune(4096))
    hz = np.arange(len(p)) * RATE / 4096
    out = np.zeros(12)
    for k in np.flatnonzero((hz >= 65) & (hz <= 2100)):
        semitone = 69 + 12 * np.log2(hz[k] / 440)
        share = semitone % 1
        out[int(semitone) % 12] += p[k] * (1 - share)
        out[(int(semitone) + 1) % 12] += p[k] * share
    show('chroma', out / out.sum())


def bands():
    p = power(tune(1024))
    valleys, contrasts, flatness = [], [], []
    for b in range(7):
        band = np.sort(p[1 if b == 0 else 4 << b:8 << b])
        share = max(1, len(band) // 5)
        valleys.append(np.log10(band[:share].mean()))
        contrasts.append(np.log10(band[-share:].mean()) - valleys[-1])
        flatness.append(np.log10(scipy.stats.gmean(band) / band.mean()))
    show('valley', valleys)
    show('contrast', contrasts)
    show('flatness', flatness)
    hz = np.arange(len(p)) * RATE / 1024
    show('centroid', np.average(hz, weights=p))
    show('rolloff', hz[np.searchsorted(np.cumsum(p), 0.85 * p.sum())])


def statistics():
    x = noise(4, 50 * 5).astype(np.float64).reshape(50, 5)
    x[:, 1] += x[:, 0]
    x = x.astype(np.float32).astype(np.float64)
    show('mean', x.mean(axis=0))
    show('std', x.std(axis=0))
    show('cov', np.cov(x.T, bias=True))
    a = noise(5, 36).astype(np.float64).reshape(6, 6)
    values, vectors = np.linalg.eigh(a + a.T)
    vectors = vectors.T[::-1]
    show('eigenvalues', values[::-1])
    show('eigenvectors', [v * np.sign(v[np.argmax(abs(v))]) for v in vectors])
    a, b = noise(6, 50).astype(np.float64), noise(7, 50).astype(np.float64)
    show('distances', [a @ b, np.linalg.norm(a), 1 - scipy.spatial.distance.cosine(a, b),
                       scipy.spatial.distance.sqeuclidean(a, b)])


def rhythm():
    n, rate = 500, 50
    levels = np.maximum(frames(n, 8).astype(np.float64), -7)
    strength = np.r_[0, np.maximum(np.diff(levels, axis=0), 0).mean(axis=1)]
    show('onset', strength[:60])
    # Boeck et al. 2012, section 2.2, with 30, 30, 100, 70 and 30 ms of 20 ms frames, and 0.06
    onsets = []
    for i in range(n):
        near = strength[max(0, i - 2):i + 3]
        around = strength[max(0, i - 5):i + 5]
        if strength[i] == near.max() and strength[i] >= around.mean() + 0.06 and (not onsets or i - onsets[-1] > 2):
            onsets.append(i)
    show('n_onsets', len(onsets))

    beat = 60 / 97 * rate
    t = np.arange(40 * rate)
    novelty = np.where(t % beat < 1, 1, np.where(t % beat < 2, 0.3, 0)) + 0.25 * (noise(8, len(t)).astype(np.float64) + 1)
    novelty = novelty.astype(np.float32).astype(np.float64)
    size, n_lags = int(15.36 * rate), 6 * rate + 2
    sums, weights = np.zeros(n_lags), np.zeros(n_lags)
    for begin in range(0, len(t) - size + 1, size // 2):  # what is left over at the end is too short to count
        x = novelty[begin:begin + size] - novelty[begin:begin + size].mean()
        sums += scipy.signal.correlate(x, x, method='fft')[size - 1:size - 1 + n_lags]
        weights += (x @ x) * (1 - np.arange(n_lags) / size)
    correlation = sums / weights
    show('correlation', correlation[5:300:10])

    def comb(bpm):
        return np.mean([np.interp(k * 60 / bpm * rate, np.arange(n_lags), correlation) for k in (1, 2, 3, 4)])

    bpms = np.geomspace(40, 220, 4000)
    combs = np.array([comb(b) for b in bpms])
    best = np.argmax(combs * np.exp(-0.5 * np.log2(bpms / 120) ** 2))
    show('tempo', [bpms[best], combs[best]])


def patterns():
    n = 128
    x = frames(n, 8).astype(np.float64)
    bands4 = (x[:, 0::2] + x[:, 1::2]) / 2
    bands2 = (bands4[:, 0::2] + bands4[:, 1::2]) / 2
    change = bands4[3:] - bands4[:-3]
    quantile = lambda a, q: np.quantile(a, q, axis=0, method='nearest')
    modulation = np.apply_along_axis(power, 0, bands2 - bands2.mean(axis=0))
    edges = np.cumsum([1, 1, 1, 1, 2, 3, 4, 6, 9])
    show('patterns_spectral', [quantile(bands4, q) - bands4.mean() for q in (0.1, 0.5, 0.9)])
    show('patterns_delta', [quantile(np.maximum(change, 0), q) for q in (0.75, 0.95)])
    show('patterns_variance', np.log10(change.std(axis=0) + 1e-2))
    show('patterns_correlation', np.corrcoef(bands2.T)[1, 0])
    show('patterns_fluctuation', [[np.log10(np.sqrt(modulation[a:b, band].sum()) + 1e-3)
                                   for a, b in zip(edges[:-1], edges[1:])] for band in range(2)])


def loudness(rate, n_channels):
    """two seconds, two at a tenth of the level, one of silence; each channel at 2/3 of the one before"""
    mono = tune(5 * rate, rate)
    mono[2 * rate:4 * rate] *= np.float32(0.1)
    mono[4 * rate:] = 0
    pcm = mono.astype(np.float64)[:, None] * (2 / 3) ** np.arange(n_channels)
    with tempfile.TemporaryDirectory() as folder:
        path = folder + '/x.wav'
        with wave.open(path, 'wb') as out:
            out.setnchannels(n_channels)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes(np.rint(pcm * 32768).astype('<i2').tobytes())
        told = subprocess.run(['ffmpeg', '-v', 'error', '-i', path, '-af', 'ebur128=metadata=1,ametadata=print:file=-',
                               '-f', 'null', '-'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return float(re.findall(r'lavfi.r128.I=(\S+)', told)[-1])


def true_peak():
    """a fourth of the rate, sampled where it is at 0.71 of its height: between the samples it is higher by 3 dB"""
    i = np.arange(48000)
    x = 0.8 * np.sin(2 * np.pi * 12000 * i / 48000 + np.pi / 4) + 0.1 * np.sin(2 * np.pi * 997 * i / 48000)
    with tempfile.TemporaryDirectory() as folder:
        path = folder + '/x.wav'
        with wave.open(path, 'wb') as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(48000)
            out.writeframes(np.rint(x * 32768).astype('<i2').tobytes())
        told = subprocess.run(['ffmpeg', '-v', 'error', '-i', path, '-af',
                               'ebur128=metadata=1:peak=true+sample,ametadata=print:file=-', '-f', 'null', '-'],
                              stdout=subprocess.PIPE, text=True, check=True).stdout
    show('true_peak', float(re.findall(r'lavfi.r128.true_peak=(\S+)', told)[-1]))
    show('sample_peak', float(re.findall(r'lavfi.r128.sample_peak=(\S+)', told)[-1]))


def samples():
    show('loudness', [loudness(48000, 1), loudness(48000, 2), loudness(44100, 2), loudness(48000, 6)])
    x = tune(RATE)
    with tempfile.TemporaryDirectory() as folder:
        path = folder + '/x.wav'
        with wave.open(path, 'wb') as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(np.rint(x * 32768).astype('<i2').tobytes())
        told = subprocess.run(['sox', path, '-n', 'stat'], stderr=subprocess.PIPE, text=True, check=True).stderr
        figure = lambda name: float(re.search(name + r':\s*(\S+)', told)[1])
        print(f'/* {subprocess.run(["sox", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()} */')
        show('wave', [max(figure('Maximum amplitude'), -figure('Minimum amplitude')), figure('RMS     amplitude'),
                      figure('Mean    amplitude'), figure('Mean    delta'), figure('Rough   frequency')])
    taps = scipy.signal.firwin(97, 0.5, window=('kaiser', 6.5))  # the outermost two are 0
    y = scipy.signal.lfilter(taps, 1, np.r_[x.astype(np.float64), np.zeros(48)])[48:]
    show('halve', y[::2][:400:10])


show_head('kernels.py', f'numpy {np.__version__}, scipy {scipy.__version__}, aubio {aubio.version}, sox, ffmpeg')
spectrum()
chroma()
bands()
statistics()
rhythm()
patterns()
true_peak()
samples()
