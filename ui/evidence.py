"""What is on record of a cheque or of a change, gathered to be looked at. Slow: for the runner's thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage

from sigverify import scans
from sigverify.jobs import Cancel, silent
from sigverify.visible import visible
from ui.calibration.clerk import drafted
from ui.calibration.notes import note_text
from ui.calibration.using import consequences
from ui.images import picture, thumbnail
from ui.services import Services
from ui.shown import THUMBNAIL
from ui.wording import (
    decision_name,
    evidence_sentence,
    mandate_sentence,
    money,
    outcome_name,
    quality_text,
    reason_text,
)

if TYPE_CHECKING:  # brings the database
    from sigverify.explaining import Explanation
    from sigverify.records import PendingApproval, StoredApproval, StoredMandate, StoredReference

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Pictured:
    """A signature with what is to be known of it."""

    caption: str
    image: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What is shown of something on record: facts by their names, and signatures.

    `signatures` has the verifications of a cheque, by their ids, and what each is called.
    """

    title: str
    facts: tuple[Fact, ...]
    pictures: tuple[Pictured, ...] = ()
    signatures: tuple[tuple[int, str], ...] = ()


def reference_thumbnail(services: Services, stored: StoredReference) -> QImage:
    """Return what a stored reference looks like; an empty sheet where retention has removed it."""
    if stored.image_removed_at is not None:
        empty = QImage(THUMBNAIL, QImage.Format.Format_RGB32)
        empty.fill(Qt.GlobalColor.lightGray)
        return empty
    scan = scans.read_bytes(stored.image, name=stored.file_name, page=stored.page, limits=services.app.limits)
    part = scan if stored.box is None else scan.crop(stored.box)
    return thumbnail(picture(part.pixels), THUMBNAIL)


def removed_line(stored: StoredReference) -> list[str]:
    """Return what a caption says of a reference whose image is gone; nothing of one that is there."""
    if stored.image_removed_at is None:
        return []
    told = QCoreApplication.translate("Evidence", "removed on {day} by retention")
    return [told.format(day=f"{stored.image_removed_at:%Y-%m-%d}")]


def of_verification(services: Services, verification_id: int) -> Gathered:
    """Gather what is on record of a cheque; raises RecordsError when there is none."""
    from sigverify import explaining

    return _of_cheque(services, explaining.explain(services.app.records, verification_id))


def of_pending(services: Services, pending: PendingApproval) -> Gathered:
    """Gather what somebody has to see who is to approve of it."""
    from sigverify.records import Subject

    if pending.subject is Subject.DECISION:
        verification = services.app.records.verification_decided_by(pending.subject_id)
        assert verification is not None, "a decision is about a verification"
        return of_verification(services, verification)
    if pending.subject is Subject.REFERENCE:
        return _of_reference(services, pending)
    if pending.subject is Subject.MANDATE:
        return _of_mandate(services, pending)
    return _of_activation(services, pending)


