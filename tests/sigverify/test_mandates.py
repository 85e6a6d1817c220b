from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from sigverify.errors import RecordsError
from sigverify.mandates import Mandate, MandateOutcome, Match, SigningRule, assign, check, valid_amount, validated

ANN, BOB, CAT = 11, 12, 13
EVERYBODY = (ANN, BOB, CAT)
THRESHOLDS = (0.6, 0.6, 0.6)
ONE_UP_TO_1000_ELSE_TWO = Mandate((SigningRule(1, up_to=Decimal(1000)), SigningRule(2)))

SIGNED_BY_ANN = [0.9, 0.2, 0.1]
SIGNED_BY_BOB = [0.3, 0.8, 0.1]
SIGNED_BY_NOBODY = [0.3, 0.2, 0.1]


def outcome(mandate: Mandate, amount: str | None, *signatures: list[float]) -> MandateOutcome:
    sum_of_money = None if amount is None else Decimal(amount)
    similarities = np.array(signatures).reshape(len(signatures), 3)
    return check(mandate, sum_of_money, similarities, EVERYBODY, THRESHOLDS).outcome


def test_without_rules_any_one_signatory_signs_any_amount() -> None:
    assert outcome(Mandate(), None, SIGNED_BY_BOB) is MandateOutcome.MET
    assert outcome(Mandate(), "1e9", SIGNED_BY_BOB) is MandateOutcome.MET
    assert outcome(Mandate(), "5", SIGNED_BY_NOBODY) is MandateOutcome.NOT_MET
    assert outcome(Mandate(), "5") is MandateOutcome.NOT_MET


@pytest.mark.parametrize(
    ("amount", "signatures", "expected"),
    [
        ("1000", [SIGNED_BY_ANN], MandateOutcome.MET),
        ("1000.01", [SIGNED_BY_ANN], MandateOutcome.NOT_MET),
        ("1000.01", [SIGNED_BY_ANN, SIGNED_BY_BOB], MandateOutcome.MET),
        ("1000.01", [SIGNED_BY_ANN, SIGNED_BY_NOBODY], MandateOutcome.NOT_MET),
        ("500", [SIGNED_BY_NOBODY], MandateOutcome.NOT_MET),
        (None, [SIGNED_BY_ANN], MandateOutcome.AMOUNT_UNKNOWN),
        (None, [SIGNED_BY_ANN, SIGNED_BY_BOB], MandateOutcome.MET),
        (None, [SIGNED_BY_NOBODY], MandateOutcome.NOT_MET),
    ],
)
def test_bands_of_amounts_ask_for_more_signatures(
    amount: str | None, signatures: list[list[float]], expected: MandateOutcome
) -> None:
    assert outcome(ONE_UP_TO_1000_ELSE_TWO, amount, *signatures) is expected


def test_the_same_person_twice_is_one_signature() -> None:
    assert outcome(ONE_UP_TO_1000_ELSE_TWO, "2000", SIGNED_BY_ANN, SIGNED_BY_ANN) is MandateOutcome.NOT_MET


def test_only_those_whom_the_rule_names_count() -> None:
    mandate = Mandate((SigningRule(1, frozenset({BOB, CAT})),))
    assert outcome(mandate, "5", SIGNED_BY_ANN) is MandateOutcome.NOT_MET
    assert outcome(mandate, "5", SIGNED_BY_BOB) is MandateOutcome.MET
    assert outcome(mandate, "5", SIGNED_BY_ANN, SIGNED_BY_BOB) is MandateOutcome.MET


def test_either_of_two_rules_for_the_same_amount_is_enough() -> None:
    mandate = Mandate((SigningRule(1, frozenset({ANN})), SigningRule(2, frozenset({BOB, CAT}))))
    assert outcome(mandate, "5", SIGNED_BY_ANN) is MandateOutcome.MET
    assert outcome(mandate, "5", SIGNED_BY_BOB) is MandateOutcome.NOT_MET
    assert outcome(mandate, "5", SIGNED_BY_BOB, [0.1, 0.1, 0.9]) is MandateOutcome.MET


def test_no_rule_for_the_amount_is_told() -> None:
    limited = Mandate((SigningRule(1, up_to=Decimal(100)),))
    assert outcome(limited, "100.001", SIGNED_BY_ANN) is MandateOutcome.AMOUNT_TOO_LARGE
    assert outcome(limited, None, SIGNED_BY_ANN) is MandateOutcome.AMOUNT_UNKNOWN


