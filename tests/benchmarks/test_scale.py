from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import measuring, scale
from benchmarks.desk import Pair
from sigverify.app import App
from sigverify.settings import Settings


@pytest.fixture
def app(demo_bank: Path, tmp_path: Path) -> App:
    return App(Settings(Path(shutil.copytree(demo_bank / "data", tmp_path / "data"))))


def test_every_size_is_measured_and_the_last_one_is_what_was_asked_for(app: App, demo_bank: Path) -> None:
    bench = measuring.Benchmark("scale", "a demo bank")
    reference = min((demo_bank / "references" / "00100001").iterdir())
    before = app.records.count_accounts()
    pair = Pair(reference, "00100001", reference)
    scale.growth(bench, app.settings, [pair], 100)
    sizes = list(dict.fromkeys(figure.way for figure in bench.figures))
    assert sizes == ["1", "10", "100"]
    measured = [figure.what for figure in bench.figures if figure.way == "100"]
    assert len(set(measured)) == len(measured) == 7
    assert min(value for figure in bench.figures for value in figure.values) > 0
    assert App(app.settings).records.count_accounts() == before + 100 // scale.EACH
