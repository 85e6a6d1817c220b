"""How far the canvases and embeddings of one signature from four scanners lie apart.

    python benchmarks/resolutions.py SET [--count 60]

SET is a collection of gray or two-level scans at 600 dpi (SigComp 2009 NFI is one), `SET/<writer>/genuine/<image>`.
Each signature is read as it is, at 300 dpi, as a gray JPEG at 100 dpi, and as a two-level CCITT G4 TIFF at 200 dpi, as
clearing houses keep them. Beside it, for scale: the distance to another genuine signature of the same writer.
"""

from __future__ import annotations

import argparse
import io
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models import bundle as bundles
from sigverify import canvas, ink, scans
from sigverify.networks import load_embedder, open_bundle

_WAYS = ("600 dpi", "300 dpi", "200 dpi two-level G4", "100 dpi gray JPEG")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("--count", type=int, default=60)
    arguments = parser.parse_args()
    embedder = load_embedder(open_bundle(bundles.DEFAULT))
    compare = embedder.bundle.manifest.comparison.distances
    files = sorted(arguments.set.glob("*/genuine/*"))
    following = {one: other for one, other in pairwise(files) if one.parent == other.parent}
    chosen = [list(following)[i] for i in np.linspace(0, len(following) - 1, arguments.count).astype(int)]
    likeness: dict[str, list[float]] = {way: [] for way in _WAYS[1:]}
    apart: dict[str, list[float]] = {way: [] for way in (*_WAYS[1:], "another signature")}
    for file in chosen:
        original = scans.read(file).gray
        pictures = {way: _placed(_scanned(original, way), file.name) for way in _WAYS}
        pictures["another signature"] = _placed(following[file].read_bytes(), file.name)
        if any(picture is None for picture in pictures.values()):
            continue
        embeddings = embedder.embed(np.stack([picture for picture in pictures.values() if picture is not None]))
        distances = compare(embeddings[1:], embeddings[:1])[:, 0]
        for way, distance in zip(list(pictures)[1:], distances.tolist(), strict=True):
            apart[way].append(distance)
            if way in likeness:
                likeness[way].append(_likeness(pictures[_WAYS[0]], pictures[way]))
    print(f"{len(apart['300 dpi'])} signatures, bundle {embedder.bundle.id}")
    print(
        "| against the same signature at 600 dpi | ink within two pixels, % (median, least) | distance (median, most) |"
    )
    print("|---|---|---|")
    for way, distances_of_way in apart.items():
        near = likeness.get(way)
        ink_told = "–" if near is None else f"{100 * np.median(near):.1f}, {100 * min(near):.1f}"
        print(f"| {way} | {ink_told} | {np.median(distances_of_way):.2f}, {max(distances_of_way):.2f} |")


def _scanned(original: NDArray[np.uint8], way: str) -> bytes:
    """Return the file that a scanner of this kind would have written."""
    dpi = int(way.split()[0])
    size = (round(original.shape[1] * dpi / 600), round(original.shape[0] * dpi / 600))
    gray = np.asarray(cv2.resize(original, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    out = io.BytesIO()
    if "JPEG" in way:
        Image.fromarray(gray).save(out, "JPEG", quality=75, dpi=(dpi, dpi))
    elif "G4" in way:
        level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
        Image.fromarray(gray > level).save(out, "TIFF", compression="group4", dpi=(dpi, dpi))
    else:
        Image.fromarray(gray).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def _placed(data: bytes, name: str) -> NDArray[np.uint8] | None:
    found = ink.extract(scans.read_bytes(data, name=name))
    return None if found is None else canvas.place(found)


def _likeness(one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None) -> float:
    """Return the share of the ink of each that lies within two pixels of the other's, the lesser of both."""
    assert one is not None
    assert other is not None
    on_one, on_other = one >= 128, other >= 128
    reach = np.ones((5, 5), np.uint8)
    wide_one = cv2.dilate(on_one.astype(np.uint8), reach) > 0
    wide_other = cv2.dilate(on_other.astype(np.uint8), reach) > 0
    return float(min((on_one & wide_other).sum() / on_one.sum(), (on_other & wide_one).sum() / on_other.sum()))


if __name__ == "__main__":
    main()