def test_always_refer_is_never_met_but_still_says_who_signed() -> None:
    found = check(Mandate(always_refer=True), None, np.array([SIGNED_BY_ANN]), EVERYBODY, THRESHOLDS)
    assert found.outcome is MandateOutcome.ALWAYS_REFER
    assert [match.signatory for match in found.matches] == [ANN]


def test_the_nearest_rule_says_how_many_signatures_are_missing() -> None:
    mandate = Mandate((SigningRule(3), SigningRule(2, frozenset({ANN, BOB}))))
    found = check(mandate, None, np.array([SIGNED_BY_ANN]), EVERYBODY, THRESHOLDS)
    assert (found.rule, found.missing) == (SigningRule(2, frozenset({ANN, BOB})), 1)


def test_two_signatures_are_shared_out_so_that_all_fit_best() -> None:
    # Each alone would be taken for Ann; together the second is hers and the first Bob's.
    similarities = np.array([[0.80, 0.75, 0.0], [0.90, 0.10, 0.0]])
    assert assign(similarities, EVERYBODY, THRESHOLDS) == (
        Match(0, BOB, 0.75, 0.6, accepted=True),
        Match(1, ANN, 0.90, 0.6, accepted=True),
    )


def test_a_signature_is_not_given_away_only_because_it_would_pass_there() -> None:
    similarities = np.array([[0.95, 0.70, 0.0], [0.67, 0.50, 0.0]])
    assert [match.signatory for match in assign(similarities, EVERYBODY, THRESHOLDS)] == [ANN, BOB]


def test_each_signatory_has_a_threshold_of_their_own() -> None:
    matches = assign(np.array([[0.9, 0.1]]), (ANN, BOB), (0.95, 0.1))
    assert matches == (Match(0, ANN, 0.9, 0.95, accepted=False),)
    assert assign(np.array([[0.95, 0.1]]), (ANN, BOB), (0.95, 0.1))[0].accepted


def test_what_could_not_be_scored_and_what_is_left_over_match_nobody() -> None:
    similarities = np.array([[np.nan, np.nan], [0.1, 0.7], [0.2, 0.3]])
    found = [(match.signatory, match.accepted) for match in assign(similarities, (ANN, BOB), (0.6, 0.6))]
    assert found == [(None, False), (BOB, True), (ANN, False)]
    assert assign(np.empty((1, 0)), (), ())[0].signatory is None


def test_similarities_of_another_shape_are_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="similarities"):
        assign(np.zeros((1, 2)), (ANN,), (0.5,))


def test_how_many_signatures_to_look_for() -> None:
    assert Mandate().most_signatures(None) == 1
    assert ONE_UP_TO_1000_ELSE_TWO.most_signatures(Decimal(1)) == 2
    assert Mandate((SigningRule(2, up_to=Decimal(10)),)).most_signatures(Decimal(11)) == 1


def test_a_mandate_is_kept_in_the_order_of_its_amounts() -> None:
    rules = (SigningRule(2), SigningRule(1, up_to=Decimal(500)), SigningRule(1, up_to=Decimal(20)))
    ordered = validated(Mandate(rules, instructions=" call first "), EVERYBODY)
    assert [rule.up_to for rule in ordered.rules] == [20, 500, None]
    assert ordered.instructions == "call first"


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (SigningRule(0), "0 of 3"),
        (SigningRule(4), "4 of 3"),
        (SigningRule(2, frozenset({ANN})), "2 of 1"),
        (SigningRule(1, frozenset({ANN, 99})), "signatory 99"),
        (SigningRule(1, up_to=Decimal(0)), "amount"),
        (SigningRule(1, up_to=Decimal("NaN")), "amount"),
    ],
)
def test_a_rule_that_nobody_can_meet_is_refused(rule: SigningRule, problem: str) -> None:
    with pytest.raises(RecordsError, match=problem):
        validated(Mandate((rule,)), EVERYBODY)


@pytest.mark.parametrize("text", ["0", "-5", "1e15", "12.3456", "NaN", "Infinity", "ten", "", "1,000"])
def test_what_no_cheque_is_drawn_for_is_refused(text: str) -> None:
    with pytest.raises(RecordsError, match="cannot be the amount"):
        valid_amount(text)


def test_amounts_are_exact() -> None:
    assert valid_amount("12500.10") + valid_amount("0.2") == Decimal("12500.30")
