"""Train the network that reads E-13B: lines set from the font and spoilt, and half of the real lines.

    python -m benchmarks.micr_network LINES --out sigverify/assets/micr/e13b.npz [--synthetic 8000] [--steps 6000]

LINES holds line images (TIFF) with their text in .gt.txt (A transit, B amount, C on-us, D dash). Only the
developing half is learned from (`halves`); `benchmarks/micr.py` reports on the other. Needs `sigverify[train]`.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from benchmarks.micr_lines import halves, truth_of
from sigverify import scans
from sigverify.micr.e13b import CHARACTER_PX, FRAME_PX, PITCH_PX, STRIDES, SYMBOLS, Network, log_probabilities
from sigverify.micr.glyphs import glyph
from sigverify.micr.rows import PITCH_INCH, rows_of_cutout
from sigverify.micr.strips import Strip, straighten

FINE_DPI = 600
CROP_PX = 256
STRIP_PX, CONTEXT_PX = 32, 14


@dataclass(frozen=True, eq=False)
class Example:
    """A strip and, for each frame, the class that should come out: -1 nothing is learned, else as the network's.

    `share` is how often it is shown, compared with others.
    """

    darkness: NDArray[np.uint8]
    classes: NDArray[np.int8]
    share: float = 1.0


# --- lines set from the font --------------------------------------------------------------------------------


def synthetic(rng: np.random.Generator) -> Example | None:
    """Set a random line, spoil it as printers, cameras and thresholds do, and find it again."""
    page, centres, text = _typeset(rng)
    page, centres = _bent(page, centres, rng)
    gray, centres = _spoilt(page, centres, rng)
    row = next(rows_of_cutout(gray), None)
    if row is None:
        return None
    strip = straighten(gray, row, CHARACTER_PX)
    # Where the row was found far from where it was set, there is nothing to learn.
    places = np.interp(centres[:, 0], strip.x, np.arange(strip.x.size))
    off = np.abs(np.interp(centres[:, 0], strip.x, strip.y) - centres[:, 1]) / strip.scale
    if np.median(off) > 5:
        return None
    return _example(strip, text, places, (centres[:, 0] > strip.x[0] - 1) & (centres[:, 0] < strip.x[-1] + 1))


def _typeset(rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.float64], str]:
    count = int(rng.integers(4, 34))
    weights = np.ones(len(SYMBOLS))
    weights[10:] = 1.5
    text = "".join(rng.choice(list(SYMBOLS), count, p=weights / weights.sum()))
    pitch = PITCH_INCH * FINE_DPI * rng.uniform(0.88, 1.1)
    gaps = np.where(rng.random(count) < 0.15, rng.choice([1, 1, 1, 2, 2, 3, 5, 9], count), 0)
    rights = (np.cumsum(1 + gaps) + 1) * pitch + rng.normal(0, 1.5, count)
    width, height = round(rights[-1] + 2 * pitch), round(0.36 * FINE_DPI)
    page, top = np.zeros((height, width), np.uint8), round(0.12 * FINE_DPI)
    heavier = int(rng.integers(-4, 6))
    centres = []
    for character, right in zip(text, rights, strict=True):
        ink, drop_mm = glyph(character, FINE_DPI)
        symbol, hang = np.pad((ink * 255).astype(np.uint8), 6), round(drop_mm / 25.4 * FINE_DPI)
        own = heavier + int(rng.integers(-1, 2))
        if own:
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(own) + 1, abs(own) + 1))
            symbol = (cv2.dilate if own > 0 else cv2.erode)(symbol, kernel)
        y, x = top + hang - 6 + round(rng.normal(0, 1.2)), round(right) - symbol.shape[1] + 6
        x = max(0, x)
        place = page[y : y + symbol.shape[0], x : x + symbol.shape[1]]
        np.maximum(place, symbol[: place.shape[0], : place.shape[1]], out=place)
        centres.append((x + symbol.shape[1] / 2, top + 0.0585 * FINE_DPI))
    return page, np.array(centres), text


def _bent(
    page: NDArray[np.uint8], centres: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """See the line from aside: perspective, climb, and a sag of the paper."""
    height, width = page.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners.copy()
    growth, climb = rng.normal(0, 0.08), np.clip(rng.normal(0, 0.015), -0.08, 0.08)
    slant = rng.normal(0, 0.06) * height
    moved[1:3, 1] = height / 2 + (corners[1:3, 1] - height / 2) * (1 + growth) + climb * width
    moved[:2, 0] += slant
    moved[:, 0] *= rng.choice([1, 1, rng.uniform(0.7, 1.15)])
    moved -= moved.min(axis=0)
    size = np.ceil(moved.max(axis=0)).astype(int)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    page = cv2.warpPerspective(page, matrix, (int(size[0]), int(size[1])))
    centres = cv2.perspectiveTransform(centres[None], matrix)[0]
    if rng.random() < 0.4:
        sag = rng.uniform(-0.12, 0.12) * height
        x = np.arange(page.shape[1])
        down = sag * (1 - (2 * x / page.shape[1] - 1) ** 2)
        rows = np.arange(page.shape[0], dtype=np.float32)[:, None] - down.astype(np.float32)
        page = cv2.remap(page, np.broadcast_to(x.astype(np.float32), page.shape).copy(), rows, cv2.INTER_LINEAR)
        centres[:, 1] += np.interp(centres[:, 0], x, down)
    return page, centres


def _spoilt(
    page: NDArray[np.uint8], centres: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return a gray or two-level image, and where the characters are on it."""
    tall = float(np.exp(rng.uniform(np.log(10), np.log(38))))
    scale = tall / (0.117 * FINE_DPI)
    ink = cv2.GaussianBlur(page, (0, 0), max(0.3, rng.uniform(0.1, 0.75) / scale * tall / 18))
    ink = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    centres = centres * scale
    height, width = ink.shape
    for _ in range(int(rng.poisson(0.5))):
        _clutter(ink, tall, rng)
    # Print wears off in patches and along edges.
    if rng.random() < 0.5:
        wear = cv2.resize(rng.normal(0, 1, (4, max(2, width // 20))).astype(np.float32), (width, height))
        ink *= np.clip(1 - rng.uniform(0, 0.35) * np.clip(wear, 0, None), 0.15, 1)
    if rng.random() < 0.5:
        ink += cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), rng.uniform(0.3, 1.2)) * (
            rng.uniform(0.02, 0.16)
        )
    if rng.random() < 0.6:
        level = rng.uniform(0.22, 0.75)
        tilt = (
            rng.normal(0, 0.12) * np.linspace(-1, 1, width)
            + rng.normal(0, 0.06) * np.linspace(-1, 1, height)[:, None]
        )
        gray = np.where(ink > np.clip(level + tilt, 0.12, 0.92), 0, 255).astype(np.uint8)
        if rng.random() < 0.2:
            gray[rng.random(gray.shape) < 0.01] ^= 255
        if rng.random() < 0.3:
            factor = rng.uniform(0.6, 1.7)
            gray = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
            centres = centres * factor
    else:
        paper, black = rng.uniform(150, 255), rng.uniform(0, 90)
        shade = 1 + rng.normal(0, 0.08) * np.linspace(-1, 1, width)
        gray = np.clip(paper * shade - np.clip(ink, -0.2, 1) * (paper - black), 0, 255).astype(np.uint8)
        if rng.random() < 0.4:
            quality = int(rng.integers(25, 90))
            gray = cv2.imdecode(cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0)
    if rng.random() < 0.25:
        left = int(rng.integers(0, max(1, round(2 * tall))))
        gray, centres = gray[:, left:], centres - [left, 0]
    return np.ascontiguousarray(gray), centres


def _clutter(ink: NDArray[np.float32], tall: float, rng: np.random.Generator) -> None:
    """Draw a rule, a stroke of a pen or a spatter over the line."""
    height, width = ink.shape
    thick = max(1, round(rng.uniform(0.05, 0.16) * tall))
    shade = float(rng.uniform(0.4, 1))
    kind = rng.integers(0, 4)
    if kind == 0:
        y = int(rng.choice([rng.uniform(0, 0.25), rng.uniform(0.75, 1)]) * height)
        x = int(rng.uniform(0, width))
        cv2.line(
            ink, (x, y), (x + int(rng.uniform(2, 30) * tall), y + int(rng.normal(0, 0.2) * tall)), shade, thick
        )
    elif kind == 1:
        x = int(rng.uniform(0, width))
        steps = np.cumsum(rng.normal(0, 0.7 * tall, (6, 2)), axis=0)
        points = steps + np.array([x, rng.uniform(-0.2, 1.2) * height])
        cv2.polylines(ink, [points.astype(np.int32)], False, shade, thick, cv2.LINE_AA)
    elif kind == 2:
        x = int(rng.uniform(0, width))
        cv2.line(ink, (x, 0), (x + int(rng.normal(0, 0.2) * tall), height), shade, thick)
    else:
        for _ in range(int(rng.integers(1, 6))):
            at = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
            cv2.circle(ink, at, max(1, round(rng.uniform(0.03, 0.12) * tall)), shade, -1)


def _example(strip: Strip, text: str, places: NDArray[np.float64], there: NDArray[np.bool_]) -> Example:
    """Say for each frame what should come out of it."""
    frames = np.arange(-(-strip.x.size // FRAME_PX)) * FRAME_PX
    classes = np.zeros(frames.size, np.int8)
    for character, place, inside in zip(text, places, there, strict=True):
        distance = np.abs(frames - place)
        # Between symbols it is nobody's business; at the edge of the image it may be a symbol or not.
        classes[(distance < (6.5 if inside else 9)) & (classes == 0)] = -1
        if inside:
            classes[distance <= 4.5] = 1 + SYMBOLS.index(character)
    return Example((strip.darkness * 255).astype(np.uint8), classes)


# --- real lines ---------------------------------------------------------------------------------------------


def aligned(path: Path, network: Network) -> Example | None:
    """Place the symbols of a real line's truth where the network sees them best; None for a truth that cannot be."""
    gray, text = scans.read(path).gray, truth_of(path)
    row = next(rows_of_cutout(gray), None)
    if row is None or not text:
        return None
    strip = straighten(gray, row, CHARACTER_PX)
    scores = log_probabilities(network, strip.darkness)
    places = _forced(scores, text)
    if places is None:
        return None
    found = np.array([scores[place, 1 + SYMBOLS.index(c)] for place, c in zip(places, text, strict=True)])
    if np.mean(found < np.log(0.02)) > 0.25:
        return None
    example = _example(strip, text, np.array(places, float) * FRAME_PX, np.ones(len(text), bool))
    # Where the truth errs, it teaches nothing: a symbol that is plainly not there, one more that plainly is.
    for frame in np.flatnonzero((example.classes == 0) & (scores[: example.classes.size, 0] < np.log(0.05))):
        around = example.classes[max(0, frame - 3) : frame + 4]
        around[around == 0] = -1
    for place, seen in zip(places, found, strict=True):
        if seen < np.log(1e-3):
            example.classes[max(0, place - 5) : place + 6] = -1
    return example


def real_lines(paths: list[Path], network: Network) -> list[Example]:
    """Return the lines that can be aligned; of a cheque that was photographed often, each is shown less often."""
    found = [(truth_of(path)[-12:], aligned(path, network)) for path in paths]
    counts = Counter(end for end, example in found if example is not None)
    return [replace(example, share=counts[end] ** -0.7) for end, example in found if example is not None]


def _forced(scores: NDArray[np.float64], text: str) -> list[int] | None:
    """Return the frame of each symbol, a least pitch apart, for the best total (Viterbi)."""
    frames = scores.shape[0]
    apart = round(0.55 * PITCH_PX / FRAME_PX)
    if len(text) * apart > frames + apart:
        return None
    blank = scores[:, 0]
    gain = np.stack([scores[:, 1 + SYMBOLS.index(c)] - blank for c in text])
    smooth = np.stack([np.convolve(g, np.ones(3) / 3, "same") for g in gain])
    best = np.full((len(text), frames), -np.inf)
    back = np.zeros((len(text), frames), np.intp)
    best[0] = smooth[0]
    for i in range(1, len(text)):
        before = np.maximum.accumulate(best[i - 1])
        where = np.maximum.accumulate(np.where(best[i - 1] == before, np.arange(frames), 0))
        best[i, apart:] = smooth[i, apart:] + before[:-apart]
        back[i, apart:] = where[:-apart]
    places = [int(np.argmax(best[-1]))]
    for i in range(len(text) - 1, 0, -1):
        places.append(int(back[i, places[-1]]))
    return places[::-1]


# --- training -----------------------------------------------------------------------------------------------


def build() -> keras.Model:
    """Return the network: five convolutions without padding; 29 columns see to one frame."""
    kernels = ((12, (5, 5)), (24, (3, 3)), (40, (3, 3)), (56, (4, 5)), (len(SYMBOLS) + 1, (1, 5)))
    layers = [keras.layers.Input((STRIP_PX, None, 1))]
    for i, ((channels, size), stride) in enumerate(zip(kernels, STRIDES, strict=True)):
        activation = "relu" if i < len(kernels) - 1 else None
        layers.append(keras.layers.Conv2D(channels, size, stride, activation=activation))
    return keras.Sequential(layers)


def weights_of(model: keras.Model) -> Network:
    """Return the network as the reader uses it."""
    return tuple((layer.kernel.numpy(), layer.bias.numpy()) for layer in model.layers)


def batch(
    examples: list[Example], rng: np.random.Generator, size: int
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]]:
    """Return crops (size, STRIP_PX, CROP_PX + context, 1), classes and weights (size, frames)."""
    wide = CROP_PX + 2 * CONTEXT_PX
    pixels = np.zeros((size, STRIP_PX, wide, 1), np.float32)
    classes = np.zeros((size, CROP_PX // FRAME_PX), np.int32)
    weights = np.zeros(classes.shape, np.float32)
    shares = np.array([example.share for example in examples])
    for i, pick in enumerate(rng.choice(len(examples), size, p=shares / shares.sum())):
        example = _stretched(examples[pick], rng) if rng.random() < 0.3 else examples[pick]
        darkness = example.darkness.astype(np.float32) / 255
        if rng.random() < 0.5:
            darkness = _varied(darkness, rng)
        padded = np.pad(darkness, ((0, 0), (CONTEXT_PX, wide)))
        frames = np.pad(example.classes.astype(np.int32), (0, CROP_PX))
        start = int(rng.integers(0, max(1, example.classes.size - CROP_PX // FRAME_PX + 20)))
        pixels[i, ..., 0] = padded[:, start * FRAME_PX : start * FRAME_PX + wide][:, :wide]
        classes[i] = frames[start : start + CROP_PX // FRAME_PX]
    weights[classes >= 0] = 1
    classes[classes < 0] = 0
    return pixels, classes, weights


def _stretched(example: Example, rng: np.random.Generator) -> Example:
    """Stretch or squeeze a strip along the line."""
    frames = max(8, round(example.classes.size * rng.uniform(0.8, 1.2)))
    from_frames = np.minimum((np.arange(frames) + 0.5) * example.classes.size / frames, example.classes.size - 1)
    darkness = cv2.resize(example.darkness, (frames * FRAME_PX, STRIP_PX), interpolation=cv2.INTER_LINEAR)
    return Example(darkness, example.classes[from_frames.astype(int)], example.share)


def _varied(darkness: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Shift and stretch a strip upright (its places stay), slant it a little, change its weight."""
    stretch, shift = rng.uniform(0.88, 1.13), rng.normal(0, 1.2)
    slant, middle = rng.normal(0, 0.04), (STRIP_PX - 1) / 2
    matrix = np.array([[1, slant, -slant * middle], [0, stretch, middle * (1 - stretch) + shift]], np.float32)
    darkness = cv2.warpAffine(darkness, matrix, darkness.shape[::-1])
    if rng.random() < 0.4:
        darkness = darkness ** float(np.exp(rng.normal(0, 0.5)))
    if rng.random() < 0.4:
        darkness = cv2.GaussianBlur(darkness, (0, 0), rng.uniform(0.4, 1.3))
        if rng.random() < 0.5:
            darkness = np.clip((darkness - rng.uniform(0.2, 0.6)) * rng.uniform(2, 8) + 0.5, 0, 1)
    if rng.random() < 0.15:
        y, x = int(rng.integers(0, STRIP_PX)), int(rng.integers(0, darkness.shape[1]))
        darkness[y : y + int(rng.integers(1, 6)), x : x + int(rng.integers(2, 30))] = rng.integers(0, 2)
    return darkness


def train(model: keras.Model, sets: list[tuple[list[Example], int]], steps: int, seed: int) -> None:
    """Learn from batches that mix the sets, each with its number of examples a batch."""
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps, alpha=0.01))

    @tf.function(reduce_retracing=True)
    def step(pixels: tf.Tensor, classes: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = model(pixels, training=True)[:, 0]
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, logits)
            loss = tf.reduce_sum(losses * weights) / tf.reduce_sum(weights)
        optimizer.apply_gradients(
            zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True)
        )
        return loss

    mean, started = 0.0, time.monotonic()
    for i in range(steps):
        parts = [batch(examples, rng, size) for examples, size in sets]
        pixels, classes, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
        loss = float(step(tf.constant(pixels), tf.constant(classes), tf.constant(weights)))
        mean = loss if i == 0 else 0.98 * mean + 0.02 * loss
        if (i + 1) % 250 == 0:
            print(f"step {i + 1}: loss {mean:.4f}, {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--synthetic", type=int, default=8000)
    parser.add_argument("--steps", type=int, default=3000, help="of each of the two stages")
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    keras.utils.set_random_seed(args.seed)
    made = [example for example in (synthetic(rng) for _ in range(args.synthetic)) if example is not None]
    print(f"{len(made)} synthetic lines of {args.synthetic}", flush=True)
    model = build()
    train(model, [(made, 48)], args.steps, args.seed)
    save(args.out, weights_of(model))
    developing, _ = halves(args.lines)
    real = real_lines(developing, weights_of(model))
    print(f"{len(real)} real lines of {len(developing)}", flush=True)
    train(model, [(made, 32), (real, 24)], args.steps, args.seed + 1)
    save(args.out, weights_of(model))


def save(path: Path, layers: Network) -> None:
    """Write the weights with half precision, which reads the same."""
    stored = {f"kernel{i}": kernel.astype(np.float16) for i, (kernel, _) in enumerate(layers)}
    stored |= {f"bias{i}": bias.astype(np.float16) for i, (_, bias) in enumerate(layers)}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **stored)


if __name__ == "__main__":
    main()
