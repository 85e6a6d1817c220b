"""One scan, one canvas, one distance: by whichever way it comes in."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from models.embedder import KerasEmbedder, OnnxEmbedder
from sigverify import batch, canvas, dataset, ink, scans
from sigverify.app import App
from sigverify.cli import run
from sigverify.demo.press import DESIGNS, blank_form
from sigverify.fusion import fuse
from sigverify.settings import Settings
from sigverify.verifier import Verification
from tests.drawing import scrawl
from ui.desk import DeskWindow

ACCOUNT = "00100001"


@pytest.fixture
def cheque(demo_bank: Path) -> Path:
    with (demo_bank / "truth.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return demo_bank / next(row["file"] for row in rows if row["account"] == ACCOUNT and row["kind"] == "genuine")


@pytest.fixture
def own_data(demo_bank: Path, tmp_path: Path) -> Path:
    """Return a copy of the bank's records: what is verified in them is put on record."""
    return Path(shutil.copytree(demo_bank / "data", tmp_path / "data"))


@pytest.fixture
def references(demo_bank: Path) -> list[Path]:
    return sorted((demo_bank / "references" / ACCOUNT).glob("*.png"))


@pytest.fixture
def verified(demo_bank: Path, cheque: Path, references: list[Path]) -> Verification:
    """What the verifier itself says."""
    app = App(Settings(demo_bank / "data"))
    return app.verifier.verify(scans.read(cheque), app.read_references(references))


@pytest.fixture
def straight(verified: Verification) -> tuple[float, ...]:
    """Distances by the verifier itself."""
    return verified.distances


def test_command_line_from_files_and_from_the_account(
    own_data: Path,
    cheque: Path,
    references: list[Path],
    straight: tuple[float, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_files = [part for reference in references for part in ("--reference", str(reference))]
    for how in (by_files, ["--account", ACCOUNT, "--data", str(own_data)]):
        capsys.readouterr()
        run(["verify", str(cheque), *how, "--json"])
        found = json.loads(capsys.readouterr().out)
        assert found["distances"] == pytest.approx(straight, abs=1e-5)


def test_batch(demo_bank: Path, own_data: Path, cheque: Path, verified: Verification, tmp_path: Path) -> None:
    app = App(Settings(own_data))
    summary = batch.run(app, cheque.parent, batch.Setup(demo_bank / "manifest.csv"), out=tmp_path / "out")
    items = app.records.batch_items(summary.run_id)
    (row,) = [item.result for item in items if item.result.file == cheque.name]
    assert row.similarity == pytest.approx(verified.similarity, abs=1e-5)


def test_two_words_far_apart(own_data: Path, tmp_path: Path) -> None:
    """A signature that looks like two: the references tell, wherever it is verified."""
    page = blank_form(DESIGNS[0], 300).copy()
    right, line = (round(edge / 25.4 * 300) for edge in DESIGNS[0].sign_line[1:])
    signature = np.full((150, 800, 3), 255, np.uint8)
    for word, at in ((1, 0), (2, 450)):
        level = cv2.resize(scrawl(300, seed=word), (300, 110), interpolation=cv2.INTER_AREA)
        signature[20:130, at + 25 : at + 325] -= level[..., np.newaxis]
    there = page[line - 160 : line - 10, right - 800 : right]
    there[:] = np.minimum(there, signature)
    cheques, reference = tmp_path / "cheques", tmp_path / "reference.png"
    cheques.mkdir()
    Image.fromarray(page).save(cheques / "apart.png", dpi=(300, 300))
    Image.fromarray(signature).save(reference, dpi=(300, 300))
    app = App(Settings(own_data))
    app.enrol("00100777", reference, holder="Two Words")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("file,account\napart.png,00100777\n")
    (tmp_path / "out").mkdir()
    summary = batch.run(app, cheques, batch.Setup(manifest), out=tmp_path / "out")
    (item,) = app.records.batch_items(summary.run_id)
    whole = app.verify_account(scans.read(cheques / "apart.png"), "00100777")
    assert whole.box is not None
    assert whole.box.width > 600
    assert item.result.box == whole.box
    assert item.result.similarity == pytest.approx(whole.similarity, abs=1e-5)


def test_scores_of_pairs(
    own_data: Path, cheque: Path, references: list[Path], verified: Verification, tmp_path: Path
) -> None:
    with (tmp_path / "pairs.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["references", "questioned", "whole_scan"])
        table.writerow(["|".join(map(str, references)), cheque, "cheque"])
    command = [
        "score",
        str(tmp_path / "pairs.csv"),
        "--out",
        str(tmp_path / "scores.csv"),
        "--data",
        str(own_data),
    ]
    assert run(command) == 0
    with (tmp_path / "scores.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    fused = fuse(verified.distances, verified.spread, "relative")
    assert float(row["distance"]) == pytest.approx(fused, abs=1e-5)
    assert float(row["similarity"]) == pytest.approx(verified.similarity, abs=1e-5)


def test_the_desk(
    own_data: Path, cheque: Path, references: list[Path], straight: tuple[float, ...], qtbot: QtBot
) -> None:
    window = DeskWindow(Settings(own_data))
    qtbot.addWidget(window)
    window.show()
    window.verify_view.open_references(references)
    window.verify_view.open_cheque(cheque)

    def compared() -> bool:
        shown = window.verify_view.verified
        return shown is not None and len(shown.verification.distances) == len(references)

    qtbot.waitUntil(compared, timeout=20_000)
    assert window.verify_view.verified is not None
    assert window.verify_view.verified.verification.distances == pytest.approx(straight, abs=1e-5)
    window.close()


def test_training_and_calibration_read_the_very_canvas_that_the_verifier_compares(signature_set: Path) -> None:
    data = dataset.read([signature_set])
    for i in (0, 17, 40):
        taken = ink.extract(scans.read(data.files[i]))
        assert taken is not None
        assert np.array_equal(canvas.place(taken), data.arrays.canvases[i])


def test_the_exported_network_answers_as_the_one_that_was_trained(signature_set: Path) -> None:
    pytest.importorskip("keras", reason="training is not installed")
    app = App(Settings(signature_set))
    canvases = dataset.read([signature_set]).arrays.canvases[:12]
    as_trained = KerasEmbedder(app.bundle).embed(canvases)
    assert np.abs(OnnxEmbedder(app.bundle).embed(canvases) - as_trained).max() < 1e-4
