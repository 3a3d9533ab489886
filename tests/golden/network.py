#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""network.py >network.h: what PyTorch makes of the networks and steps of tests/num/test-golden-network.c.

Wants Debian's python3-torch. Nothing here calls Attacca.
"""
import numpy as np
import torch
import torch.nn.functional as F

from signals import noise, show, show_head

torch.set_default_dtype(torch.float64)
TIMES, FREQS, MAPS, BATCH, OUTPUTS = 12, 10, 16, 5, 9
POOLS = [(2, 2), (2, 1), (2, 3)]
STRIDE = 13  # every so many of a gradient


def tensor(values, *shape):
    return torch.tensor(np.asarray(values, dtype=np.float64)).reshape(*shape)


class Net:
    """three times convolution, normalisation, maximum, ELU; the means of the last two layers; one dense layer"""

    def __init__(self):
        n_in, sizes = 1, []
        for _ in POOLS:
            sizes.append((9 * n_in * MAPS, n_in))
            n_in = MAPS
        n_params = sum(n + 4 * MAPS for n, _ in sizes) + OUTPUTS * 2 * MAPS + OUTPUTS
        params = (0.3 * noise(11, n_params).astype(np.float64)).astype(np.float32).astype(np.float64)
        at = 0
        self.n_params = n_params
        self.layers = []
        for n, n_in in sizes:
            # (1, time, frequency, input, output) -> (output, input, time, frequency)
            W = tensor(params[at:at + n], 3, 3, n_in, MAPS).permute(3, 2, 0, 1).contiguous().requires_grad_()
            gamma, beta, mean, variance = tensor(params[at + n:at + n + 4 * MAPS], 4, MAPS)
            self.layers.append((W, (1 + gamma).float().double().requires_grad_(), beta.clone().requires_grad_(), mean,
                                (1 + variance).float().double()))
            at += n + 4 * MAPS
        self.W = tensor(params[at:at + OUTPUTS * 2 * MAPS], OUTPUTS, 2 * MAPS).requires_grad_()
        self.b = tensor(params[at + OUTPUTS * 2 * MAPS:], OUTPUTS).requires_grad_()

    def run(self, x, measure=False):
        """normalised by what is stored; with measure, by the batch, whose statistics are stored then"""
        means, layers = [], []
        x = x.reshape(-1, 1, TIMES, FREQS)
        for (W, gamma, beta, mean, variance), pool in zip(self.layers, POOLS):
            z = F.conv2d(x, W, padding=1)
            if measure:
                mean, variance = z.mean(dim=(0, 2, 3)).detach(), z.var(dim=(0, 2, 3), unbiased=False).detach()
            layers.append((W, gamma, beta, mean, variance))
            z = F.batch_norm(z, mean, variance, gamma, beta, training=False, eps=1e-3)
            x = F.elu(F.max_pool2d(z, pool))
            means.append(x.mean(dim=(2, 3)))
        self.layers = layers
        return F.linear(torch.cat(means[-2:], dim=1), self.W, self.b)

    def loss(self, out, y, known):
        """a regression of 4 (weight 1), 2 sigmoids (1/2), a softmax of 3 (2)"""
        square = 0.5 * (out[:, :4] - y[:, :4]) ** 2 * known[:, :4]
        cross = 0.5 * F.binary_cross_entropy_with_logits(out[:, 4:6], y[:, 4:6], reduction='none') * known[:, 4:6]
        soft = 2 * F.cross_entropy(out[:, 6:], y[:, 6:], reduction='none')
        return (square.sum() + cross.sum() + soft.sum()) / len(y)

    def gradient(self):
        """in the order of the parameters"""
        parts = []
        for W, gamma, beta, _, _ in self.layers:
            parts += [W.grad.permute(2, 3, 1, 0).ravel(), gamma.grad, beta.grad, torch.zeros(2 * MAPS)]
        return torch.cat(parts + [self.W.grad.ravel(), self.b.grad]).numpy()


def convolutional():
    net = Net()
    x = tensor(noise(12, BATCH * TIMES * FREQS), BATCH, TIMES * FREQS)
    y = noise(13, BATCH * OUTPUTS).astype(np.float64).reshape(BATCH, OUTPUTS)
    y[:, 4:] = (y[:, 4:] + 1) / 2
    y[:, 6:] = [0.1, 0.1, 0.1]
    y[np.arange(BATCH), 6 + np.arange(BATCH) % 3] = 0.8
    y = y.astype(np.float32).astype(np.float64)
    known = np.ones_like(y)
    known[0, 1] = known[1, 4] = 0
    with torch.no_grad():
        out = net.run(x)
        show('predicted', torch.cat([out[:, :4], torch.sigmoid(out[:, 4:6]), torch.softmax(out[:, 6:], 1)], dim=1))
        net.run(x, measure=True)
    show('batch_mean', net.layers[1][3])
    show('batch_variance', net.layers[1][4])
    loss = net.loss(net.run(x), tensor(y, BATCH, OUTPUTS), tensor(known, BATCH, OUTPUTS))
    loss.backward()
    show('loss', loss.item())
    show('gradient', net.gradient()[::STRIDE])


def dense(kind):
    """6 inputs, two layers of 7 with ReLU, 4 outputs; 5 rows"""
    sizes, at, layers = [6, 7, 7, 4], 0, []
    params = (0.7 * noise(14, 7 * 7 + 7 * 8 + 4 * 8).astype(np.float64)).astype(np.float32).astype(np.float64)
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        W = tensor(params[at:at + n_in * n_out], n_out, n_in).requires_grad_()
        b = tensor(params[at + n_in * n_out:at + (n_in + 1) * n_out], n_out).requires_grad_()
        layers.append((W, b))
        at += (n_in + 1) * n_out
    x = tensor(noise(15, 5 * 6), 5, 6)
    y = (tensor(noise(16, 5 * 4), 5, 4) + 1) / 2
    for i, (W, b) in enumerate(layers):
        x = F.linear(x, W, b)
        if i < 2:
            x = F.relu(x)
    if kind == 'softmax':
        y = (y / y.sum(dim=1, keepdim=True)).float().double()
        loss = F.cross_entropy(x, y)
    else:
        loss = F.binary_cross_entropy_with_logits(x, y, reduction='none').sum() / 5
    loss.backward()
    show(f'mlp_{kind}_loss', loss.item())
    show(f'mlp_{kind}_gradient', torch.cat([torch.cat([W.grad.ravel(), b.grad]) for W, b in layers]))


def steps(name, make):
    """eight parameters, twenty steps with gradients of noise"""
    p = tensor(noise(17, 8), 8).requires_grad_()
    optimizer = make([p])
    for step in range(20):
        p.grad = tensor(noise(18 + step, 8), 8)
        optimizer.step()
    show(f'steps_{name}', p.detach())


show_head('network.py', f'torch {torch.__version__}')
convolutional()
dense('softmax')
dense('sigmoid')
steps('sgd', lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9))
steps('rmsprop', lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-8))
steps('adam', lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8))
