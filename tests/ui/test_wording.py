from __future__ import annotations

from calibration.metrics import ErrorRate
from calibration.operating import Target
from calibration.profile import Evidence
from ui.wording import evidence_sentence, margin


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
