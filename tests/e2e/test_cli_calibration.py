"""Choosing the threshold, and looking after profiles, at the command line."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sigverify.cli import run

STRICT = ["--far", "0.05", "--flag-frr", "0.2", "--band", "10000:far=0.03", "--mapping", "beta"]


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "bank")


@pytest.fixture(scope="module")
def kept(signature_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the distances of a first calibration, from which others are made at once."""
    folder = tmp_path_factory.mktemp("first")
    assert run(["calibrate", str(signature_set), "--data", str(folder)]) == 0
    [path] = (folder / "profiles").glob("*.npz")
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    status = run([str(one) for one in arguments])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_thresholds_are_chosen_anew_from_the_distances_that_were_kept(
    kept: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, [made] = answer(capsys, "calibrate", kept, *STRICT, "--json", "--data", data)
    assert status == 0
    assert made["target"]["kind"] == "far"
    assert made["far"] <= 0.05
    [band] = made["bands"]
    assert band["above"] == 10000
    assert band["far"] <= 0.03
    assert band["threshold"] >= made["threshold"]
    assert made["flag_below"] is None or made["flag_below"] < made["threshold"]


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--records", "x.npz"],
        ["x.npz", "--far", "0.1", "--eer"],
        ["x.npz", "--far", "1.5"],
        ["x.npz", "--band", "10000"],
        ["x.npz", "--band", "much:far=0.1"],
        ["x.npz", "--band", "1:far=0.1", "--band", "1:far=0.2"],
        ["x.npz", "--mapping", "wishful"],
        ["x.npz", "--flag-frr", "0"],
        ["x.npz", "--name", "../up"],
        ["nowhere.npz"],
    ],
)
def test_what_cannot_be_asked_for_is_usage(wrong: list[str], data: str) -> None:
    assert run(["calibrate", *wrong, "--data", data]) == 3


def test_a_target_out_of_reach_says_in_json_what_it_takes(
    kept: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, [told] = answer(capsys, "calibrate", kept, "--far-random", "0.001", "--json", "--data", data)
    assert status == 1
    assert (told["need"], told["kind"]) == (3000, "random forgeries")


def test_profiles_are_listed_compared_exported_taken_in_and_rolled_back(
    kept: Path, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, similarity in (("first", "0.4"), ("second", "0.7")):
        asked = ["--similarity", similarity, "--name", name, "--activate", "--data", data]
        assert run(["calibrate", str(kept), *asked]) == 0
    _, listed = answer(capsys, "profile", "list", "--json", "--data", data)
    assert [one["profile"].split("-")[0] for one in listed if one["active"]] == ["second"]
    assert {one["profile"].split("-")[0] for one in listed} == {"first", "second", "default"}
    _, [shown] = answer(capsys, "profile", "show", "first", "--json", "--data", data)
    assert shown["threshold"] == 0.4
    _, [compared] = answer(capsys, "profile", "compare", "first", "--json", "--data", data)
    assert compared["first"].startswith("second")
    assert compared["pairs"][0]["first"]["frr"]["value"] >= compared["pairs"][0]["second"]["frr"]["value"]
    assert compared["looked_at"] == 0
    file = tmp_path / "out.json"
    assert run(["profile", "export", "first", str(file), "--data", data]) == 0
    assert run(["profile", "export", "first", str(file), "--data", data]) == 3
    elsewhere = str(tmp_path / "other")
    assert run(["profile", "import", str(file), "--data", elsewhere]) == 0
    _, listed = answer(capsys, "profile", "list", "--json", "--data", elsewhere)
    assert shown["profile"] in [one["profile"] for one in listed if not one["active"]]
    assert run(["profile", "rollback", "--reason", "too strict", "--data", data]) == 0
    assert capsys.readouterr().out.strip() == f"{shown['profile']} is active now"
    assert run(["profile", "activate", "default", "--reason", "the shipped one", "--data", data]) == 0
    assert run(["profile", "show", "nobody", "--data", data]) == 3
    assert "there is no profile nobody" in capsys.readouterr().err


def test_a_damaged_profile_is_not_taken_in(data: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text("{}")
    assert run(["profile", "import", str(file), "--data", data]) == 3
    assert run(["profile", "import", str(tmp_path / "none.json"), "--data", data]) == 3


def test_outcomes_are_recorded_and_calibrated_on(
    signature_set: Path, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [["verification", "outcome", "source"]]
    for number, writer in enumerate(sorted((signature_set / "hands").iterdir())[:4]):
        genuine, forged = (sorted((writer / kind).iterdir()) for kind in ("genuine", "forged"))
        assert run(["enrol", str(number), str(genuine[0]), "--data", data]) == 0
        for path, outcome in ((genuine[1], "genuine"), (genuine[2], "Genuine"), (forged[0], "skilled")):
            run(["verify", str(path), "--account", str(number), "--data", data])
            lines.append([str(len(lines)), outcome, "the customer said so"])
    assert run(["calibrate", "--records", "--data", data]) == 3
    assert "0 cheques with an outcome" in capsys.readouterr().err
    file = tmp_path / "outcomes.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([*lines, ["99", "genuine", "nobody knows"]])
    assert run(["outcomes", "import", str(file), "--data", data]) == 3
    assert "line 14: there is no such verification" in capsys.readouterr().err
    assert run(["calibrate", "--records", "--data", data]) == 3, "nothing is stored before all is checked"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows(lines)
    assert run(["outcomes", "import", str(file), "--data", data]) == 0
    _, [made] = answer(capsys, "calibrate", "--records", "--json", "--data", data)
    assert (made["writers"], made["genuine"], made["skilled"]) == (4, 8, 4)
    assert run(["outcomes", "add", "1", "unknown", "--source", "an error", "--data", data]) == 0
    assert run(["outcomes", "add", "1", "perhaps", "--source", "x", "--data", data]) == 3
    _, [made] = answer(capsys, "calibrate", "--records", "--json", "--data", data)
    assert made["genuine"] == 7


def test_few_verifications_are_too_few_to_monitor(
    demo_bank: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = tmp_path / "bank"
    shutil.copytree(demo_bank / "data", copy)
    status, [told] = answer(capsys, "monitor", "--json", "--data", copy)
    assert status == 0
    assert told["drift"] == "too few"
    assert told["advice"] == "Too few signatures to tell: it takes 100"
