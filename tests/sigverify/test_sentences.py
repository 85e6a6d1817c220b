"""Remarks are put down in English, and can be said in other words again."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

import pytest

from sigverify.jobs import Doing
from sigverify.remarks import Flaw, Remark
from sigverify.sentences import Sentence, recognised, reworded


def coded(code: Sentence, parameters: Mapping[str, str]) -> str:
    return f"<{code.name} {dict(parameters)}>"


def parameters_of(code: Sentence) -> dict[str, str]:
    return {name: f"x.{at} y" for at, (_, name, _, _) in enumerate(Formatter().parse(code)) if name}


@pytest.mark.parametrize("code", [*Remark, *Flaw])
def test_each_is_known_again_with_its_parameters(code: Sentence) -> None:
    parameters = parameters_of(code)
    told = f"Before. {code.told(**parameters)} After."
    assert "{" not in told
    assert reworded(told, type(code), coded) == f"Before. {coded(code, parameters)} After."


@pytest.mark.parametrize("code", Doing)
def test_what_a_job_is_at_is_known_again_where_it_stands_alone(code: Doing) -> None:
    parameters = parameters_of(code)
    assert recognised(code.told(**parameters), Doing) == (code, parameters)
    assert recognised(f"my {code.told(**parameters)}.png", Doing) is None


def test_several_are_known_again_and_all_else_stays() -> None:
    first, second = Remark.NO_MANIFEST, Remark.LINE_NOT_ENROLLED
    said = reworded(f"{first.told()} {second.told(account=77)} Something else.", Remark, coded)
    assert said == f"{coded(first, {})} {coded(second, {'account': '77'})} Something else."


def test_braces_in_a_parameter_are_no_parameter() -> None:
    told = Remark.BAD_AMOUNT.told(said="{run}")
    assert reworded(told, Remark, lambda remark, parameters: remark.told(**parameters)) == told
