"""Cheques that carry a copy of a reference instead of a signature, and genuine ones beside them.

A reference's own image is copied as somebody would who has it: taken as it is, made smaller, turned, stored as a poor
JPEG, or printed and scanned again; and is then put on a cheque as `composed` puts a signature there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import composed
from benchmarks.composed import Condition, Form
from sigverify import ink
from sigverify.ink import Ink
from sigverify.scans import Scan, read

Pixels = NDArray[np.uint8]
_ROOM_MM = 2.0
# Genuine signatures of one writer that are put on cheques, beside the copies.
_GENUINE = 3


class Way(StrEnum):
    """How the reference was copied; GENUINE is another signature by the same hand."""

    PIXELS = "pixel copy"
    SCALED = "made smaller"
    TURNED = "turned"
    RECOMPRESSED = "poor JPEG"
    REPRINTED = "printed and scanned"
    GENUINE = "genuine"


@dataclass(frozen=True, slots=True, eq=False)
class Questioned:
    """What was taken off one cheque.

    Attributes
    ----------
    source
        The file of the signature that is on the cheque, or of which a copy is.
    ink
        Of the true box, 2 mm too wide; None where there is too little.
    true_ink
        What a perfect cleaning would give: all that the scan shows of the signature, and nothing else.
    """

    writer: str
    way: Way
    condition: Condition
    source: Path
    ink: Ink | None
    true_ink: Ink | None


def cheques_of(genuine: list[Path], forms: list[Form], rng: np.random.Generator) -> Iterator[Questioned]:
    """Compose the cheques of one writer: a copy of the first file each way, and the next files as they are."""
    conditions = list(Condition)
    for way in Way:
        sources = genuine[1 : 1 + _GENUINE] if way is Way.GENUINE else genuine[:1]
        for source in sources:
            strokes = composed.strokes_on(_copied(read(source), way, rng))
            if strokes is None:
                continue
            condition = conditions[int(rng.integers(len(conditions)))]
            one = composed.compose(forms[int(rng.integers(len(forms)))], strokes, condition, rng)
            wide = one.box.grown(round(_ROOM_MM * one.scan.dpi / 25.4))
            true = replace(one.scan, pixels=np.where(one.ink, 0, 255).astype(np.uint8)).crop(one.box)
            writer = f"{source.parts[-4]}/{source.parts[-3]}"
            yield Questioned(writer, way, condition, source, ink.extract(one.scan, wide), ink.extract(true))


def _copied(scan: Scan, way: Way, rng: np.random.Generator) -> Scan:
    """Copy the image of a signature."""
    gray = scan.gray
    if way is Way.SCALED:
        gray = _resized(gray, float(rng.uniform(0.5, 0.8)))
    elif way is Way.TURNED:
        gray = _warped(gray, float(rng.choice((-1, 1)) * rng.uniform(1, 6)), 1.0)
    elif way is Way.RECOMPRESSED:
        gray = _stored(gray, int(rng.integers(15, 40)))
    elif way is Way.REPRINTED:
        gray = _reprinted(gray, rng)
    return replace(scan, pixels=gray)


def _reprinted(gray: Pixels, rng: np.random.Generator) -> Pixels:
    """Print in black dots, a little wider than the strokes were, and scan that: not quite square, straight or clean."""
    wide = cv2.GaussianBlur(gray, (0, 0), float(rng.uniform(0.8, 1.6)))
    paper, dark = float(np.median(wide)), float(np.percentile(wide, 1))
    printed = np.where(wide < paper - float(rng.uniform(0.3, 0.5)) * (paper - dark), 30, 245).astype(np.uint8)
    warped = _warped(printed, float(rng.uniform(-1.5, 1.5)), float(rng.uniform(0.99, 1.01)))
    small = _resized(warped, float(rng.uniform(0.5, 1.0)))
    scanned = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.5, 1.0))).astype(np.float32)
    scanned = scanned + np.asarray(rng.normal(0, 6, scanned.shape), np.float32)
    return _stored(np.clip(scanned, 0, 255).astype(np.uint8), 60)


def _resized(gray: Pixels, factor: float) -> Pixels:
    size = (max(8, round(gray.shape[1] * factor)), max(8, round(gray.shape[0] * factor)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _warped(gray: Pixels, degrees: float, stretch: float) -> Pixels:
    """Turn, and stretch across by a hair; the paper around is the image's own."""
    margin = round(0.15 * max(gray.shape))
    paper = int(np.median(gray))
    wide = cv2.copyMakeBorder(gray, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper)
    height, width = wide.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[0] *= stretch
    turned = cv2.warpAffine(wide, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=paper)
    return np.asarray(turned, dtype=np.uint8)


def _stored(gray: Pixels, quality: int) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(gray).save(file, "JPEG", quality=quality)
    with Image.open(file) as opened:
        return np.asarray(opened.convert("L"))
