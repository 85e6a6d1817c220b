"""Remarks are put down in English, and can be said in other words again."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

import pytest

from sigverify.remarks import Remark, reworded


def coded(remark: Remark, parameters: Mapping[str, str]) -> str:
    return f"<{remark.name} {dict(parameters)}>"


@pytest.mark.parametrize("remark", Remark)
def test_each_is_known_again_with_its_parameters(remark: Remark) -> None:
    parameters = {name: f"x.{at} y" for at, (_, name, _, _) in enumerate(Formatter().parse(remark)) if name}
    told = f"Before. {remark.told(**parameters)} After."
    assert "{" not in told
    assert reworded(told, coded) == f"Before. {coded(remark, parameters)} After."


def test_several_are_known_again_and_all_else_stays() -> None:
    first, second = Remark.NO_MANIFEST, Remark.LINE_NOT_ENROLLED
    said = reworded(f"{first.told()} {second.told(account=77)} Something else.", coded)
    assert said == f"{coded(first, {})} {coded(second, {'account': '77'})} Something else."


def test_braces_in_a_parameter_are_no_parameter() -> None:
    told = Remark.BAD_AMOUNT.told(said="{run}")
    assert reworded(told, lambda remark, parameters: remark.told(**parameters)) == told
