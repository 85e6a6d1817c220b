"""Which pixels of the IDRBT cheques are the signature's.

The collection comes with boxes only, drawn by eye. Several cheques of it are of one account, so that all that
is printed is the same: laid over each other exactly, what one has and the others lack is the pen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify.geometry import Box

Pixels = NDArray[np.uint8]
# Features of two prints of one form that lie on each other; of different forms some fifty do.
_SAME_FORM = 400
# Relative darkness above the bare form at which ink begins, and that it must reach somewhere.
_FAINT, _CLEAR = 0.15, 0.35


@dataclass(frozen=True, slots=True)
class Cheque:
    """One cheque: the box by eye, and the signature's ink, bool (height, width), None where unsigned."""

    path: Path
    box: Box | None
    ink: NDArray[np.bool_] | None


def read_cheques(folder: Path) -> list[Cheque]:
    """Read `truth.json` and the cheques beside it; takes half a second a cheque."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    pages = {name: np.asarray(Image.open(folder / name).convert("RGB")) for name in sorted(truth)}
    groups: list[_Group] = []
    form_of = {}
    for name, page in pages.items():
        features = _features(page)
        for number, group in enumerate(groups):
            if group.takes(name, page, features):
                form_of[name] = number
                break
        else:
            form_of[name] = len(groups)
            groups.append(_Group(name, page, features))
    cheques = []
    for name in pages:
        entry, group = truth[name], groups[form_of[name]]
        box = Box(*entry["sign_box"]) if entry["signed"] else None
        cheques.append(Cheque(folder / name, box, box and group.ink(name, pages[name], box)))
    return cheques


_Features = tuple[NDArray[np.float32], NDArray[np.uint8]]


def _features(page: Pixels) -> _Features:
    points, descriptors = cv2.ORB.create(4000).detectAndCompute(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), None)
    return np.asarray([point.pt for point in points], np.float32), np.asarray(descriptors, np.uint8)


class _Group:
    """Cheques on one form, brought onto the first of them."""

    def __init__(self, name: str, page: Pixels, features: _Features) -> None:
        self._first = features
        self._names, self._pages = [name], [page]
        self._moves = [np.eye(2, 3)]

    def takes(self, name: str, page: Pixels, features: _Features) -> bool:
        """Add a cheque when it is on this form."""
        here, there = self._first, features
        matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(there[1], here[1])
        source = np.asarray([there[0][match.queryIdx] for match in matches])
        target = np.asarray([here[0][match.trainIdx] for match in matches])
        near = np.hypot(*(source - target).T) < 120
        move, agreed = cv2.estimateAffine2D(source[near], target[near], ransacReprojThreshold=2)
        if int(agreed.sum()) < _SAME_FORM:
            return False
        height, width = self._pages[0].shape[:2]
        moved = cv2.warpAffine(page, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        self._names.append(name)
        self._pages.append(np.asarray(moved, dtype=np.uint8))
        self._moves.append(move)
        return True

    def ink(self, name: str, page: Pixels, box: Box) -> NDArray[np.bool_]:
        """Return what this cheque has more than the others, as far as it hangs together with the box."""
        own = self._names.index(name)
        corners = np.asarray([[box.as_tuple()[:2], box.as_tuple()[2:]]], np.float32)
        (x0, y0), (x1, y1) = np.round(cv2.transform(corners, self._moves[own])[0]).astype(int)
        here = Box(int(x0), int(y0), int(x1), int(y1))
        seen = self._pages[own]
        around = here.grown(120).clipped(seen.shape[1], seen.shape[0]) or here
        others = [page for i, page in enumerate(self._pages) if i != own]
        bare = np.percentile([_bare(other, seen, here, around) for other in others], 65, axis=0).astype(np.uint8)
        # Nothing is exact to the pixel: what is near print counts as print.
        bare = cv2.erode(bare, np.ones((5, 5), np.uint8)).astype(np.float32)
        soft = cv2.GaussianBlur(_cut(seen, around), (0, 0), 0.6).astype(np.float32)
        darker = ((bare - soft) / np.maximum(bare, 40)).max(axis=2)
        weak = np.asarray(darker >= _FAINT, dtype=np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
        area = stats[:, cv2.CC_STAT_AREA]
        near = here.grown(30).clipped(around.x1, around.y1) or here
        within = labels[near.y0 - around.y0 : near.y1 - around.y0, near.x0 - around.x0 : near.x1 - around.x0]
        inside = np.bincount(within.ravel(), minlength=count)
        reached = np.bincount(labels[darker >= _CLEAR], minlength=count) > 0
        # A bar of another number: straight and full, which no stroke is.
        width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
        bar = (width >= 4 * height) & (area >= 0.75 * width * height)
        # Most of a part lies in the box, or a long stroke leaves it.
        keep = reached & ~bar & (area >= 25) & (inside >= 0.4 * area)
        keep[0] = False
        mask = np.zeros(seen.shape[:2], np.uint8)
        mask[around.y0 : around.y1, around.x0 : around.x1] = keep[labels]
        height, width = page.shape[:2]
        back = cv2.invertAffineTransform(self._moves[own])
        return np.asarray(cv2.warpAffine(mask, back, (width, height), flags=cv2.INTER_NEAREST) > 0)


def _cut(pixels: NDArray[Any], box: Box) -> NDArray[Any]:
    return pixels[box.y0 : box.y1, box.x0 : box.x1]


def _bare(other: Pixels, seen: Pixels, here: Box, around: Box) -> Pixels:
    """Return another cheque's surroundings of the signature, what is printed under it brought into place.

    Names are printed in a pass of their own, a millimetre to and fro on each cheque; bar codes with the form.
    """
    reach = 14
    height, width = seen.shape[:2]
    text = Box(here.x0 - 80, here.y1 - here.height // 3, here.x1, here.y1 + 100).clipped(
        width - reach, height - reach
    )
    assert text is not None, "the box lies on the page"
    found = cv2.matchTemplate(_cut(other, text.grown(reach)), _cut(seen, text), cv2.TM_CCOEFF_NORMED)
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    move = np.float32([[1, 0, reach - column], [0, 1, reach - row]])
    shifted = cv2.warpAffine(other, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.minimum(_cut(other, around), _cut(shifted, around)), dtype=np.uint8)
