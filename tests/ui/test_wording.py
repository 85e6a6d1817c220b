from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from calibration.metrics import ErrorRate
from calibration.operating import Target
from calibration.profile import Evidence
from sigverify.jobs import Doing
from sigverify.judging import Reason
from sigverify.mandates import MandateOutcome
from sigverify.remarks import Flaw, Remark
from ui.language import ASSETS
from ui.wording import (
    DOING,
    FLAWS,
    OUTCOMES,
    REASONS,
    REMARKS,
    evidence_sentence,
    margin,
    progress_text,
    quality_text,
    reason_text,
)


def evidence(far: ErrorRate, frr: ErrorRate) -> Evidence:
    return Evidence(far, far, frr, frr, 45, 3210, 4100, 9000, Target())


def test_rates_are_told_as_counts_with_their_intervals() -> None:
    said = evidence_sentence(evidence(ErrorRate(1 / 12, 0.05, 0.12), ErrorRate(0.1, 0.07, 0.135)))
    assert said == (
        "At this threshold 1 in 12 skilled forgeries (95 % interval 5 to 12 %) passed and "
        "1 in 10 genuine signatures (95 % interval 7 to 14 %) were rejected, on 45 validation writers."
    )


def test_no_errors_are_told_with_how_many_were_tried() -> None:
    said = evidence_sentence(evidence(ErrorRate(0.0, 0.0, 0.0007), ErrorRate(0.4, 0.3, 0.5)))
    assert "none of 4,100 skilled forgeries (95 % interval 0 to 0.07 %) passed" in said
    assert "40 in 100 genuine signatures" in said


def test_a_similarity_at_the_threshold_is_above_it_as_the_recommendation_takes_it() -> None:
    assert margin(0.66, 0.66) == "0.00 above the threshold"
    assert margin(0.58, 0.66) == "0.08 below the threshold"


def test_every_remark_and_reason_can_be_translated() -> None:
    assert tuple(REMARKS) == tuple(remark.value for remark in Remark)
    assert tuple(FLAWS) == tuple(flaw.value for flaw in Flaw)
    assert tuple(DOING) == tuple(doing.value for doing in Doing)
    assert set(Reason) <= set(REASONS)
    assert {outcome.value for outcome in MandateOutcome} <= set(OUTCOMES)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator(qapp)
    assert translator.load(str(ASSETS / "sigverify_de.qm"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("german")
def test_flaws_and_what_a_job_is_at_are_told_in_german() -> None:
    for flaw in Flaw:
        told = flaw.told(dpi=71, degrees=4)
        said = quality_text(f"{told} Something that nobody knows.")
        assert told not in said
        assert said.endswith(" Something that nobody knows.")
    assert "71" in quality_text(Flaw.COARSE.told(dpi=71))
    for doing in Doing:
        told = doing.told(account="00123456")
        assert progress_text(told) != told
    assert "00123456" in progress_text(Doing.ENROLLING.told(account="00123456"))
    assert progress_text("my signatures.png") == "my signatures.png"


@pytest.mark.usefixtures("german")
def test_a_reason_of_several_sentences_is_told_in_german() -> None:
    reason = " ".join(
        (
            Remark.PRESENTED_BEFORE.told(file="a.tif", page=2, run=7),
            Reason.NO_REFERENCE.value,
            Remark.NOT_ENROLLED.told(account="00123456", origin="file name"),
            "Something that nobody knows.",
        )
    )
    said = reason_text(reason)
    for english in ("presented", "reference", "enrolled", "file name"):
        assert english not in said
    for kept in ("a.tif", "00123456", "7", "Something that nobody knows."):
        assert kept in said
