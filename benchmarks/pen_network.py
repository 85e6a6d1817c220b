"""Train the network that tells the pen from the print, on scraps of cheques that never were.

    python -m benchmarks.pen_scraps SIGNATURES --out SCRAPS
    python -m benchmarks.pen_network SCRAPS --work WORK --out models/bundles/pen [--minutes 35]

Minutes are of all cores. WORK keeps where the training stands: the same command again goes on from there. The bundle
in --out is the best so far, by the F1 on scraps of writers that are not learnt from. Needs `sigverify[train]`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from benchmarks import pen_export
from benchmarks.pen_scraps import HELD_BACK
from models.bundle import KERAS, MANIFEST, ONNX
from models.pen import DPI

# Five levels: the lowest sees 50 mm around, a whole word or stamp.
CHANNELS = (12, 24, 40, 64, 80)
BATCH = 12
_RATE = 3e-3
# How often the training stands still, to look how far it has come and to save.
_STOPS = 12


def build(channels: tuple[int, ...] = CHANNELS) -> keras.Model:
    """Return a small U-Net (Ronneberger et al. 2015) whose first convolution halves the page, for speed.

    Input float32 (n, height, width, 3), sides multiples of 32; output (n, height, width, 1), share of pen.
    """
    page = keras.Input((None, None, 3))
    x = _active(layers.Conv2D(channels[0], 4, strides=2, padding="same", use_bias=False)(page))
    passed = []
    for depth, width in enumerate(channels):
        if depth:
            x = layers.MaxPooling2D(2)(x)
        x = _block(x, width)
        passed.append(x)
    for width, finer in zip(channels[-2::-1], passed[-2::-1], strict=True):
        x = _block(layers.Concatenate()([layers.UpSampling2D(2)(x), finer]), width)
    x = _active(layers.Conv2DTranspose(8, 4, strides=2, padding="same", use_bias=False)(x))
    # The page itself once more: edges are as sharp as it is.
    x = layers.Concatenate()([x, page])
    return keras.Model(
        page, layers.Conv2D(1, 3, padding="same", activation="sigmoid", dtype="float32")(x), name="pen"
    )


def _block(x: Any, width: int) -> Any:
    for _ in range(2):
        x = _active(layers.Conv2D(width, 3, padding="same", use_bias=False)(x))
    return x


def _active(x: Any) -> Any:
    return layers.ReLU()(layers.BatchNormalization(momentum=0.97)(x))


def loss(truth: Any, share: Any) -> Any:
    """Return cross entropy, ink five times as heavy as paper, and half a soft Dice loss."""
    ink = tf.cast(truth > 0.1, tf.float32)
    entropy = keras.losses.binary_crossentropy(truth, share)[..., None] * (1 + 4 * ink)
    both = tf.reduce_sum(truth * share)
    dice = 1 - (2 * both + 1) / (tf.reduce_sum(truth) + tf.reduce_sum(share) + 1)
    return tf.reduce_mean(entropy) + 0.5 * dice


class Training:
    """A network on its way, kept in a folder: how long it has learnt, and the best F1 so far."""

    def __init__(self, work: Path, minutes: float) -> None:
        self.network = build()
        self.seconds, self.best = tf.Variable(0.0), tf.Variable(0.0)
        self._whole = 60 * minutes
        self._optimizer = keras.optimizers.AdamW(_RATE, weight_decay=1e-4)
        self._optimizer.build(self.network.trainable_variables)
        state = tf.train.Checkpoint(
            network=self.network, optimizer=self._optimizer, seconds=self.seconds, best=self.best
        )
        self._kept = tf.train.CheckpointManager(state, str(work), max_to_keep=1)
        self._kept.restore_or_initialize()
        self._step = tf.function(self._learn)

    @property
    def done(self) -> float:
        """How much of the time has passed, 0 to 1."""
        return float(self.seconds.numpy()) / self._whole

    def run(self, scraps: Iterator[NDArray[np.uint8]]) -> str:
        """Learn until the next stop, keep the state, and return what to say about it."""
        started, before, values = time.perf_counter(), float(self.seconds.numpy()), []
        until = min(self._whole, before + self._whole / _STOPS)
        while (now := before + time.perf_counter() - started) < until:
            done = now / self._whole
            rate = _RATE * min(1, 20 * done + 0.05) * (1 + np.cos(np.pi * done)) / 2 + 2e-5
            self._optimizer.learning_rate.assign(rate)
            values.append(float(self._step(tf.constant(next(scraps)))))
        self.seconds.assign(until)
        images = len(values) * BATCH / (until - before)
        return f"{100 * self.done:.0f} % done, {images:.0f} scraps a second, loss {np.mean(values):.4f}"

    def keep(self) -> None:
        """Write down where the training stands."""
        self._kept.save()

    def _learn(self, batch: Any) -> Any:
        seen, truth = tf.cast(batch[..., :3], tf.float32) / 255, tf.cast(batch[..., 3:], tf.float32) / 255
        with tf.GradientTape() as tape:
            value = loss(truth, self.network(seen, training=True))
        weights = self.network.trainable_variables
        self._optimizer.apply_gradients(zip(tape.gradient(value, weights), weights, strict=True))
        return value


def batches(folder: Path, seed: int) -> Iterator[NDArray[np.uint8]]:
    """Yield scraps without end, uint8 (BATCH, height, width, 4), their colours changed about at times."""
    files = [np.load(path, mmap_mode="r") for path in sorted(folder.glob("[0-9]*.npy"))]
    if not files:
        raise SystemExit(f"no scraps in {folder}: python -m benchmarks.pen_scraps SIGNATURES --out {folder}")
    rng = np.random.default_rng(seed)
    while True:
        chosen = [files[int(rng.integers(len(files)))] for _ in range(BATCH)]
        batch = np.stack([file[int(rng.integers(len(file)))] for file in chosen])
        if rng.random() < 0.2:
            batch[..., :3] = batch[..., rng.permutation(3)]
        yield batch


def f1(network: keras.Model, scraps: NDArray[np.uint8]) -> float:
    """Return the pixels' F1 at 150 dpi."""
    parts = [scraps[i : i + 16, ..., :3].astype(np.float32) / 255 for i in range(0, len(scraps), 16)]
    found = np.concatenate([network(part, training=False).numpy()[..., 0] >= 0.5 for part in parts])
    inked = scraps[..., 3] >= 128
    return float(2 * (found & inked).sum() / (found.sum() + inked.sum()))


def save(network: keras.Model, folder: Path, told: dict[str, object]) -> None:
    """Write the bundle: the network as trained and exported, and the manifest with their hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    network.save(folder / KERAS)
    pen_export.write(network, folder)
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (KERAS, ONNX)}
    manifest = {"name": "pen", "dpi": DPI, "files": hashes, "training": told}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scraps", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=35)
    asked = parser.parse_args()
    training, held_back = Training(asked.work, asked.minutes), np.load(asked.scraps / HELD_BACK)
    scraps = batches(asked.scraps, seed=int(training.seconds.numpy()))
    while training.done < 1:
        said = training.run(scraps)
        score = f1(training.network, held_back)
        print(f"{said}, F1 {score:.4f}", flush=True)
        if score > training.best.numpy():
            training.best.assign(score)
            save(
                training.network,
                asked.out,
                {"minutes": asked.minutes, "done": training.done, "f1": round(score, 4)},
            )
        training.keep()


if __name__ == "__main__":
    main()
