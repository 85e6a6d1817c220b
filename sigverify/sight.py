"""A scan looked at: the cheque on it brought upright, its form known, the signature found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sigverify import cheque, ink, pages, quality
from sigverify.cheque import Candidate
from sigverify.geometry import Box
from sigverify.ink import Ink
from sigverify.judging import Reason
from sigverify.pages import Page
from sigverify.quality import Quality
from sigverify.scans import Scan
from sigverify.templates import Forms, Template, match

NO_FORMS = Forms()
# Share of a box that lies on the cheque of which it is a part; share of the cheque that no signature fills.
_MOSTLY = 0.8


class ScanKind(StrEnum):
    """What a scan shows."""

    AUTO = "auto"  # a cheque when it looks like a printed page, else a signature
    CHEQUE = "cheque"  # a whole cheque: the signature is located first
    SIGNATURE = "signature"  # a cut-out: all ink on it is the signature


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A scan as it was looked at.

    Attributes
    ----------
    scan
        As it was read.
    page
        The cheque on it, brought upright; None where it is the cut-out image of a signature.
    template
        What the bank has taught about this form, if anything.
    seconds
        How long it took to look.
    """

    scan: Scan
    page: Page | None
    template: Template | None
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A signature on a scan: its ink, or why there is none, and the boxes that were looked at.

    Boxes are in pixels of the scan, but the ink's own: that is on the upright page, where there is one. `wider` is
    another box that may hold the same signature, and more of it.
    """

    ink: Ink | None
    reason: Reason | None
    box: Box | None
    candidates: tuple[Candidate, ...]
    quality: Quality
    page: Page | None
    wider: Box | None = None


def look(scan: Scan, kind: ScanKind = ScanKind.AUTO, forms: Forms = NO_FORMS, form: str = "") -> Sight:
    """Bring a cheque upright, where the scan shows one, and remember what the bank has taught about its form.

    Parameters
    ----------
    form
        Its id, as the bank's software gives it; "" where it is known by its magnetic line alone.
    """
    started = time.perf_counter()
    page = None
    if kind is ScanKind.CHEQUE:
        page = pages.rectify(scan, forms.grammars)
    elif kind is ScanKind.AUTO:
        page = pages.find_cheque(scan, forms.grammars)
    template = None
    if page is not None:
        template = match(forms.templates, page.scan, routing=page.line.fields.routing or "", form=form)
    return Sight(scan, page, template, time.perf_counter() - started)


def find_signature(sight: Sight, box: Box | None = None) -> Found:
    """Return the ink of the signature on a scan: in the box where one is given, else where it is located.

    Boxes given and returned are in the pixels of the scan.
    """
    scan, page = sight.scan, sight.page
    given = None if box is None else box.clipped(scan.width, scan.height)
    if page is not None and given is not None and not _lies_on(page, given, scan):
        # What the user frames beside the cheque, or on a card whose strips look like one, is a cut-out.
        page = None
    looks = quality.assess(scan, page)
    if looks.hopeless:
        return Found(None, Reason.POOR_SCAN, given, (), looks, page)
    if page is None:
        taken = ink.extract(scan, box)
        where = given if box else taken.box if taken else None
        return Found(taken, None if taken else Reason.TOO_LITTLE_INK, where, (), looks, page)
    if box is not None:
        taken = None if given is None else ink.extract(page.scan, page.box_on_page(given))
        return Found(taken, None if taken else Reason.TOO_LITTLE_INK, given, (), looks, page)
    candidates = cheque.locate(page.scan, sight.template)
    on_scan = _on_scan(candidates, page, scan)
    for candidate, there in zip(candidates, on_scan, strict=True):
        taken = ink.extract(page.scan, candidate.box)
        if taken is not None:
            return Found(taken, None, there.box, on_scan, looks, page, there.wider)
    return Found(None, Reason.NO_SIGNATURE, None, on_scan, looks, page)


def locate(sight: Sight) -> tuple[Candidate, ...]:
    """Return where on a scan signatures may be, best first, in its pixels; none of a cut-out."""
    if sight.page is None:
        return ()
    return _on_scan(cheque.locate(sight.page.scan, sight.template), sight.page, sight.scan)


def _lies_on(page: Page, given: Box, scan: Scan) -> bool:
    """Tell whether most of a box is on the cheque that was cut out of its scan, and not most of the cheque."""
    cheque_box = page.box_on_scan(Box(0, 0, page.scan.width, page.scan.height), scan)
    shared = given.overlap(cheque_box)
    return shared > _MOSTLY * given.area and shared < _MOSTLY * cheque_box.area


def _on_scan(candidates: Sequence[Candidate], page: Page, scan: Scan) -> tuple[Candidate, ...]:
    return tuple(
        replace(
            found,
            box=page.box_on_scan(found.box, scan),
            wider=None if found.wider is None else page.box_on_scan(found.wider, scan),
        )
        for found in candidates
    )
