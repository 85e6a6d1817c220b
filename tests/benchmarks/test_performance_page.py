from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import performance
from benchmarks.measuring import Benchmark


def startup() -> Benchmark:
    bench = Benchmark("startup", "one cheque", notes=["A note."])
    for way, seconds in (("sigverify", (1.0, 2.0, 1.5)), ("keras", (9.0, 8.0, 7.0))):
        bench.add("cold", way, "by the clock", "s", seconds)
    bench.add("cold", "sigverify", "memory", "MiB", [300])
    bench.aim("times faster", 4.0, 5.333, "×", at_least=True)
    bench.aim("memory", 200.0, 300.0, "MiB")
    return bench


def scale() -> Benchmark:
    bench = Benchmark("scale", "accounts")
    for references, ms in ((1, 0.5), (1000, 0.7)):
        bench.add("growth", f"{references:,}", "look-up", "ms", [ms])
        bench.add("growth", f"{references:,}", "memory", "MiB", [300])
    return bench


def made(folder: Path, monkeypatch: pytest.MonkeyPatch, *benches: Benchmark) -> str:
    for bench in benches:
        bench.write(folder)
    page = folder / "docs" / "performance.md"
    page.parent.mkdir(exist_ok=True)
    monkeypatch.setattr(sys, "argv", ["performance", str(folder), "--page", str(page)])
    performance.main()
    return page.read_text(encoding="utf-8")


def test_the_page_has_a_row_for_each_way_and_says_which_goals_were_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = made(tmp_path, monkeypatch, startup())
    assert "| cold | by the clock, s | memory, MiB |" in page
    assert "| sigverify | 1.50 (1.00–2.00) | 300 |" in page
    assert "| keras | 8.00 (7.00–9.00) |  |" in page
    assert "| times faster | ≥ 4.00 × | 5.33 × | yes |" in page
    assert "| memory | ≤ 200 MiB | 300 MiB | **no** |" in page
    assert "- A note." in page


def test_what_was_not_run_is_not_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = made(tmp_path, monkeypatch, startup())
    assert "## Start-up" in page
    assert "## Growth" not in page
    both = made(tmp_path, monkeypatch, scale())
    assert both.index("## Start-up") < both.index("## Growth")


def test_plots_lie_where_the_page_looks_for_them_and_are_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = made(tmp_path, monkeypatch, startup(), scale())
    images = tmp_path / "docs" / "images"
    for name in ("startup", "scale"):
        assert f"](images/performance-{name}.svg)" in page
    drawn = {path.name: path.read_bytes() for path in images.iterdir()}
    assert sorted(drawn) == ["performance-scale.svg", "performance-startup.svg"]
    assert b"look-up" in drawn["performance-scale.svg"]
    made(tmp_path, monkeypatch)
    assert {path.name: path.read_bytes() for path in images.iterdir()} == drawn


def test_a_folder_without_figures_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="no benchmark has written"):
        made(tmp_path, monkeypatch)


@pytest.mark.parametrize(("load", "busy"), [(1.0, False), (12.0, True)])
def test_a_busy_machine_is_told(load: float, busy: bool) -> None:
    bench = startup()
    bench.machine |= {"processors": 2, "load before": load}
    assert ("busy" in performance.machine([bench])) is busy
