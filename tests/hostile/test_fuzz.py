"""A short run of benchmarks/fuzz.py; the long one is on record in docs/reliability.md."""

from __future__ import annotations

import sys

import pytest

from benchmarks.fuzz import run


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")
@pytest.mark.parametrize("seed", [11])
def test_spoilt_files_are_read_or_refused_by_name(seed: int) -> None:
    outcomes = run(files=400, seed=seed)
    assert len(outcomes) == 400
    assert [one for one in outcomes if one["finding"]] == []
    # It would prove nothing if all were refused, or none.
    ended = [one["ended"] for one in outcomes]
    assert min(ended.count("taken"), ended.count("refused")) > 40
