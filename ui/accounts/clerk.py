"""What the Accounts view asks of the application. Everything here is slow and belongs into the runner's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from sigverify import scans
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Progress, Report, silent
from ui.evidence import Gathered, of_verification, reference_thumbnail
from ui.images import Picture, as_png, picture
from ui.services import Services

if TYPE_CHECKING:  # bring the database and the network's runtime
    from sigverify.accounts_io import ImportPlan
    from sigverify.mandates import Mandate
    from sigverify.records import Account, AuditEntry, Signatory, StoredMandate, StoredReference

# As many as anybody looks through; who looks for more goes on typing.
MOST_FOUND = 200


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Accounts that were found, and how many there are in all."""

    accounts: tuple[Account, ...]
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class GalleryItem:
    """A reference as the gallery shows it; `stranger` tells that it matches no other of its signatory."""

    stored: StoredReference
    signatory: str
    thumbnail: QImage
    stranger: bool


@dataclass(frozen=True, slots=True, eq=False)
class AccountFile:
    """All that is known of an account.

    `similarities` is float (n, n) between the references that are compared with, which are `compared` of
    `references`; None where there is no fitting profile.
    """

    account: Account
    signatories: tuple[Signatory, ...]
    references: tuple[GalleryItem, ...]
    compared: tuple[int, ...]
    similarities: NDArray[np.float64] | None
    mandate: StoredMandate | None
    history: tuple[AuditEntry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A page of a signature card, and boxes that may hold signatures, to begin with."""

    path: Path
    page: int
    pages: int
    dpi: float
    picture: Picture
    boxes: tuple[Box, ...]


class AccountsClerk:
    """Finds, shows and changes accounts."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def search(self, text: str) -> Found:
        """Return accounts by the beginning of their number, or by name."""
        records = self._services.app.records
        return Found(tuple(records.search_accounts(text, limit=MOST_FOUND)), records.count_accounts())

    def open(self, number: str) -> AccountFile:
        """Return all that is known of an account; raises RecordsError when there is no such account."""
        from sigverify import consistency
        from sigverify.errors import RecordsError

        app = self._services.app
        account = app.records.account(number)
        if account is None:
            raise RecordsError(f"account {number} is not there", "Check the number, or add the account first")
        signatories = tuple(app.records.signatories(number, include_retired=True))
        names = {signatory.id: signatory.name for signatory in signatories}
        known = app.references(number)
        whose = [stored.signatory_id for stored, _ in known]
        ready = [reference for _, reference in known]
        looked = consistency.examine(
            ready, whose, app.bundle.manifest.comparison, app.verifier.profile, app.verifier.model
        )
        strangers = {known[at][0].id for at in looked.strangers}
        stored = app.records.references(number, include_retired=True)
        shown = tuple(
            GalleryItem(
                one, names.get(one.signatory_id, ""), reference_thumbnail(self._services, one), one.id in strangers
            )
            for one in stored
        )
        places = {one.id: at for at, one in enumerate(stored)}
        return AccountFile(
            account=account,
            signatories=signatories,
            references=shown,
            compared=tuple(places[one.id] for one, _ in known),
            similarities=looked.similarities,
            mandate=app.records.mandate(number),
            history=tuple(app.records.history(number)),
        )

    def add_account(self, number: str, holder: str) -> str:
        """Add an account; return its number as it is kept."""
        return self._services.app.records.add_account(number, holder).number

    def rename(self, number: str, holder: str) -> None:
        """Give an account another holder's name."""
        self._services.app.records.rename_account(number, holder)

    def add_signatory(self, number: str, name: str) -> None:
        """Add a person who may sign."""
        self._services.app.records.add_signatory(number, name)

    def change_signatory(
        self,
        signatory: Signatory,
        *,
        name: str,
        threshold: float | None,
        valid_from: date | None,
        valid_until: date | None,
    ) -> None:
        """Change what is known of a signatory."""
        self._services.app.records.change_signatory(
            signatory.id, name=name, threshold=threshold, valid_from=valid_from, valid_until=valid_until
        )

    def retire_signatory(self, signatory_id: int, reason: str) -> None:
        """Let a person not sign any more."""
        self._services.app.records.retire_signatory(signatory_id, reason)

    def enrol(
        self,
        number: str,
        paths: Sequence[Path],
        signatory_id: int | None,
        report: Report = silent,
        cancel: Cancel | None = None,
    ) -> list[StoredReference]:
        """Add references from files; a folder stands for the scans in it."""
        from sigverify import batch

        files = [file for path in paths for file in (batch.scans_in(path) if path.is_dir() else [path])]
        added = []
        for index, path in enumerate(files):
            if cancel is not None:
                cancel.check()
            report(Progress(index, len(files), path.name))
            added.append(self._services.app.enrol(number, path, signatory_id=signatory_id))
        return added

    def enrol_image(self, number: str, image: QImage, signatory_id: int | None) -> list[StoredReference]:
        """Add a reference from the clipboard."""
        app = self._services.app
        data = as_png(image)
        scan = scans.read_bytes(data, limits=app.limits)
        return [app.enrol_scan(number, scan, data, file_name="clipboard.png", signatory_id=signatory_id)]

    def open_card(self, path: Path, page: int = 1) -> Card:
        """Read a signature card, and look for signatures on it; raises ScanError."""
        from sigverify.sight import ScanKind, locate

        scan = self._services.app.read(path, page)
        boxes = tuple(found.box for found in locate(self._services.app.look(scan, ScanKind.CHEQUE)))
        return Card(path, scan.page, scan.pages, scan.dpi, picture(scan.pixels), boxes)

    def enrol_boxes(
        self, number: str, card: Card, boxes: Sequence[Box], signatory_id: int | None
    ) -> list[StoredReference]:
        """Add the signatures in the boxes of a card."""
        app = self._services.app
        return [app.enrol(number, card.path, page=card.page, box=box, signatory_id=signatory_id) for box in boxes]

    def retire(self, reference_id: int, reason: str) -> None:
        """Take a reference out of use."""
        self._services.app.records.retire_reference(reference_id, reason)

    def limit(self, reference_id: int, valid_from: date | None, valid_until: date | None) -> None:
        """Say from when until when a reference is compared with."""
        self._services.app.records.limit_reference(reference_id, valid_from, valid_until)

    def set_mandate(self, number: str, mandate: Mandate, reason: str) -> None:
        """Let the account's cheques be signed by other rules from now on."""
        self._services.app.records.set_mandate(number, mandate, reason)

    def record_outcome(self, verification: int, outcome: str, source: str) -> None:
        """Record how a signature turned out, a value of `Outcome`, and how that is known."""
        from sigverify.records import Outcome

        self._services.app.records.save_outcome(verification, Outcome(outcome), source)

    def explain(self, entry: AuditEntry) -> Gathered | None:
        """Gather what is on record of the cheque that an audit entry is about; None where it is about none."""
        from sigverify import explaining

        verification = explaining.verification_of(entry)
        return None if verification is None else of_verification(self._services, verification)

    def plan_import(self, folder: Path, report: Report = silent, cancel: Cancel | None = None) -> ImportPlan:
        """Say what an import would do; nothing is changed."""
        from sigverify import accounts_io

        return accounts_io.plan_import(self._services.app, folder, report, cancel)

    def run_import(self, plan: ImportPlan, report: Report, cancel: Cancel) -> None:
        """Do what was planned."""
        from sigverify import accounts_io

        accounts_io.run_import(self._services.app, plan, report, cancel)

    def export(self, folder: Path, numbers: Sequence[str] | None, report: Report, cancel: Cancel) -> None:
        """Write accounts into a folder; None writes all."""
        from sigverify import accounts_io

        accounts_io.export_accounts(self._services.app, folder, numbers, report, cancel)
