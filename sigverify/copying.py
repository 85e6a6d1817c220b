"""Which reference or earlier cheque a questioned signature is probably a copy of, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sigverify import copies
from sigverify.copies import Copy
from sigverify.ink import Ink
from sigverify.judging import Reason, Recommendation
from sigverify.signing import ChequeVerification
from sigverify.verifier import Reference, Verification

if TYPE_CHECKING:
    from sigverify.app import App
    from sigverify.verifier import Verifier

# Laying one signature on another takes ten milliseconds: so many references and signatures of earlier cheques are
# looked at, those that the network finds the most alike.
_MOST_REFERENCES, MOST_EARLIER = 12, 6


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Which reference on record; `name` and `sha256` (hex) are its file's."""

    id: int
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """What somebody may have copied.

    Attributes
    ----------
    name
        Of the file that it came from, and the day for a cheque; for people.
    sha256
        Of that file, hex: the same file verified again is no copy.
    vector
        float32: what the network made of it as a whole.
    ink
        None where it is on record: it is fetched when it is looked at.
    reference_id, verification_id
        Which one it is on record: a reference, or what is on an earlier cheque. A reference that is not on record
        has neither.
    """

    name: str
    sha256: str
    vector: NDArray[np.float32]
    ink: Ink | None = None
    reference_id: int | None = None
    verification_id: int | None = None


# Returns the ink of each of some originals, None where it is not there any more.
Inks = Callable[[Sequence[Original]], Sequence[Ink | None]]


@dataclass(frozen=True, slots=True)
class Scanned:
    """Which cheque is looked at: the account, the hash of its scan, and its number where that is known."""

    account: str
    sha256: str
    number: str = ""


def check_cheque(
    app: App,
    cheque: ChequeVerification,
    scanned: Scanned,
    references: Iterable[tuple[Enrolled, NDArray[np.float32]]],
) -> ChequeVerification:
    """Flag the signatures of a cheque that are probably copies, however alike they are, and the cheque with them.

    Parameters
    ----------
    references
        The account's, and their embeddings, float32 (dimensions,) each.
    """
    if all(one.kept is None for one in cheque.signatures):
        return cheque
    known = [*_references(app, references), *_earlier(app, scanned)]
    inks = partial(_on_record, app)
    checked = [check(one, known, scanned.sha256, inks) for one in cheque.signatures]
    found = next((one for one in checked if one.copy is not None), None)
    if found is not None:
        checked[0] = replace(checked[0], recommendation=Recommendation.FLAG, reason=found.reason)
    return replace(cheque, signatures=tuple(checked))


def _given(originals: Sequence[Original]) -> list[Ink | None]:
    """Return the ink of originals that are not on record."""
    return [original.ink for original in originals]


def check(one: Verification, originals: Sequence[Original], sha256: str, inks: Inks = _given) -> Verification:
    """Flag one signature, from the file with this hash, if it is probably a copy."""
    copy = _find(one, [original for original in originals if original.sha256 != sha256], inks)
    if copy is None:
        return one
    why = Reason.COPY_OF_REFERENCE if copy.verification_id is None else Reason.COPY_OF_CHEQUE
    return replace(one, recommendation=Recommendation.FLAG, reason=f"{why} ({copy.name})", copy=copy)


def from_files(verifier: Verifier, references: Iterable[tuple[str, Reference]]) -> list[Original]:
    """Return references that are not on record, by their names, as what may have been copied."""
    return [Original(name, one.sha256, verifier.whole(one.embedding), one.ink) for name, one in references]


def _references(app: App, references: Iterable[tuple[Enrolled, NDArray[np.float32]]]) -> Iterator[Original]:
    for one, embedding in references:
        yield Original(one.name, one.sha256, app.verifier.whole(embedding), reference_id=one.id)


def _earlier(app: App, scanned: Scanned) -> Iterator[Original]:
    for seen in app.records.seen_ink(scanned.account, app.verifier.model, scanned.sha256, scanned.number):
        name = f"{seen.file_name}, {seen.at:%Y-%m-%d}"
        yield Original(name, "", seen.vector, verification_id=seen.verification_id)


def _on_record(app: App, originals: Sequence[Original]) -> list[Ink | None]:
    references = app.reference_inks([one.reference_id for one in originals if one.reference_id is not None])
    earlier = app.seen_inks([one.verification_id for one in originals if one.verification_id is not None])
    return [
        references.get(one.reference_id or 0) if one.verification_id is None else earlier.get(one.verification_id)
        for one in originals
    ]


def _find(one: Verification, originals: Sequence[Original], inks: Inks) -> Copy | None:
    """Return what a signature is probably a copy of, the best match; None for nothing."""
    if one.kept is None or not originals:
        return None
    references = [original for original in originals if original.verification_id is None]
    earlier = [original for original in originals if original.verification_id is not None]
    ink = one.questioned or copies.unpack(one.kept.ink)
    questioned = copies.trace(ink)
    best: Copy | None = None
    vector = one.kept.vector
    nearest = *_most_alike(references, vector, _MOST_REFERENCES), *_most_alike(earlier, vector, MOST_EARLIER)
    for original, taken in zip(nearest, inks(nearest), strict=True):
        if taken is None:
            continue
        laid = copies.overlap(copies.trace(taken), questioned)
        if laid.is_copy and (best is None or laid.exact > best.exact):
            best = Copy(original.name, original.reference_id, original.verification_id, laid.exact, taken)
    return best


def _most_alike(originals: Sequence[Original], vector: NDArray[np.float32], most: int) -> list[Original]:
    return sorted(originals, key=lambda original: float(np.linalg.norm(original.vector - vector)))[:most]
