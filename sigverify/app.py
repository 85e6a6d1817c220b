"""What is done with the services of a data folder: scans read, references enrolled, cheques verified."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sigverify import copies, enrolment, micr, pages, scans, signing, templates
from sigverify.building import Container
from sigverify.copying import Enrolled, Scanned, check, check_cheque, from_files
from sigverify.errors import TemplatesError
from sigverify.geometry import Box
from sigverify.ink import Ink
from sigverify.pages import Page
from sigverify.sight import ScanKind, Sight, look
from sigverify.signing import ChequeVerification, Party, Signer
from sigverify.templates import Template
from sigverify.verifier import Embedded, Reference, Verification

if TYPE_CHECKING:  # the database takes longer to load than a cheque to verify, and not every command needs it
    from sigverify.records import StoredReference

# Others sign a little beside the signature from which a form was taught, and larger.
_ROOM_MM = 4.0
# References that are looked at together.
_AT_ONCE = 2


class App(Container):
    """Enrols and verifies with what a data folder holds."""

    def read(self, path: Path, page: int = 1) -> scans.Scan:
        """Read a scan within the limits of the settings."""
        return scans.read(path, page, limits=self.limits)

    def read_micr(self, scan: scans.Scan) -> micr.MicrLine:
        """Read the magnetic line of a cheque, however it lies on its page, or of a cut-out line.

        Raises
        ------
        SettingsError
            When the data folder's own grammars cannot be used.
        """
        line = micr.read_line(scan, self.grammars)
        if line.country:
            return line
        upright = pages.rectify(scan, self.grammars).line
        return upright if upright.country or not line.text else line

    def look(self, scan: scans.Scan, kind: ScanKind = ScanKind.AUTO, form: str = "") -> Sight:
        """Look at a scan with what is known of the bank's forms; needs no model of signatures."""
        return look(scan, kind, self.forms, form)

    def teach_form(self, page: Page, box: Box) -> Template:
        """Remember where the cheques of a form are signed, and look there first from now on.

        Parameters
        ----------
        page
            A cheque of the form, whose magnetic line tells the form.
        box
            Around a signature, in pixels of the scan that the page came from.

        Raises
        ------
        TemplatesError
            When the line does not tell the form, or the templates cannot be written.
        """
        routing = page.line.fields.routing
        if not routing or micr.UNREADABLE in routing:
            problem = "The magnetic line of this cheque does not tell which form it is"
            raise TemplatesError(problem, "Choose a scan on which the routing number can be read")
        room = round(_ROOM_MM / 25.4 * page.scan.dpi)
        taught = templates.teach(page.scan, page.box_on_page(box).grown(room), routing, routing=routing)
        templates.save(self.settings.data_folder, taught)
        self._read_forms()
        return taught

    def restore_form(self, name: str, before: Template | None) -> None:
        """Look on a form where it was looked before it was taught: at a place taught earlier, or anywhere.

        Raises
        ------
        TemplatesError
            When the templates cannot be written.
        """
        folder = self.settings.data_folder
        if before is None:
            templates.forget(folder, name)
        else:
            templates.save(folder, before)
        self._read_forms()

    def _read_forms(self) -> None:
        self.__dict__.pop("forms", None)
        if "verifier" in self.__dict__:
            self.verifier.forms = self.forms

    def enrol(
        self,
        account: str,
        path: Path,
        *,
        holder: str = "",
        page: int = 1,
        box: Box | None = None,
        signatory_id: int | None = None,
    ) -> StoredReference:
        """Add a reference from a file to an account, which is made when it is new; see `enrol_scan`.

        Raises
        ------
        ScanError
            When the file cannot be read or holds no signature; nothing is stored then.
        RecordsError
            When the account already has this reference, or the signatory has to be told.
        """
        data = scans.read_file(path, self.limits)
        scan = scans.read_bytes(data, name=str(path), page=page, limits=self.limits)
        return self.enrol_scan(
            account, scan, data, file_name=path.name, holder=holder, box=box, signatory_id=signatory_id
        )

    def enrol_scan(
        self,
        account: str,
        scan: scans.Scan,
        data: bytes,
        *,
        file_name: str,
        holder: str = "",
        box: Box | None = None,
        signatory_id: int | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> StoredReference:
        """Add a reference from a scan, `data` being its file; how good and how complex it is is kept with it.

        Raises
        ------
        ScanError
            When the scan holds no signature; nothing is stored then.
        RecordsError
            When the account already has this reference, or the signatory has to be told.
        """
        reference = self.verifier.reference(scan, box)
        known = enrolment.assess(reference.ink, scan, box)
        if self.records.account(account) is None:
            self.records.add_account(account, holder)
        stored = self.records.add_reference(
            account,
            image=data,
            file_name=file_name,
            sha256=scan.sha256,
            page=scan.page,
            box=box,
            signatory_id=signatory_id,
            quality=known.quality,
            complexity=known.complexity,
            grade=known.grade,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        self._keep(stored, reference)
        return stored

    def references(self, account: str) -> list[tuple[StoredReference, Reference]]:
        """Return the references that count today, ready to be compared; embeddings are kept between runs."""
        usable = self.records.usable_references(account, datetime.now().date())
        model = self.verifier.model
        known = [self.records.embedding(stored.id, model) for stored in usable]
        # It leaves Python for most of the time, so that two take little longer than one.
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            ready = list(pool.map(self._ready, usable, known))
        for stored, reference, kept in zip(usable, ready, known, strict=True):
            if kept is None:
                self._keep(stored, reference)
        return list(zip(usable, ready, strict=True))

    def _keep(self, stored: StoredReference, reference: Reference) -> None:
        """Keep what took long to find, so that it is not found once more: embedding and ink."""
        self.records.save_embedding(stored.id, self.verifier.model, reference.embedding)
        self.records.save_reference_picture(stored.id, copies.pack(reference.ink))

    def _ready(self, stored: StoredReference, embedding: NDArray[np.float32] | None) -> Reference:
        scan = scans.read_bytes(stored.image, name=stored.file_name, page=stored.page, limits=self.limits)
        return self.verifier.reference(scan, stored.box, embedding=embedding)

    def reference_inks(self, reference_ids: Collection[int]) -> dict[int, Ink]:
        """Return the ink of stored references, of those that are there; it is kept between runs."""
        kept = self.records.reference_pictures(reference_ids)
        for missing in set(reference_ids) - set(kept):
            stored = self.records.reference(missing)
            if stored is None or stored.image_removed_at is not None:
                continue
            known = self.records.embedding(missing, self.verifier.model)
            kept[missing] = copies.pack(self._ready(stored, known).ink)
            self.records.save_reference_picture(missing, kept[missing])
        return {reference: copies.unpack(packed) for reference, packed in kept.items()}

    def seen_inks(self, verification_ids: Collection[int]) -> dict[int, Ink]:
        """Return the ink of what was seen on cheques, of those verifications where it is kept."""
        kept = self.records.seen_pictures(verification_ids)
        return {verification: copies.unpack(packed) for verification, packed in kept.items()}

    def verify_account(
        self,
        questioned: scans.Scan,
        account: str,
        *,
        box: Box | None = None,
        kind: ScanKind = ScanKind.AUTO,
        form: str = "",
        sight: Sight | None = None,
    ) -> Verification:
        """Verify a cheque against an account as `verify_cheque` does; return what holds for the whole cheque."""
        boxes = () if box is None else (box,)
        return self.verify_cheque(questioned, account, boxes=boxes, kind=kind, form=form, sight=sight).whole

    def party(self, account: str, known: Iterable[tuple[int, int, Embedded]]) -> Party:
        """Return who may sign for an account, given its references: signatory, id and embedding of each."""
        known = sorted(known, key=lambda one: one[0])
        thresholds = {person.id: person.threshold for person in self.records.signatories(account)}
        signers = tuple(
            Signer(who, thresholds[who], tuple(embedded for _, _, embedded in own))
            for who, own in groupby(known, key=lambda one: one[0])
        )
        ids = tuple(reference for _, reference, _ in known)
        stored = self.records.mandate(account)
        return Party(signers, ids) if stored is None else Party(signers, ids, stored.mandate, stored.id)

    def verify_cheque(
        self,
        questioned: scans.Scan,
        account: str,
        *,
        amount: Decimal | None = None,
        cheque_number: str = "",
        boxes: Sequence[Box] = (),
        kind: ScanKind = ScanKind.AUTO,
        form: str = "",
        sight: Sight | None = None,
    ) -> ChequeVerification:
        """Verify all signatures that an account's mandate asks for, and put the verifications on record.

        Parameters
        ----------
        form
            Id of the cheque's form, where the bank has one.
        sight
            The scan, where it was looked at before; `kind` and `form` are not asked then.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        by_signer = sorted(self.references(account), key=lambda one: one[0].signatory_id)
        party = self.party(account, [(stored.signatory_id, stored.id, known) for stored, known in by_signer])
        done = signing.verify_cheque(
            self.verifier,
            questioned,
            party.signers,
            party.mandate,
            amount=amount,
            boxes=boxes,
            kind=kind,
            form=form,
            sight=sight,
        )
        done = check_cheque(
            self,
            done,
            Scanned(account, questioned.sha256, cheque_number),
            [(Enrolled(one.id, one.file_name, one.sha256), reference.embedding) for one, reference in by_signer],
        )
        self.records.save_cheque(
            done,
            account=account,
            file_name=questioned.path.name if questioned.path else "clipboard",
            page=questioned.page,
            sha256=questioned.sha256,
            reference_ids=party.reference_ids,
            amount=amount,
            cheque_number=cheque_number,
            mandate_id=party.mandate_id,
        )
        return done

    def read_references(self, paths: Sequence[Path]) -> list[Reference]:
        """Read references from files."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda path: self.verifier.reference(self.read(path)), paths))

    def verify_files(
        self,
        questioned: scans.Scan,
        references: Sequence[Path],
        *,
        box: Box | None = None,
        kind: ScanKind = ScanKind.AUTO,
        form: str = "",
    ) -> Verification:
        """Compare a questioned signature with references from files, and flag copies of them; not put on record.

        Raises
        ------
        NoSignature
            When a reference holds none.
        """
        # References are read while the cheque is looked at.
        with ThreadPoolExecutor(1) as pool:
            sight = pool.submit(self.verifier.look, questioned, kind, form)
            known = self.read_references(references)
        compared = self.verifier.compare(sight.result(), known, box)
        originals = from_files(self.verifier, zip((path.name for path in references), known, strict=True))
        return check(compared, originals, questioned.sha256)
