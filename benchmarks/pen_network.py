"""Train the network that tells the pen from the print, on scraps of cheques that never were (`pen_scraps`).

    python -m benchmarks.pen_network SIGNATURES --out models/bundles/pen [--scraps 8000] [--minutes 60] [--from BUNDLE]

SIGNATURES is a DATA folder; of each set only every other writer is learnt from, the rest is for `benchmarks.cheque`.
Needs `sigverify[train]`, and fonts: apt-get install fonts-liberation fonts-freefont-ttf fonts-noto-core
fonts-urw-base35. Minutes are of one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from benchmarks.composed import signatures
from benchmarks.pen_scraps import Scraps
from models.bundle import KERAS, MANIFEST, ONNX
from models.pen import DPI

CHANNELS = (12, 20, 32, 48)
BATCH = 8
_HELD_BACK = 64


def build(channels: tuple[int, ...] = CHANNELS) -> keras.Model:
    """Return a small U-Net (Ronneberger et al. 2015) whose first convolution halves the page, for speed.

    Input float32 (n, height, width, 3), sides multiples of 16; output (n, height, width, 1), share of pen.
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


def train(
    network: keras.Model, pages: NDArray[np.uint8], truth: NDArray[np.uint8], minutes: float, rate: float
) -> None:
    """Fit for so many minutes of one core; the first scraps are held back and tell the F1."""
    optimizer = keras.optimizers.AdamW(rate, weight_decay=1e-4)

    @tf.function
    def step(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            value = loss(y, network(x, training=True))
        optimizer.apply_gradients(
            zip(tape.gradient(value, network.trainable_variables), network.trainable_variables, strict=True)
        )
        return value

    rng, started, steps, values = np.random.default_rng(0), time.process_time(), 0, []
    while (done := (time.process_time() - started) / 60 / minutes) < 1:
        optimizer.learning_rate.assign(rate * min(1, 20 * done + 0.05) * (1 + np.cos(np.pi * done)) / 2 + 2e-5)
        chosen = rng.integers(_HELD_BACK, len(pages), BATCH)
        x, y = (part[chosen].astype(np.float32) / 255 for part in (pages, truth))
        if rng.random() < 0.2:
            x = x[..., rng.permutation(3)]
        values.append(float(step(tf.constant(x), tf.constant(y[..., None]))))
        steps += 1
        if steps % 200 == 0:
            score = f1(network, pages[:_HELD_BACK], truth[:_HELD_BACK])
            print(
                f"{100 * done:.0f} % done, {steps} steps, loss {np.mean(values[-200:]):.4f}, F1 {score:.4f}",
                flush=True,
            )


def f1(network: keras.Model, pages: NDArray[np.uint8], truth: NDArray[np.uint8]) -> float:
    """Return the pixels' F1 at 150 dpi."""
    batches = [pages[i : i + 16].astype(np.float32) / 255 for i in range(0, len(pages), 16)]
    found = np.concatenate([network(batch, training=False).numpy()[..., 0] >= 0.5 for batch in batches])
    inked = truth >= 115
    return float(2 * (found & inked).sum() / (found.sum() + inked.sum()))


def save(network: keras.Model, folder: Path, told: dict[str, object]) -> None:
    """Write the bundle: the network as trained and exported, and the manifest with their hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    network(np.zeros((1, 64, 64, 3), np.float32))  # the exporter wants a network that has been called
    network.save(folder / KERAS)
    network.export(str(folder / ONNX), format="onnx", verbose=False)
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (KERAS, ONNX)}
    manifest = {"name": "pen", "dpi": DPI, "files": hashes, "training": told}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signatures", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scraps", type=int, default=8000)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument(
        "--rate", type=float, default=3e-3, help="highest learning rate; a tenth to go on with --from"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="start", type=Path, help="a bundle to go on from")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    scraps, rng = Scraps(signatures(asked.signatures, odd=True)), np.random.default_rng(asked.seed)
    drawn = [scraps.draw(rng) for _ in range(asked.scraps)]
    pages, truth = np.stack([scrap.darkness for scrap in drawn]), np.stack([scrap.pen for scrap in drawn])
    network = keras.saving.load_model(asked.start / KERAS, compile=False) if asked.start else build()
    train(network, pages, truth, asked.minutes, asked.rate)
    told = {"scraps": asked.scraps, "minutes": asked.minutes, "seed": asked.seed, "from": str(asked.start or "")}
    save(network, asked.out, told | {"f1": round(f1(network, pages[:_HELD_BACK], truth[:_HELD_BACK]), 4)})


if __name__ == "__main__":
    main()
