"""Verifications on record, ready to be judged again: by another profile, or beside how they turned out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from calibration.pairs import spread
from calibration.profile import Profile
from models.bundle import Bundle
from sigverify import dataset
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.judging import Judgement, judge
from sigverify.records import Outcome, Records, StoredVerification


@dataclass(frozen=True, slots=True)
class Recorded:
    """A verification with what its similarity came from.

    Attributes
    ----------
    verification
        As it is on record.
    distances, reference_ids
        To the references of the signatory whom the signature was taken for.
    between
        Mean distance of those references among each other; 0 for one.
    threshold
        The signatory's own.
    """

    verification: StoredVerification
    distances: tuple[float, ...]
    reference_ids: tuple[int, ...]
    between: float
    threshold: float | None

    def judged(self, profile: Profile, model: str) -> Judgement:
        """Return what a profile recommends about this signature alone."""
        amount = self.verification.amount
        return judge(self.distances, self.between, profile, model, threshold=self.threshold, amount=amount)


def newest(
    records: Records, bundle: Bundle, limit: int, report: Report = silent, cancel: Cancel | None = None
) -> list[Recorded]:
    """Return the newest verifications that this bundle scored, at most so many, the newest first.

    Those whose distances cannot be told apart by person any more are left out.
    """
    found = records.scored_verifications(bundle.id, limit)
    return list(_ready(records, bundle, found, report, cancel))


def with_outcomes(
    records: Records, bundle: Bundle, report: Report = silent, cancel: Cancel | None = None
) -> tuple[list[tuple[Recorded, Outcome]], list[str]]:
    """Return the verifications by this bundle whose outcome is known, and notes of what was left out.

    A signature that was verified twice counts once, as it was the last time.
    """
    known = records.verifications_with_outcome()
    scored = [(one, outcome) for one, outcome in known if one.model == bundle.id and one.distances]
    latest = {(one.sha256, one.page, one.signatory_id): (one, outcome) for one, outcome in scored}
    outcomes = {one.id: outcome.outcome for one, outcome in latest.values()}
    ready = list(_ready(records, bundle, [one for one, _ in latest.values()], report, cancel))
    seen = dataset.seen_by(bundle)
    hashes = {int(one) for part in (dataset.TRAIN, dataset.TEST) for one in seen[part]}
    usable = [one for one in ready if int(one.verification.sha256[:16], 16) not in hashes]
    notes = []
    for count, why in (
        (len(known) - len(scored), "another model compared them, or none did"),
        (len(scored) - len(latest), "the same signature was verified again"),
        (len(latest) - len(ready), "it is not known whose references they were compared with"),
        (len(ready) - len(usable), "the model was trained or tested on them"),
    ):
        if count:
            notes.append(f"{count} outcomes were left out: {why}")
    return [(one, outcomes[one.verification.id]) for one in usable], notes


@dataclass
class _Known:
    """What was looked up already."""

    spreads: dict[tuple[int, ...], float | None] = field(default_factory=dict)
    thresholds: dict[int, float | None] = field(default_factory=dict)


def _ready(
    records: Records,
    bundle: Bundle,
    found: Sequence[StoredVerification],
    report: Report,
    cancel: Cancel | None,
) -> Iterator[Recorded]:
    ids = sorted({one for verification in found for one in verification.reference_ids})
    whose = records.signatories_of_references(ids)
    known = _Known()
    for done, verification in enumerate(found, start=1):
        if cancel is not None:
            cancel.check()
        one = _recorded(records, bundle, verification, whose, known)
        if one is not None:
            yield one
        report(Progress(done, len(found), Doing.RECORDED))


def _recorded(
    records: Records,
    bundle: Bundle,
    verification: StoredVerification,
    whose: dict[int, int],
    known: _Known,
) -> Recorded | None:
    signatory = verification.signatory_id
    pairs = list(zip(verification.reference_ids, verification.distances, strict=False))
    own = [(ref, distance) for ref, distance in pairs if whose.get(ref) == signatory]
    if signatory is None or not own:
        # References that were not enrolled: with one of them there is nothing to be told apart.
        single = len(verification.distances) == 1 and not pairs
        return Recorded(verification, verification.distances, (), 0.0, None) if single else None
    references = tuple(ref for ref, _ in own)
    if references not in known.spreads:
        known.spreads[references] = _spread(records, bundle, references)
    between = known.spreads[references]
    if between is None:
        return None
    if signatory not in known.thresholds:
        person = records.signatory(signatory)
        known.thresholds[signatory] = None if person is None else person.threshold
    distances = tuple(distance for _, distance in own)
    return Recorded(verification, distances, references, between, known.thresholds[signatory])


def _spread(records: Records, bundle: Bundle, references: tuple[int, ...]) -> float | None:
    """Return the mean distance of references among each other; None where their embeddings are not kept."""
    if len(references) == 1:
        return 0.0
    vectors = [records.embedding(one, bundle.id) for one in references]
    kept = [one for one in vectors if one is not None]
    return spread(bundle.manifest.comparison.distances, np.stack(kept)) if len(kept) == len(vectors) else None
