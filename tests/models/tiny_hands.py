"""Signatures small enough to train on in seconds: a wave for each writer, and bent copies of it as forgeries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.signatures import SignatureArrays

HEIGHT, WIDTH = 32, 64


def wave(writer: int, rng: np.random.Generator, *, bend: float = 0.0) -> NDArray[np.uint8]:
    """Return a canvas (HEIGHT, WIDTH) of the writer's wave; `bend` is how far a forger misses its shape."""
    own = np.random.default_rng(writer)
    waves, phase, tail = own.uniform(0.5, 3.5), own.uniform(0, 2 * np.pi), own.uniform(-4, 4)
    x = np.linspace(4, WIDTH - 5, 300)
    share = x / WIDTH
    y = HEIGHT / 2 + 8 * np.sin(2 * np.pi * (waves + bend) * share + phase + 2 * bend) + tail * (share - 0.5)
    canvas = np.zeros((HEIGHT, WIDTH), np.uint8)
    canvas[
        np.clip(np.round(y + rng.normal(0, 0.3)), 1, HEIGHT - 2).astype(int),
        np.round(x + rng.normal()).astype(int),
    ] = 255
    return canvas


def hands(
    writers: range, *, genuine: int = 6, forged: int = 4, collections: int = 2, seed: int = 0
) -> SignatureArrays:
    """Return signatures of writers, dealt out to collections in turn."""
    rng = np.random.default_rng(seed)
    rows = [
        (wave(writer, rng, bend=0.6 if is_forged else 0.0), writer, is_forged, writer % collections)
        for writer in writers
        for is_forged in [False] * genuine + [True] * forged
    ]
    canvases, numbers, flags, origins = zip(*rows, strict=True)
    return SignatureArrays(
        np.stack(canvases),
        np.array(numbers, np.int64),
        np.array(flags, bool),
        np.array(origins, np.int64),
        np.full(len(rows), -1, np.int64),
    )