def _of_cheque(services: Services, found: Explanation) -> Gathered:
    translate = QCoreApplication.translate
    first = found.verification
    place = translate("Evidence", "{file}, page {page}").format(file=visible(first.file_name), page=first.page)
    facts: list[Fact] = [
        (translate("Evidence", "Account"), first.account or translate("Evidence", "not known")),
        (translate("Evidence", "File"), place),
        (translate("Evidence", "Amount"), "" if first.amount is None else money(first.amount)),
        (translate("Evidence", "Cheque number"), first.cheque_number),
    ]
    for made in found.decisions:
        said = [decision_name(made.decision.value), translate("FlagReason", made.reason), made.note]
        told = ". ".join(filter(None, said))
        facts.append((_by(made.operator, f"{made.at:%Y-%m-%d %H:%M:%S}"), told))
        facts += _answer(found.approvals.get(made.id))
    for number, one in enumerate((first, *found.further), start=1):
        which = translate("Evidence", "Signature {number}").format(number=number) if found.further else ""
        facts += [
            (_named(translate("Evidence", "Recommendation"), which), _recommended(one.recommendation.value)),
            (_named(translate("Evidence", "Reason"), which), reason_text(one.reason)),
            (_named(translate("Evidence", "Taken for"), which), found.signer(one)),
            (_named(translate("Evidence", "Similarity"), which), _number(one.similarity)),
            (_named(translate("Evidence", "Threshold"), which), _number(one.threshold)),
            (_named(translate("Evidence", "log10 of the likelihood ratio"), which), _number(one.log10_lr)),
            (_named(translate("Evidence", "Distances"), which), _distances(one.distances)),
            (
                _named(translate("Evidence", "Box in pixels"), which),
                "" if one.box is None else "{}, {} – {}, {}".format(*one.box.as_tuple()),
            ),
        ]
    if first.mandate is not None:
        facts.append((translate("Evidence", "Mandate"), translate("Reason", first.mandate.outcome.value)))
    facts += [
        (translate("Evidence", "Verified"), _by(first.operator, f"{first.at:%Y-%m-%d %H:%M:%S}")),
        (translate("Evidence", "Model"), first.model or ""),
        (translate("Evidence", "Calibration profile"), first.profile or ""),
        (translate("Evidence", "Fingerprint (SHA-256)"), first.sha256),
    ]
    facts += [
        (translate("Evidence", "Audit entry {id}").format(id=entry.id), f"{entry.action}, {entry.sha256}")
        for entry in found.audit
    ]
    names: list[tuple[int, str]] = []
    for number, one in enumerate((first, *found.further), start=1):
        name = translate("Evidence", "Signature {number}").format(number=number)
        names.append((one.id, name))
        known = services.app.records.outcome(one.id)
        if known is not None:
            label = _named(translate("Evidence", "Turned out"), name if found.further else "")
            told = f"{outcome_name(known.outcome.value)}. {known.source}"
            facts.append((label, f"{told}. {_by(known.operator, f'{known.at:%Y-%m-%d %H:%M:%S}')}"))
    distances = first.distances if len(first.distances) == len(found.references) else ()
    return Gathered(
        translate("Evidence", "Cheque {file}").format(file=visible(first.file_name)),
        _filled(facts),
        tuple(
            Pictured(
                _caption(at, stored, distances[at] if distances else None), reference_thumbnail(services, stored)
            )
            for at, stored in enumerate(found.references)
        ),
        tuple(names),
    )


def _of_reference(services: Services, pending: PendingApproval) -> Gathered:
    translate = QCoreApplication.translate
    records = services.app.records
    stored = records.reference(pending.subject_id)
    assert stored is not None, "what waits is on record"
    names = {one.id: one.name for one in records.signatories(stored.account, include_retired=True)}
    valid = ""
    if stored.valid_from or stored.valid_until:
        valid = f"{stored.valid_from or '…'} – {stored.valid_until or '…'}"
    others = [
        one
        for one in records.references(stored.account)
        if one.signatory_id == stored.signatory_id and one.approval.in_force
    ]
    new = Pictured(translate("Evidence", "new"), reference_thumbnail(services, stored))
    known = (
        Pictured(_caption(at, one, None), reference_thumbnail(services, one)) for at, one in enumerate(others)
    )
    return Gathered(
        translate("Evidence", "Reference {file}").format(file=visible(stored.file_name)),
        _filled(
            (
                (translate("Evidence", "Account"), stored.account),
                (translate("Evidence", "Signatory"), names.get(stored.signatory_id, "")),
                (translate("Evidence", "Added"), _by(stored.added_by, f"{stored.added_at:%Y-%m-%d %H:%M:%S}")),
                (translate("Evidence", "Quality"), quality_text(stored.quality)),
                (translate("Evidence", "Valid"), valid),
                (translate("Evidence", "Fingerprint (SHA-256)"), stored.sha256),
            )
        ),
        (new, *known),
    )


def _of_mandate(services: Services, pending: PendingApproval) -> Gathered:
    translate = QCoreApplication.translate
    records = services.app.records
    account = pending.account or ""
    people = len(records.signatories(account))
    versions = records.mandate_history(account)
    asked = next(one for one in versions if one.id == pending.subject_id)
    in_force = next((one for one in versions if one.approval.in_force), None)
    return Gathered(
        translate("Evidence", "Mandate of account {number}").format(number=account),
        _filled(
            (
                (translate("Evidence", "To be"), _mandate(asked, people)),
                (translate("Evidence", "In force"), _mandate(in_force, people)),
                (translate("Evidence", "Reason"), asked.reason),
                (translate("Evidence", "Changed"), _by(asked.operator, f"{asked.at:%Y-%m-%d %H:%M:%S}")),
            )
        ),
    )


