"""What is on the desk, which Verify changes and what shows it reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.shown import AccountReferences, Questioned, ShownReference, ShownSignature, Verified
from ui.verify.boxes import Boxes


@dataclass(slots=True, eq=False)
class OnDesk:
    """A cheque, what it is compared with, and what came out.

    Attributes
    ----------
    questioned
        The scan; None while there is none, or it is still being read.
    boxes
        Where its signatures are.
    references, account
        What is compared with, in the order in which it was added, and whose it is; None where it came from files.
    verified
        The comparison of all this; None as long as it has not been made.
    """

    questioned: Questioned | None = None
    boxes: Boxes = field(default_factory=Boxes)
    references: tuple[ShownReference, ...] = ()
    account: AccountReferences | None = None
    verified: Verified | None = None

    @property
    def signature(self) -> ShownSignature | None:
        """The signature that is looked at."""
        return None if self.verified is None else self.verified.signatures[self.boxes.chosen]

    def clear_cheque(self) -> None:
        """Forget the cheque; what it was compared with stays."""
        self.questioned, self.verified, self.boxes = None, None, Boxes()

    def take_verified(self, verified: Verified) -> None:
        """Take what came out, and the boxes that were compared and found."""
        self.verified = verified
        self.boxes = self.boxes.compared(
            [one.verification.box for one in verified.signatures],
            [candidate.box for candidate in verified.verification.candidates],
        )
