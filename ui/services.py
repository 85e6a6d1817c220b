"""What the desk asks of the application. Everything here is slow and belongs into the runner's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage, QTransform

from sigverify import scans
from sigverify.errors import ScanError, TemplatesError
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Progress, Report, silent
from sigverify.once import once
from sigverify.scans import Scan
from sigverify.settings import Settings
from ui.images import Picture, as_png, picture, thumbnail
from ui.verify.layers import QUESTIONED_TINT, REFERENCE_TINT, Layer, layer, transform
from ui.verify.work_list import WorkItem

if TYPE_CHECKING:  # these bring the network's runtime and the database: a second that no window should wait
    from calibration.profile import Profile
    from sigverify.app import App
    from sigverify.copies import Copy
    from sigverify.doctor import Finding
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


class Services:
    """The application of one data folder, built when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._ahead: Questioned | None = None

    @once
    def app(self) -> App:
        """The application's services; its imports take about a second."""
        from sigverify.app import App

        return App(self.settings)

    def close(self) -> None:
        """Let go of the records, where they were opened."""
        app = self.__dict__.get("app")
        if app is not None and "records" in app.__dict__:
            app.records.close()

    @property
    def known_profile(self) -> Profile | None:
        """The profile of a verifier that is loaded already; this one is quick."""
        verifier = self.__dict__["app"].__dict__.get("verifier") if "app" in self.__dict__ else None
        profile: Profile | None = None if verifier is None else verifier.profile
        return profile

    def load(self) -> Loaded:
        """Load model and profile.

        Raises
        ------
        BundleUnusable, ProfileUnusable
            When one of them is missing or damaged.
        """
        verifier = self.app.verifier
        return Loaded(verifier.model, verifier.profile)

    def examine(self) -> list[Finding]:
        """Return what works on this machine, and what does not."""
        from sigverify import doctor

        return doctor.examine(self.settings)

    def sign_in(self, name: str, password: str) -> None:
        """Let another operator work here; raises NotPermitted when the password is not the operator's."""
        self.app.sign_in(name, password)

    def unlock(self, passphrase: str) -> None:
        """Take the passphrase of encrypted records; raises RecordsError when it is another."""
        self.app.records.unlock(passphrase)

    def open_questioned(self, path: Path, page: int = 1) -> Questioned:
        """Read a scan to be verified; raises ScanError."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.scan.path == path and ahead.scan.page == page:
            return ahead
        scan = self.app.read(path, page)
        return Questioned(path.name, scan, picture(scan.pixels))

    def read_ahead(self, path: Path, page: int = 1) -> None:
        """Read the scan that is likely to be asked for next; what is wrong with it is told only then."""
        try:
            self._ahead = self.open_questioned(path, page)
        except ScanError:
            self._ahead = None

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
        records = self.app.records
        from sigverify.signing import Signer

        known = sorted(self.app.references(number), key=lambda one: one[0].signatory_id)
        account = records.account(number)
        signatories = tuple(records.signatories(number))
        # Where one person signs alone, the name says nothing new.
        names = {one.id: one.name for one in signatories} if len(signatories) > 1 else {}
        shown = []
        for stored, reference in known:
            scan = scans.read_bytes(stored.image, name=stored.file_name, page=stored.page, limits=self.app.limits)
            ready = _shown(reference, scan, name=stored.file_name, origin=_added(stored.added_at), path=None)
            shown.append(replace(ready, id=stored.id, signatory=names.get(stored.signatory_id, "")))
        holder = account.holder if account else ""
        thresholds = {one.id: one.threshold for one in signatories}
        signers = tuple(
            Signer(who, thresholds[who], tuple(reference for _, reference in own))
            for who, own in groupby(known, key=lambda one: one[0].signatory_id)
        )
        return AccountReferences(number, holder, tuple(shown), records.mandate(number), signatories, signers)

    def work_list(self, folder: Path) -> list[WorkItem]:
        """Return the scans of a folder, with the accounts of `manifest.csv` in it or beside it.

        Raises
        ------
        DatasetError
            When the folder has no scans, or the manifest cannot be read.
        """
        from sigverify import batch

        beside = next((path for path in _manifests(folder) if path.is_file()), None)
        accounts = {} if beside is None else batch.read_manifest(beside).accounts
        return [WorkItem(path, account=accounts.get(path.name, "")) for path in batch.scans_in(folder)]

    def printed_account(self, questioned: Questioned) -> str:
        """Return the enrolled account that the magnetic line of a cheque names; "" for none."""
        from sigverify import batch

        return batch.account_on(questioned.scan, self.app)

    def record(self, evidence: Evidence) -> int:
        """Put what is known of a cheque on record, and return the id that its decision is kept with."""
        scan, cheque = evidence.questioned.scan, evidence.verified.cheque
        first: int | None = None
        for at, signature in enumerate(evidence.verified.signatures):
            saved = self.app.records.save_verification(
                signature.verification,
                account=evidence.account or None,
                file_name=evidence.questioned.name,
                page=scan.page,
                sha256=scan.sha256,
                reference_ids=evidence.reference_ids,
                signatory_id=None if cheque is None else cheque.mandate.matches[at].signatory,
                part_of=first,
                amount=evidence.amount,
                cheque_number=evidence.cheque_number,
                mandate_id=evidence.mandate_id,
                mandate=None if cheque is None or first is not None else cheque.mandate,
            )
            first = saved if first is None else first
        assert first is not None, "there is a first signature, found or not"
        return first

    def verify(
        self,
        questioned: Questioned,
        references: Sequence[ShownReference],
        boxes: Sequence[Box] = (),
        account: AccountReferences | None = None,
        amount: Decimal | None = None,
        cheque_number: str = "",
    ) -> Verified:
        """Compare; what is on the scan never makes it raise.

        Parameters
        ----------
        references
            The account's where there is one.
        boxes
            Where the signatures are; empty looks for them, for as many as the account's mandate asks for. Where
            there is no account, only one counts.
        """
        from sigverify.copying import check, from_files

        verifier = self.app.verifier
        cheque = None
        found: tuple[Verification, ...]
        if account is None:
            asked = boxes[0] if boxes else None
            first = verifier.verify(questioned.scan, [shown.reference for shown in references], box=asked)
            originals = from_files(verifier, ((shown.name, shown.reference) for shown in references))
            found = (check(first, originals, questioned.scan.sha256),)
            judged_by = len(references)
        else:
            cheque = self._verify_cheque(questioned, account, boxes, amount, cheque_number)
            found = cheque.signatures
            signatory = cheque.mandate.matches[0].signatory
            judged_by = sum(len(one.references) for one in account.signers if one.id == signatory)
        shown = tuple(self._shown(one, questioned.scan, references) for one in found)
        return Verified(shown, cheque, judged_by)

    def _shown(
        self, verification: Verification, scan: Scan, references: Sequence[ShownReference]
    ) -> ShownSignature:
        verifier = self.app.verifier
        profile = verifier.profile
        similarities: tuple[float, ...] = ()
        if profile is not None and Loaded(verifier.model, profile).profile_fits:
            curve = profile.curve(1)
            similarities = tuple(curve.similarity(distance) for distance in verification.distances)
        ink, canvas = verification.questioned, verification.canvas
        shown = None
        if ink is not None and canvas is not None:
            paper, corner = _paper(scan, verification.page, ink.box)
            shown = layer(ink, canvas, paper, corner, QUESTIONED_TINT)
        copy = verification.copy
        return ShownSignature(
            verification, similarities, shown, None if copy is None else _original(copy, references)
        )

    def _verify_cheque(
        self,
        questioned: Questioned,
        account: AccountReferences,
        boxes: Sequence[Box],
        amount: Decimal | None,
        cheque_number: str,
    ) -> ChequeVerification:
        from sigverify import signing
        from sigverify.copying import Enrolled, Scanned, check_cheque
        from sigverify.mandates import Mandate

        done = signing.verify_cheque(
            self.app.verifier,
            questioned.scan,
            account.signers,
            Mandate() if account.mandate is None else account.mandate.mandate,
            amount=amount,
            boxes=boxes,
        )
        known = [
            (Enrolled(shown.id, shown.name, shown.reference.sha256), shown.reference.embedding)
            for shown in account.references
            if shown.id is not None
        ]
        return check_cheque(self.app, done, Scanned(account.number, questioned.scan.sha256, cheque_number), known)

    def align(self, reference: ShownReference, signature: ShownSignature) -> QTransform:
        """Return where the questioned signature lies best over the reference; of no ink, where it is."""
        from sigverify import alignment

        canvas = signature.verification.canvas
        if canvas is None:
            return QTransform()
        return transform(alignment.align(reference.reference.canvas, canvas))

    def teach_form(self, verified: Verified, box: Box) -> tuple[str, Callable[[], None]]:
        """Remember for all cheques of a form that they are signed here.

        Returns
        -------
        str
            How the form is known.
        callable
            Takes it back: what was remembered before is again.

        Raises
        ------
        TemplatesError
            When nothing on the scan tells its form.
        """
        page = verified.verification.page
        if page is None:
            raise TemplatesError("A cut-out signature does not tell its form", "Open the whole cheque")
        before = {template.name: template for template in self.app.forms.templates}
        name = self.app.teach_form(page, box).name
        return name, lambda: self.app.restore_form(name, before.get(name))


def _shown(reference: Reference, scan: Scan, *, name: str, origin: str, path: Path | None) -> ShownReference:
    paper, corner = _paper(scan, reference.page, reference.ink.box)
    shown = layer(reference.ink, reference.canvas, paper, corner, REFERENCE_TINT)
    return ShownReference(
        name=name,
        origin=origin,
        path=path,
        page=scan.page,
        pages=scan.pages,
        reference=reference,
        layer=shown,
        thumbnail=thumbnail(shown.scanned.paper.picture, THUMBNAIL),
    )


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


def _manifests(folder: Path) -> tuple[Path, ...]:
    return folder / "manifest.csv", folder.parent / "manifest.csv"


def _added(at: datetime) -> str:
    return QCoreApplication.translate("Services", "added {date}").format(date=f"{at:%Y-%m-%d}")


def resolution(scan: Scan) -> str:
    """Say how finely a page was scanned."""
    if scan.dpi_estimated:
        return QCoreApplication.translate("Services", "{dpi:.0f} dpi, estimated").format(dpi=scan.dpi)
    return f"{scan.dpi:.0f} dpi"


def _origin(scan: Scan) -> str:
    if scan.pages == 1:
        return resolution(scan)
    page = QCoreApplication.translate("Services", "page {page} of {pages}")
    return f"{page.format(page=scan.page, pages=scan.pages)}, {resolution(scan)}"
