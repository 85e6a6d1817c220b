"""What came out of a run, made anew from the records at any time."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from sigverify.app import App
from sigverify.batch import reporting
from sigverify.cli import run
from sigverify.judging import Recommendation
from sigverify.records import retention
from sigverify.settings import Settings


@pytest.fixture(scope="module")
def done(demo_bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `cheques`, `data` and the results `out` of a run over five cheques and a bad file."""
    folder = tmp_path_factory.mktemp("night")
    shutil.copytree(demo_bank / "data", folder / "data")
    (folder / "cheques").mkdir()
    for path in sorted((demo_bank / "cheques").iterdir())[:5]:
        shutil.copy(path, folder / "cheques")
    (folder / "cheques" / "=1+2.jpg").write_bytes(b"no picture")
    command = ["batch", str(folder / "cheques"), "--manifest", str(demo_bank / "manifest.csv")]
    assert run([*command, "--out", str(folder / "out"), "--data", str(folder / "data")]) == 0
    return folder


def test_runs_are_listed_without_a_number(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--data", str(done / "data")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"1  {done / 'cheques'}  6 cheques")
    assert "finished" in line


def test_the_report_is_what_the_run_wrote_and_has_pictures(
    done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "1", "--out", str(tmp_path), "--data", str(done / "data")]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.name for path in paths] == ["run-1.csv", "run-1.jsonl", "run-1.pdf"]
    assert paths[0].read_bytes() == (done / "out" / "results.csv").read_bytes()
    with paths[0].open(newline="") as file:
        assert next(csv.DictReader(file))["file"] == "'=1+2.jpg", "no spreadsheet runs it"
    told = [json.loads(line) for line in paths[1].read_text().splitlines()]
    assert sorted(row["file"] for row in told)[0] == "=1+2.jpg"
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)
    document = pypdfium2.PdfDocument(paths[2])
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    for said in ("Batch run 1", str(done / "cheques"), "=1+2.jpg", "For a person to look at"):
        assert said in text
    pictures = [
        item for page in document for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    ]
    flagged = [row for row in told if row["recommendation"] == "FLAG"]
    assert len(pictures) >= 2 * len(flagged)


def test_flagged_ones_nearest_to_the_threshold_come_first(done: Path) -> None:
    app = App(Settings(done / "data"))
    with app.records:
        report = reporting.report_on(app, 1)
        kinds = [item.result.recommendation for item in report.to_review]
        assert Recommendation.ACCEPT not in kinds
        assert kinds == sorted(kinds, key=[Recommendation.FLAG, Recommendation.UNSCORABLE].index)
        scored = [item.result.similarity is not None for item in report.items]
        assert sum(map(sum, report.histogram)) == sum(scored)


def test_a_scan_that_is_gone_or_was_changed_is_not_shown(done: Path, tmp_path: Path) -> None:
    app = App(Settings(done / "data"))
    with app.records as records:
        item = next(item for item in records.batch_items(1) if item.result.similarity is not None)
        path = done / "cheques" / item.result.file
        found = records.batch_run(1)
        whole = reporting.side_by_side(app, found, item)
        assert whole.reference is not None
        assert whole.questioned is not None
        assert whole.missing == ""
        kept = path.read_bytes()
        try:
            path.write_bytes(kept + b"changed")
            assert "changed since" in reporting.side_by_side(app, found, item).missing
            path.unlink()
            gone = reporting.side_by_side(app, found, item)
            assert gone.questioned is None
            assert "does not exist" in gone.missing
        finally:
            path.write_bytes(kept)


def test_a_reference_that_retention_removed_is_not_shown(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(done / "data", tmp_path / "data")
    monkeypatch.setattr(retention, "SHORTEST", timedelta())
    app = App(Settings(tmp_path / "data"))
    with app.records as records:
        item = next(item for item in records.batch_items(1) if item.result.similarity is not None)
        for one in records.references(item.result.account or ""):
            records.retire_reference(one.id, "a new card")
        today = datetime.now(UTC)
        assert records.purge(today).images > 0
        shown = reporting.side_by_side(app, records.batch_run(1), item)
        assert shown.reference is None
        assert shown.questioned is not None
        assert shown.missing == f"The reference was removed on {today:%Y-%m-%d} by retention."
        assert records.verify_audit().intact


@pytest.mark.parametrize("arguments", [["report", "99"], ["report", "1", "--format", "docx"]])
def test_what_cannot_be_reported_is_said(
    done: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--data", str(done / "data")]) == 3
    assert capsys.readouterr().err


def test_columns_and_patterns_of_no_use_are_said(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = ["batch", str(done / "cheques"), "--data", str(done / "data")]
    for wrong in (["--column", "account"], ["--pattern", "{number}"]):
        assert run([*batch, *wrong]) == 3
        assert capsys.readouterr().err
