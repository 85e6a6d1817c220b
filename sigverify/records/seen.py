"""What signatures looked like, so that later copies of them are known; rows may be deleted at any time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from sigverify.errors import RecordsError
from sigverify.records.base import Store
from sigverify.records.schema import ReferenceInkRow, ReferenceRow, SeenInkRow, VerificationRow

# A copy is made of what somebody could lay hands on: the newest signatures of an account, not those of decades.
_NEWEST = 500


@dataclass(frozen=True, slots=True, eq=False)
class SeenInk:
    """A signature on an earlier cheque, without its picture.

    Attributes
    ----------
    vector
        float32: what the network made of it as a whole.
    """

    verification_id: int
    file_name: str
    at: datetime
    vector: NDArray[np.float32]


class SeenStore(Store):
    """The part of the records that knows what was signed before."""

    def seen_ink(self, account: str, bundle: str, but: str, cheque_number: str = "") -> list[SeenInk]:
        """Return the newest signatures on other cheques of an account, as a bundle saw them.

        Parameters
        ----------
        but, cheque_number
            Hash of the scan, and the number where it is known, of the very cheque that is looked at: verified
            again, it is no copy of itself.
        """
        wanted = (
            select(VerificationRow.id, VerificationRow.file_name, VerificationRow.at, SeenInkRow)
            .join(SeenInkRow, SeenInkRow.verification_id == VerificationRow.id)
            .where(VerificationRow.account == account.strip(), SeenInkRow.bundle == bundle)
            .where(VerificationRow.sha256 != but)
            .order_by(VerificationRow.id.desc())
            .limit(_NEWEST)
        )
        if cheque_number:
            wanted = wanted.where(VerificationRow.cheque_number != cheque_number)
        with self._read() as session:
            return [
                SeenInk(
                    row.id,
                    row.file_name,
                    row.at,
                    np.frombuffer(
                        self._database.vault.content(session, row.SeenInkRow), "<f4", row.SeenInkRow.dimensions
                    ),
                )
                for row in session.execute(wanted)
            ]

    def seen_pictures(self, verification_ids: Collection[int]) -> dict[int, bytes]:
        """Return the ink of questioned signatures as `copies.pack` made it, of those where it is kept."""
        wanted = select(SeenInkRow).where(SeenInkRow.verification_id.in_(verification_ids))
        with self._read() as session:
            return {
                row.verification_id: self._database.vault.content(session, row)[4 * row.dimensions :]
                for row in session.scalars(wanted)
            }

    def reference_pictures(self, reference_ids: Collection[int]) -> dict[int, bytes]:
        """Return the ink of references as `copies.pack` made it, of those where it is kept already."""
        wanted = select(ReferenceInkRow).where(ReferenceInkRow.reference_id.in_(reference_ids))
        with self._read() as session:
            return {
                row.reference_id: self._database.vault.content(session, row) for row in session.scalars(wanted)
            }

    def save_reference_picture(self, reference_id: int, ink: bytes) -> None:
        """Keep the ink of a reference; anybody may, for it follows from the reference's image.

        Raises
        ------
        RecordsError
            When there is no such reference.
        """
        with self._write(None) as writing:
            if writing.session.get(ReferenceRow, reference_id) is None:
                raise RecordsError(f"reference {reference_id} is not there", "Look at the account's references")
            row = ReferenceInkRow(reference_id=reference_id, content=ink)
            writing.vault.seal(writing.session, row)
            writing.session.merge(row)
