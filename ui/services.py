"""What the desk asks of the application. Everything here is slow and belongs into the runner's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QTransform

from sigverify import scans
from sigverify.errors import ScanError, TemplatesError
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Progress, Report, silent
from sigverify.once import once
from sigverify.scans import Scan
from sigverify.settings import Settings
from ui.images import as_png, picture
from ui.shown import (
    AccountReferences,
    Evidence,
    Loaded,
    Questioned,
    ShownReference,
    ShownSignature,
    Verified,
    added,
    shown_reference,
    shown_signature,
)
from ui.verify.layers import transform
from ui.verify.work_list import WorkItem

if TYPE_CHECKING:  # these bring the network's runtime and the database: a second that no window should wait
    from calibration.profile import Profile
    from sigverify.app import App
    from sigverify.doctor import Finding
    from sigverify.signing import ChequeVerification
    from sigverify.verifier import Verification


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
        return shown_reference(self.app.verifier.reference(scan), scan, name=path.name, path=path)

    def paste_reference(self, image: QImage) -> ShownReference:
        """Take a reference from an image that was dragged from another program; raises ScanError."""
        scan = scans.read_bytes(as_png(image), limits=self.app.limits)
        reference = self.app.verifier.reference(scan)
        return shown_reference(reference, scan, name="clipboard")

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
            ready = shown_reference(
                reference, scan, name=stored.file_name, origin=added(stored.added_at), path=None
            )
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
        return shown_signature(verification, scan, similarities, references)

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


def _manifests(folder: Path) -> tuple[Path, ...]:
    return folder / "manifest.csv", folder.parent / "manifest.csv"