def _of_activation(services: Services, pending: PendingApproval) -> Gathered:
    translate = QCoreApplication.translate
    records = services.app.records
    asked = next(one for one in records.profile_activations() if one.id == pending.subject_id)
    active = records.active_profile()
    return Gathered(
        translate("Evidence", "Calibration profile {name}").format(name=asked.profile),
        _filled(
            (
                (translate("Evidence", "In force"), "" if active is None else active.name),
                (translate("Evidence", "Reason"), asked.reason),
                (translate("Evidence", "Changed"), _by(asked.operator, f"{asked.at:%Y-%m-%d %H:%M:%S}")),
                *_of_profile(services, asked.profile),
            )
        ),
    )


def _of_profile(services: Services, name: str) -> list[Fact]:
    """Return what whoever approves of a profile has to know of it; nothing of one that cannot be read."""
    from calibration import profile as profiles

    translate = QCoreApplication.translate
    stored = services.app.records.profile(name)
    try:
        profile = profiles.parse("" if stored is None else stored.document)
    except profiles.ProfileError:
        return []
    made = drafted(services, profile, silent, Cancel())
    facts = [(translate("Evidence", "What follows"), "\n".join(consequences(made)))]
    for curve in profile.curves:
        which = translate("Evidence", "Threshold, {count} references").format(count=curve.references)
        facts.append((which, f"{curve.threshold:.3f}. {evidence_sentence(curve.evidence)}"))
        for band in curve.bands:
            above = translate("Evidence", "above {amount}").format(amount=money(Decimal(band.above)))
            told = f"{band.limits.accept:.3f}. {evidence_sentence(band.evidence)}"
            facts.append((_named(which, above), told))
    return [*facts, (translate("Evidence", "Notes"), "\n".join(map(note_text, profile.notes)))]


def _mandate(stored: StoredMandate | None, people: int) -> str:
    translate = QCoreApplication.translate
    if stored is None:
        return translate("Evidence", "any one signatory signs any amount")
    mandate = stored.mandate
    refer = translate("Evidence", "always refer") if mandate.always_refer else ""
    rules = mandate_sentence(mandate, people) or translate("Evidence", "any one signatory signs any amount")
    return ". ".join(filter(None, (rules, refer, mandate.instructions)))


def _answer(answer: StoredApproval | None) -> list[Fact]:
    translate = QCoreApplication.translate
    if answer is None:
        return []
    said = translate("Evidence", "approved") if answer.approved else translate("Evidence", "refused")
    at = f"{answer.at:%Y-%m-%d %H:%M:%S}"
    return [(_by(answer.operator, at), ": ".join(filter(None, (said, answer.note))))]


def _caption(at: int, stored: StoredReference, distance: float | None) -> str:
    lines = [f"R{at + 1}  {stored.added_at:%Y-%m-%d}"]
    if distance is not None:
        lines.append(QCoreApplication.translate("Evidence", "distance {value:.3f}").format(value=distance))
    if stored.retired_at is not None:
        lines.append(QCoreApplication.translate("Evidence", "retired since"))
    lines += removed_line(stored)
    return "\n".join(lines)


def _recommended(value: str) -> str:
    translate = QCoreApplication.translate
    return {
        "ACCEPT": translate("Evidence", "accept"),
        "FLAG": translate("Evidence", "flag"),
        "UNSCORABLE": translate("Evidence", "cannot score"),
    }[value]


def _filled(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple((name, value) for name, value in facts if value)


def _by(operator: str, at: str) -> str:
    return QCoreApplication.translate("Evidence", "{at} UTC by {operator}").format(at=at, operator=operator or "–")


def _named(what: str, which: str) -> str:
    return f"{which}: {what}" if which else what


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _distances(distances: tuple[float, ...]) -> str:
    return ", ".join(f"R{at} {distance:.3f}" for at, distance in enumerate(distances, start=1))
