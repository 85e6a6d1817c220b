"""`locate` and `clean` as programs call them, on the demo bank's cheques."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sigverify import templates
from sigverify.cli import run
from sigverify.geometry import Box
from sigverify.scans import read


def truth(bank: Path, *kinds: str) -> list[tuple[Path, Box]]:
    with (bank / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in kinds]
    boxes = [row["box"].strip("[]()").replace(",", " ").split() for row in rows]
    return [(bank / row["file"], Box(*map(int, box))) for row, box in zip(rows, boxes, strict=True) if box]


def test_locate_prints_boxes_and_confidences(demo_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path, box), *_ = truth(demo_bank, "genuine")
    assert run(["locate", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert Box(*answer["boxes"][0]).iou(box) > 0.5
    assert len(answer["confidences"]) == len(answer["boxes"])
    assert sorted(answer["confidences"], reverse=True) == answer["confidences"]


def test_a_taught_form_s_region_goes_first(
    demo_bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path, _), *_ = truth(demo_bank, "genuine")
    scan = read(path)
    # Where the payee's name is written.
    payee = Box(
        round(0.1 * scan.width), round(0.15 * scan.height), round(0.7 * scan.width), round(0.28 * scan.height)
    )
    templates.save(tmp_path, templates.teach(scan, payee, "odd form", form="odd"))
    assert run(["locate", str(path), "--json", "--form", "odd", "--data", str(tmp_path)]) == 0
    taught = json.loads(capsys.readouterr().out)
    assert Box(*taught["boxes"][0]).overlap(payee) > 0.5 * Box(*taught["boxes"][0]).area
    assert run(["locate", str(path), "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["boxes"][0] != taught["boxes"][0]


def test_clean_writes_the_ink_black_on_white(demo_bank: Path, tmp_path: Path) -> None:
    (path, box), *_ = truth(demo_bank, "genuine")
    out = tmp_path / "ink.png"
    wide = ",".join(map(str, box.grown(20).as_tuple()))
    assert run(["clean", str(path), "--out", str(out), "--box", wide]) == 0
    with Image.open(out) as image:
        pixels, dpi = np.asarray(image), image.info["dpi"][0]
    assert pixels.ndim == 2
    assert pixels.max() == 255
    assert pixels.min() < 40
    assert abs(dpi - read(path).dpi) < 1
    assert 0.02 < (pixels < 128).mean() < 0.5


def test_clean_says_when_there_is_nothing(demo_bank: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "blank.png"
    Image.new("L", (1600, 720), 250).save(sheet, dpi=(200, 200))
    out = tmp_path / "ink.png"
    assert run(["clean", str(sheet), "--out", str(out)]) == 2
    assert not out.exists()


def test_clean_into_a_missing_folder_is_an_error_for_the_user(demo_bank: Path, tmp_path: Path) -> None:
    (path, _), *_ = truth(demo_bank, "genuine")
    assert run(["clean", str(path), "--out", str(tmp_path / "nowhere" / "ink.png")]) == 3
