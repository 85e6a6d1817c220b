"""Sentences of the desk that are made from numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sigverify.jobs import Doing
from sigverify.remarks import Flaw, Remark
from sigverify.sentences import recognised, reworded
from ui.language import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from calibration.metrics import ErrorRate
    from calibration.profile import Evidence
    from sigverify.mandates import Mandate, SigningRule

# Those of sigverify.judging.Reason after which it is told, in brackets, of what.
COPIES = (
    QT_TRANSLATE_NOOP("Reason", "The signature is probably a copy of a reference."),
    QT_TRANSLATE_NOOP("Reason", "The signature is probably a copy of one on an earlier cheque."),
)

# Sentences of sigverify.judging.Reason; the desk shows them in its own language.
REASONS = (
    *COPIES,
    QT_TRANSLATE_NOOP("Reason", "The similarity reaches the threshold."),
    QT_TRANSLATE_NOOP("Reason", "The similarity is below the threshold."),
    QT_TRANSLATE_NOOP("Reason", "The similarity lies between the two thresholds. Let a second person look at it."),
    QT_TRANSLATE_NOOP("Reason", "There is no reference to compare with. Add one to the account."),
    QT_TRANSLATE_NOOP("Reason", "No signature was found on the cheque. Draw its box by hand if there is one."),
    QT_TRANSLATE_NOOP("Reason", "There is too little ink to be a signature."),
    QT_TRANSLATE_NOOP("Reason", "There is no calibration profile. Run the calibration."),
    QT_TRANSLATE_NOOP("Reason", "The calibration profile belongs to another model. Run the calibration again."),
    QT_TRANSLATE_NOOP("Reason", "The scan cannot be read."),
    QT_TRANSLATE_NOOP("Reason", "The scan is too poor to compare signatures on it. Scan the cheque again."),
)

# Sentences of sigverify.mandates.MandateOutcome, which may stand as the reason of a recommendation.
OUTCOMES = (
    QT_TRANSLATE_NOOP("Reason", "Signed as the mandate asks."),
    QT_TRANSLATE_NOOP("Reason", "Not signed as the mandate asks."),
    QT_TRANSLATE_NOOP("Reason", "The mandate asks to refer every cheque of this account."),
    QT_TRANSLATE_NOOP("Reason", "The mandate depends on the amount. Enter it."),
    QT_TRANSLATE_NOOP("Reason", "No rule of the mandate covers this amount."),
)
# Sentences of sigverify.remarks.Remark, and where an account came from.
REMARKS = (
    QT_TRANSLATE_NOOP(
        "Reason", "The manifest says account {listed}, the magnetic line {printed}. Look which is right."
    ),
    QT_TRANSLATE_NOOP("Reason", "The manifest lists the file for several accounts: {accounts}."),
    QT_TRANSLATE_NOOP("Reason", "The manifest lists the file twice."),
    QT_TRANSLATE_NOOP("Reason", "The manifest's amount '{said}' cannot be understood."),
    QT_TRANSLATE_NOOP("Reason", "The manifest's date '{said}' cannot be understood."),
    QT_TRANSLATE_NOOP("Reason", "Account {account} ({origin}) is not enrolled. Enrol it, or check the number."),
    QT_TRANSLATE_NOOP("Reason", "The manifest does not name its account."),
    QT_TRANSLATE_NOOP("Reason", "No manifest names its account."),
    QT_TRANSLATE_NOOP("Reason", "No magnetic line can be read."),
    QT_TRANSLATE_NOOP("Reason", "The magnetic line does not tell the account."),
    QT_TRANSLATE_NOOP("Reason", "Account {account} of the magnetic line is not enrolled."),
    QT_TRANSLATE_NOOP("Reason", "The same cheque was presented before: {file}, page {page}, run {run}."),
    QT_TRANSLATE_NOOP("Reason", "The program that reads {file} was ended. Open and save it in another program."),
    QT_TRANSLATE_NOOP("Reason", "The program that reads {file} hangs. Open and save it in another program."),
    QT_TRANSLATE_NOOP("Reason", "The back of a cheque."),
)
ORIGINS = (
    QT_TRANSLATE_NOOP("Origin", "manifest"),
    QT_TRANSLATE_NOOP("Origin", "line"),
    QT_TRANSLATE_NOOP("Origin", "file name"),
)
# Sentences of sigverify.remarks.Flaw.
FLAWS = (
    QT_TRANSLATE_NOOP("Quality", "The scan is nearly black."),
    QT_TRANSLATE_NOOP("Quality", "There is next to nothing to be seen: the scan is almost of one brightness."),
    QT_TRANSLATE_NOOP("Quality", "The scan is faint: little contrast between ink and paper."),
    QT_TRANSLATE_NOOP("Quality", "The scan is too dark."),
    QT_TRANSLATE_NOOP("Quality", "The scan is so blurred that strokes run together."),
    QT_TRANSLATE_NOOP("Quality", "The scan is blurred."),
    QT_TRANSLATE_NOOP("Quality", "The image is too small to show a signature."),
    QT_TRANSLATE_NOOP("Quality", "The resolution is low ({dpi} dots per inch); scan at 200 or more."),
    QT_TRANSLATE_NOOP("Quality", "The scan lay askew by {degrees} degrees."),
    QT_TRANSLATE_NOOP("Quality", "The scan is larger than a cheque: there may be another document on it."),
    QT_TRANSLATE_NOOP("Quality", "A corner is folded or torn off."),
)
# What sigverify.jobs.Doing says of a job.
DOING = (
    QT_TRANSLATE_NOOP("Doing", "reading signatures"),
    QT_TRANSLATE_NOOP("Doing", "embedding"),
    QT_TRANSLATE_NOOP("Doing", "comparing"),
    QT_TRANSLATE_NOOP("Doing", "verifications on record"),
    QT_TRANSLATE_NOOP("Doing", "signatures"),
    QT_TRANSLATE_NOOP("Doing", "pairs"),
    QT_TRANSLATE_NOOP("Doing", "records"),
    QT_TRANSLATE_NOOP("Doing", "references of {account}"),
    QT_TRANSLATE_NOOP("Doing", "enrolling {account}"),
    QT_TRANSLATE_NOOP("Doing", "loading TensorFlow"),
    QT_TRANSLATE_NOOP("Doing", "done"),
)


def reason_text(reason: str) -> str:
    """Return the reason on record, of one sentence or several, in the desk's language, as far as it knows them."""
    for sentence in (*REASONS, *OUTCOMES):
        if sentence in reason:
            reason = reason.replace(sentence, QCoreApplication.translate("Reason", sentence))
    return reworded(reason, Remark, _remark)


