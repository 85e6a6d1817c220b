"""What lies on the desk: scans, references and signatures as they are, and ready for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage

from sigverify.geometry import Box
from sigverify.scans import Scan
from ui.images import Picture, thumbnail
from ui.verify.layers import QUESTIONED_TINT, REFERENCE_TINT, Layer, layer

if TYPE_CHECKING:  # these bring the network's runtime and the database: a second that no window should wait
    from calibration.profile import Profile
    from sigverify.copies import Copy
    from sigverify.pages import Page
    from sigverify.records.values import Signatory, StoredMandate
    from sigverify.signing import ChequeVerification, Signer
    from sigverify.verifier import Reference, Verification

THUMBNAIL = QSize(220, 88)
# Paper around a signature, so that it is seen where it was written.
_SURROUNDINGS_MM = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What recommendations are made with."""

    model: str
    profile: Profile | None

    @property
    def profile_fits(self) -> bool:
        """Whether the profile belongs to the model; without one there are no similarities."""
        from sigverify import canvas

        return self.profile is not None and self.profile.fits(self.model, canvas.VERSION)


@dataclass(frozen=True, slots=True, eq=False)
class Questioned:
    """A scan to be verified, as it is and for the screen."""

    name: str
    scan: Scan
    picture: Picture


@dataclass(frozen=True, slots=True, eq=False)
class ShownReference:
    """A reference, ready to be compared and for the screen.

    `path` and `page` say where it came from; `path` is None for an account's own, which has the id that the
    records know it by, and the name of whoever signed it.
    """

    name: str
    origin: str
    path: Path | None
    page: int
    pages: int
    reference: Reference
    layer: Layer
    thumbnail: QImage
    id: int | None = None
    signatory: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class AccountReferences:
    """An account's references, those of one signatory after those of another, and what the clerk has to know.

    `signers` have the same references in the same order.
    """

    number: str
    holder: str
    references: tuple[ShownReference, ...]
    mandate: StoredMandate | None
    signatories: tuple[Signatory, ...]
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a decision is about, as it was on the desk."""

    questioned: Questioned
    verified: Verified
    account: str
    reference_ids: tuple[int, ...]
    mandate_id: int | None = None
    amount: Decimal | None = None
    cheque_number: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same as long as a record of this says all that is to be said: everything that is stored."""
        scan, signatures = self.questioned.scan, self.verified.signatures
        compared = tuple((one.verification.box, one.verification.distances) for one in signatures)
        about = (self.account, self.reference_ids, self.mandate_id, self.amount, self.cheque_number)
        return scan.sha256, scan.page, compared, *about


@dataclass(frozen=True, slots=True, eq=False)
class ShownSignature:
    """A signature on a cheque as it was compared, and what it looks like.

    `similarities` has one for each reference, in their order, and is empty where there is no fitting profile.
    `layer` is None where no signature was found. `original` is what it is probably a copy of: one of the
    references, or what is on an earlier cheque; None where it is no copy.
    """

    verification: Verification
    similarities: tuple[float, ...]
    layer: Layer | None
    original: ShownReference | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Verified:
    """What all signatures that were looked at came to.

    There is one at least, found or not; the first one's verification has the recommendation for the whole cheque.
    `cheque` says whom they were taken for and what the mandate says of it; None where there is no account.
    `judged_by` is how many references the first one's similarity is to: those of the signatory whom it was taken
    for, 0 for nobody.
    """

    signatures: tuple[ShownSignature, ...]
    cheque: ChequeVerification | None = None
    judged_by: int = 0

    @property
    def verification(self) -> Verification:
        """The first signature's, with the recommendation for the whole cheque."""
        return self.signatures[0].verification


def shown_reference(
    reference: Reference, scan: Scan, *, name: str, origin: str = "", path: Path | None = None
) -> ShownReference:
    """Return a reference for the screen; where it came from follows from its scan, unless `origin` says it."""
    paper, corner = _paper(scan, reference.page, reference.ink.box)
    shown = layer(reference.ink, reference.canvas, paper, corner, REFERENCE_TINT)
    return ShownReference(
        name=name,
        origin=origin or _origin(scan),
        path=path,
        page=scan.page,
        pages=scan.pages,
        reference=reference,
        layer=shown,
        thumbnail=thumbnail(shown.scanned.paper.picture, THUMBNAIL),
    )


def shown_signature(
    verification: Verification, scan: Scan, similarities: tuple[float, ...], references: Sequence[ShownReference]
) -> ShownSignature:
    """Return a signature that was compared for the screen, beside what it is probably a copy of."""
    ink, canvas, copy = verification.questioned, verification.canvas, verification.copy
    shown = None
    if ink is not None and canvas is not None:
        paper, corner = _paper(scan, verification.page, ink.box)
        shown = layer(ink, canvas, paper, corner, QUESTIONED_TINT)
    original = None if copy is None else _original(copy, references)
    return ShownSignature(verification, similarities, shown, original)


def added(at: datetime) -> str:
    """Say when a reference was added."""
    return QCoreApplication.translate("Services", "added {date}").format(date=f"{at:%Y-%m-%d}")


def resolution(scan: Scan) -> str:
    """Say how finely a page was scanned."""
    if scan.dpi_estimated:
        return QCoreApplication.translate("Services", "{dpi:.0f} dpi, estimated").format(dpi=scan.dpi)
    return f"{scan.dpi:.0f} dpi"


def _original(copy: Copy, references: Sequence[ShownReference]) -> ShownReference:
    """Return what a signature is a copy of as the desk shows it: a reference, or the ink of an earlier cheque."""
    from sigverify import canvas
    from sigverify.verifier import Reference

    for shown in references:
        if copy.verification_id is None and shown.name == copy.name and shown.id == copy.reference_id:
            return shown
    placed = canvas.place(copy.ink)
    seen = Reference(copy.ink, placed, np.zeros(0, np.float32))
    box = copy.ink.box
    ready = layer(copy.ink, placed, 255 - copy.ink.level, (box.x0, box.y0), REFERENCE_TINT)
    return ShownReference(
        name=copy.name,
        origin=QCoreApplication.translate("Services", "on an earlier cheque"),
        path=None,
        page=1,
        pages=1,
        reference=seen,
        layer=ready,
        thumbnail=thumbnail(ready.scanned.paper.picture, THUMBNAIL),
    )


def _paper(scan: Scan, page: Page | None, box: Box) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Return the pixels of an ink's box with some paper around it, upright, and where their corner is."""
    scan = scan if page is None else page.scan
    around = box.grown(round(_SURROUNDINGS_MM / 25.4 * scan.dpi)).clipped(scan.width, scan.height) or box
    return scan.crop(around).pixels, (around.x0, around.y0)


def _origin(scan: Scan) -> str:
    if scan.pages == 1:
        return resolution(scan)
    page = QCoreApplication.translate("Services", "page {page} of {pages}")
    return f"{page.format(page=scan.page, pages=scan.pages)}, {resolution(scan)}"
