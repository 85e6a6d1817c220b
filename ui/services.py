"""What the desk asks of the application. Everything here is slow and belongs into the runner's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from sigverify import scans
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Progress, Report, silent
from sigverify.scans import Scan
from sigverify.settings import Settings
from ui.images import Picture, as_png, picture, thumbnail

if TYPE_CHECKING:  # these bring the network's runtime and the database: a second that no window should wait
    from calibration.profile import Profile
    from sigverify.app import App
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
        return self.profile is not None and self.profile.bundle == self.model


@dataclass(frozen=True, slots=True, eq=False)
class Questioned:
    """A scan to be verified, as it is and for the screen."""

    name: str
    scan: Scan
    picture: Picture


@dataclass(frozen=True, slots=True, eq=False)
class ShownReference:
    """A reference, ready to be compared and for the screen.

    `path` and `page` say where it came from; `path` is None for an account's own.
    """

    name: str
    origin: str
    path: Path | None
    page: int
    pages: int
    reference: Reference
    paper: Picture
    canvas: Picture
    thumbnail: QImage


@dataclass(frozen=True, slots=True, eq=False)
class AccountReferences:
    """An account's references, in the order in which they were added."""

    number: str
    holder: str
    references: tuple[ShownReference, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Verified:
    """A verification and what it looks like.

    `similarities` has one for each reference, in their order, and is empty where there is no fitting profile.
    `paper` and `canvas` are None where no signature was found.
    """

    verification: Verification
    similarities: tuple[float, ...]
    paper: Picture | None
    canvas: Picture | None


class Services:
    """The application of one data folder, built when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def app(self) -> App:
        """The application's services; its imports take about a second."""
        from sigverify.app import App

        return App(self.settings)

    def close(self) -> None:
        """Let go of the records, where they were opened."""
        app = self.__dict__.get("app")
        if app is not None and "records" in app.__dict__:
            app.records.close()

    def load(self) -> Loaded:
        """Load model and profile.

        Raises
        ------
        BundleUnusable, ProfileUnusable
            When one of them is missing or damaged.
        """
        verifier = self.app.verifier
        return Loaded(verifier.model, verifier.profile)

    def open_questioned(self, path: Path, page: int = 1) -> Questioned:
        """Read a scan to be verified; raises ScanError."""
        scan = self.app.read(path, page)
        return Questioned(path.name, scan, picture(scan.pixels))

    def open_pasted(self, image: QImage) -> Questioned:
        """Take an image from the clipboard, or dragged from another program."""
        scan = scans.read_bytes(as_png(image), limits=self.app.limits)
        return Questioned("clipboard", scan, picture(scan.pixels))

    def open_references(
        self, paths: Sequence[Path], report: Report = silent, cancel: Cancel | None = None
    ) -> list[ShownReference]:
        """Read references from files, their first pages; raises ScanError when one of them cannot be one."""
        opened = []
        for index, path in enumerate(paths):
            if cancel is not None:
                cancel.check()
            report(Progress(index, len(paths), path.name))
            opened.append(self.open_reference(path))
        return opened

    def open_reference(self, path: Path, page: int = 1) -> ShownReference:
        """Read a reference from a page of a file; raises ScanError."""
        scan = self.app.read(path, page)
        return _shown(self.app.verifier.reference(scan), scan, name=path.name, origin=_origin(scan), path=path)

    def paste_reference(self, image: QImage) -> ShownReference:
        """Take a reference from an image that was dragged from another program; raises ScanError."""
        scan = scans.read_bytes(as_png(image), limits=self.app.limits)
        reference = self.app.verifier.reference(scan)
        return _shown(reference, scan, name="clipboard", origin=_origin(scan), path=None)

    def account_references(self, number: str) -> AccountReferences:
        """Return an account's references; raises RecordsError when there is no such account."""
        known = self.app.references(number)
        account = self.app.records.account(number)
        shown = []
        for stored, reference in known:
            scan = scans.read_bytes(stored.image, name=stored.file_name, page=stored.page, limits=self.app.limits)
            origin = f"added {stored.added_at:%Y-%m-%d}"
            shown.append(_shown(reference, scan, name=stored.file_name, origin=origin, path=None))
        return AccountReferences(number, account.holder if account else "", tuple(shown))

    def verify(self, questioned: Questioned, references: Sequence[ShownReference], asked: Box | None) -> Verified:
        """Compare; `asked` None looks for the signature. What is on the scan never makes it raise."""
        verifier = self.app.verifier
        verification = verifier.verify(questioned.scan, [shown.reference for shown in references], box=asked)
        profile = verifier.profile
        similarities: tuple[float, ...] = ()
        if profile is not None and profile.bundle == verifier.model:
            similarities = tuple(profile.similarity(distance) for distance in verification.distances)
        box = verification.box
        paper = None if box is None else picture(_paper(questioned.scan, box))
        seen = None if verification.canvas is None else picture(255 - verification.canvas)
        return Verified(verification, similarities, paper, seen)


def _shown(reference: Reference, scan: Scan, *, name: str, origin: str, path: Path | None) -> ShownReference:
    paper = picture(_paper(scan, reference.ink.box))
    return ShownReference(
        name=name,
        origin=origin,
        path=path,
        page=scan.page,
        pages=scan.pages,
        reference=reference,
        paper=paper,
        canvas=picture(255 - reference.canvas),
        thumbnail=thumbnail(paper, THUMBNAIL),
    )


def _paper(scan: Scan, box: Box) -> NDArray[np.uint8]:
    """Return the pixels of a box with some paper around it, as scanned."""
    return scan.crop(box.grown(round(_SURROUNDINGS_MM / 25.4 * scan.dpi))).pixels


def resolution(scan: Scan) -> str:
    """Say how finely a page was scanned."""
    return f"{scan.dpi:.0f} dpi, estimated" if scan.dpi_estimated else f"{scan.dpi:.0f} dpi"


def _origin(scan: Scan) -> str:
    pages = f"page {scan.page} of {scan.pages}, " if scan.pages > 1 else ""
    return pages + resolution(scan)