def quality_text(quality: str) -> str:
    """Return what is wrong with a scan, of one sentence or several, in the desk's language."""
    return reworded(quality, Flaw, _flaw)


def progress_text(note: str) -> str:
    """Return what a job is at, in the desk's language; names stay as they are."""
    found = recognised(note, Doing)
    return note if found is None else QCoreApplication.translate("Doing", found[0].value).format(**found[1])


def evidence_sentence(evidence: Evidence, *, stricter: bool = False) -> str:
    """Say what the profile's threshold did to the pairs that it was chosen on.

    `stricter` where a signatory's own threshold was used instead, which is higher.
    """
    translate = QCoreApplication.translate
    said = translate(
        "Wording",
        "At this threshold {forgeries} passed and {genuine} were rejected, on {writers} validation writers.",
    )
    if stricter:
        said = translate(
            "Wording",
            "The signatory's own threshold is stricter than the profile's, at which {forgeries} passed and "
            "{genuine} were rejected, on {writers} validation writers. At this one no more pass, and no fewer are "
            "rejected.",
        )
    return said.format(
        forgeries=_share(evidence.far, evidence.skilled, translate("Wording", "skilled forgeries")),
        genuine=_share(evidence.frr, evidence.genuine, translate("Wording", "genuine signatures")),
        writers=evidence.writers,
    )


def margin(similarity: float, threshold: float) -> str:
    """Say how far a similarity is from the threshold; at it counts as above, as it does for the recommendation."""
    apart = similarity - threshold
    translate = QCoreApplication.translate
    if apart >= 0:
        return translate("Wording", "{apart:.2f} above the threshold").format(apart=apart)
    return translate("Wording", "{apart:.2f} below the threshold").format(apart=-apart)


def mandate_sentence(mandate: Mandate, signatories: int) -> str:
    """Say in one line who has to sign; "" where any one signatory may sign anything."""
    return "; ".join(_rule(rule, signatories) for rule in mandate.rules)


def decision_name(decision: str) -> str:
    """Return what the clerk did, in the desk's language."""
    translate = QCoreApplication.translate
    return {
        "ACCEPTED": translate("Decision", "Accepted"),
        "FLAGGED": translate("Decision", "Flagged"),
        "PUT_ASIDE": translate("Decision", "Put aside"),
        "UNDONE": translate("Decision", "Undone"),
    }[decision]


def outcome_name(outcome: str) -> str:
    """Return how a signature turned out, in the desk's language."""
    translate = QCoreApplication.translate
    return {
        "GENUINE": translate("Outcome", "Genuine"),
        "SKILLED": translate("Outcome", "A practised copy"),
        "RANDOM": translate("Outcome", "Somebody else's own signature"),
        "UNKNOWN": translate("Outcome", "Not known"),
    }[outcome]


def money(amount: Decimal) -> str:
    """Write an amount with its thousands apart."""
    return f"{amount:,}".replace(",", "\u202f")


def _remark(remark: Remark, parameters: Mapping[str, str]) -> str:
    said = dict(parameters)
    if "origin" in said:
        said["origin"] = QCoreApplication.translate("Origin", said["origin"])
    return QCoreApplication.translate("Reason", remark.value).format(**said)


def _flaw(flaw: Flaw, parameters: Mapping[str, str]) -> str:
    return QCoreApplication.translate("Quality", flaw.value).format(**parameters)


def _rule(rule: SigningRule, signatories: int) -> str:
    translate = QCoreApplication.translate
    of = len(rule.signatories) or signatories
    if rule.up_to is None:
        return translate("Wording", "{count} of {of} to sign any amount").format(count=rule.count, of=of)
    said = translate("Wording", "{count} of {of} to sign up to {amount}")
    return said.format(count=rule.count, of=of, amount=money(rule.up_to))


def _share(rate: ErrorRate, of: int, what: str) -> str:
    """Spell a rate as a count that people can picture, with its interval over writers."""
    translate = QCoreApplication.translate
    interval = translate("Wording", "95 % interval {low:.2g} to {high:.2g} %").format(
        low=100 * rate.low, high=100 * rate.high
    )
    if rate.value == 0:
        said = translate("Wording", "none of {of:,} {what} ({interval})")
    elif rate.value < 0.3:
        said = translate("Wording", "1 in {one_in:,} {what} ({interval})")
    else:
        said = translate("Wording", "{in_hundred} in 100 {what} ({interval})")
    one_in = round(1 / rate.value) if rate.value else 0
    return said.format(of=of, what=what, interval=interval, one_in=one_in, in_hundred=round(100 * rate.value))
