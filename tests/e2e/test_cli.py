"""The program as its users drive it: the commands, their JSON and their exit statuses."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import pytest

from sigverify.cli import run


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its exit status and its JSON lines."""

    def ask(*arguments: str) -> tuple[int, list[Any]]:
        status = run([str(argument) for argument in arguments])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]

    return ask


def truth(bank: Path) -> list[dict[str, str]]:
    with (bank / "truth.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def of_kind(bank: Path, kind: str) -> tuple[Path, str]:
    row = next(row for row in truth(bank) if row["kind"] == kind)
    return bank / row["file"], row["account"]


def test_verify_prints_the_contract_s_keys_and_exits_with_the_recommendation(demo_bank: Path, answer: Any) -> None:
    cheque, account = of_kind(demo_bank, "genuine")
    reference = sorted((demo_bank / "references" / account).glob("*.png"))[0]
    status, (found,) = answer("verify", cheque, "--reference", reference, "--json")
    assert list(found) == [
        "recommendation",
        "reason",
        "similarity",
        "threshold",
        "log10_lr",
        "distances",
        "box",
        "model",
        "profile",
        "seconds",
        "quality",
        "copy",
    ]
    assert found["quality"]["problems"] == []
    assert found["quality"]["hopeless"] is False
    assert status == {"ACCEPT": 0, "FLAG": 1, "UNSCORABLE": 2}[found["recommendation"]]
    assert len(found["distances"]) == 1
    assert len(found["box"]) == 4


def test_a_signature_compared_with_itself_is_accepted(demo_bank: Path, answer: Any) -> None:
    reference = sorted((demo_bank / "references").glob("*/*.png"))[0]
    status, (found,) = answer("verify", reference, "--reference", reference, "--json")
    assert (status, found["recommendation"]) == (0, "ACCEPT")


def test_several_references_may_follow_one_option_or_several(demo_bank: Path, answer: Any) -> None:
    one, *others = sorted((demo_bank / "references/00100001").glob("*.png"))
    _, (at_once,) = answer("verify", one, "--reference", *others, "--json")
    _, (repeated,) = answer(
        "verify", one, *(part for other in others for part in ("--reference", other)), "--json"
    )
    assert at_once["distances"] == repeated["distances"]
    assert len(at_once["distances"]) == len(others) == 2


def test_somebody_else_s_signature_is_flagged(demo_bank: Path, answer: Any) -> None:
    one, other = (sorted((demo_bank / "references" / a).glob("*.png"))[0] for a in ("00100001", "00100002"))
    status, (found,) = answer("verify", one, "--reference", other, "--json")
    assert (status, found["recommendation"]) == (1, "FLAG")


@pytest.mark.parametrize("kind", ["unsigned", "blank"])
def test_nothing_to_score_exits_with_two(demo_bank: Path, answer: Any, kind: str, tmp_path: Path) -> None:
    shutil.copytree(demo_bank / "data", tmp_path / "data")
    cheque, account = of_kind(demo_bank, kind)
    status, (found,) = answer("verify", cheque, "--account", account, "--json", "--data", tmp_path / "data")
    assert (status, found["recommendation"]) == (2, "UNSCORABLE")
    assert found["similarity"] is None
    assert found["box"] is None
    assert found["reason"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "missing.jpg", "--reference", "missing.png"],
        ["verify", "missing.jpg"],
        ["verify", "x.jpg", "--reference", "y.png", "--account", "1"],
        ["verify", "x.jpg", "--account", "1", "--box", "1,2,3"],
        ["verify", "x.jpg", "--account", "1", "--no-such-option"],
        ["locate", "missing.jpg"],
        ["batch", "missing-folder"],
        ["calibrate", "missing-folder"],
        ["evaluate", "missing-folder"],
        ["no-such-command"],
    ],
)
def test_usage_and_unreadable_input_exit_with_three(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 3
    printed = capsys.readouterr()
    assert printed.err
    assert "Traceback" not in printed.err


def test_an_unreadable_file_is_named_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "letter.jpg"
    bad.write_text("Dear Sir")
    assert run(["locate", str(bad)]) == 3
    assert str(bad) in capsys.readouterr().err


def test_enrol_then_verify_by_account_keeps_the_verification(demo_bank: Path, tmp_path: Path, answer: Any) -> None:
    cheque, account = of_kind(demo_bank, "genuine")
    images = sorted((demo_bank / "references" / account).glob("*.png"))
    data = tmp_path / "bank"
    assert (
        run(
            ["enrol", "77", *map(str, images), "--holder", "Robert'); DROP TABLE accounts;--", "--data", str(data)]
        )
        == 0
    )
    status, lines = answer("verify", cheque, "--account", "77", "--json", "--data", data)
    (found,) = lines
    assert len(found["distances"]) == len(images)
    from sigverify.app import App
    from sigverify.settings import load

    with App(load(data)).records as records:
        (kept,) = records.verifications("77")
    assert list(kept.distances) == pytest.approx(found["distances"])
    assert kept.recommendation.value == found["recommendation"]
    assert {0: "ACCEPT", 1: "FLAG"}[status] == found["recommendation"]


def test_an_account_that_nobody_enrolled_is_named(demo_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cheque, _ = of_kind(demo_bank, "genuine")
    assert run(["verify", str(cheque), "--account", "404404"]) == 3
    assert "404404" in capsys.readouterr().err


def test_locate_prints_one_object_a_file(demo_bank: Path, answer: Any) -> None:
    signed, _ = of_kind(demo_bank, "genuine")
    unsigned, _ = of_kind(demo_bank, "unsigned")
    status, lines = answer("locate", signed, unsigned, "--json")
    assert status == 0
    assert [list(line) for line in lines] == [["file", "boxes", "seconds", "confidences"]] * 2
    assert [line["file"] for line in lines] == [str(signed), str(unsigned)]
    assert len(lines[0]["boxes"]) >= 1
    assert lines[1]["boxes"] == []


def test_micr_prints_the_line_and_its_fields(demo_bank: Path, answer: Any) -> None:
    cheque = next(demo_bank / row["file"] for row in truth(demo_bank) if row["kind"] == "genuine")
    status, (line,) = answer("micr", cheque, "--json")
    assert status == 0
    assert list(line)[:5] == ["file", "text", "font", "fields", "seconds"]
    assert (line["font"], line["country"], line["problems"]) == ("E-13B", "IN", [])
    assert len(line["confidences"]) == len(line["text"])
    assert line["fields"]["serial"] == cheque.stem.removeprefix("chq_")


def test_batch_writes_one_row_a_cheque_and_goes_on_where_it_stopped(demo_bank: Path, tmp_path: Path) -> None:
    cheques, out = tmp_path / "cheques", tmp_path / "out"
    shutil.copytree(demo_bank / "cheques", cheques)
    (cheques / "bad.jpg").write_bytes(b"\xff\xd8 not a picture")
    shutil.copytree(demo_bank / "data", tmp_path / "data")
    command = ["batch", str(cheques), "--manifest", str(demo_bank / "manifest.csv"), "--out", str(out)]
    command += ["--data", str(tmp_path / "data")]
    assert run(command) == 0
    with (out / "results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "file",
        "page",
        "account",
        "recommendation",
        "reason",
        "similarity",
        "threshold",
        "box",
        "seconds",
        "quality",
        "number",
        "amount",
        "date",
        "origin",
        "duplicate",
        "decision",
    ]
    assert {row["file"] for row in rows} == {path.name for path in cheques.iterdir()}
    by_file = {row["file"]: row for row in rows}
    assert by_file["bad.jpg"]["recommendation"] == "UNSCORABLE"
    assert "bad.jpg" in by_file["bad.jpg"]["reason"]
    for entry in truth(demo_bank):
        row = by_file[Path(entry["file"]).name]
        assert row["account"] == entry["account"]
        assert (row["recommendation"] == "UNSCORABLE") == (entry["kind"] in ("unsigned", "blank"))

    # Three whole lines and a torn one are left: the records know all of it, and nothing is done again.
    journal = out / "results.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    assert len(lines) == len(rows)
    journal.write_text("".join(lines[:3]) + lines[3][:20])
    assert run(command) == 0
    assert journal.read_text().splitlines(keepends=True) == lines


def test_a_demo_bank_needs_no_manifest_for_the_line_names_the_account(demo_bank: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_bank / "data", tmp_path / "data")
    out = tmp_path / "out"
    assert run(["batch", str(demo_bank / "cheques"), "--out", str(out), "--data", str(tmp_path / "data")]) == 0
    with (out / "results.csv").open(newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    for entry in truth(demo_bank):
        row = rows[Path(entry["file"]).name]
        if entry["kind"] in ("genuine", "skilled", "random"):
            assert row["account"] == entry["account"]
            assert row["recommendation"] in ("ACCEPT", "FLAG")


def test_what_is_wrong_with_a_scan_stands_in_its_row(demo_bank: Path, tmp_path: Path) -> None:
    cheque, account = of_kind(demo_bank, "genuine")
    cheques, out = tmp_path / "cheques", tmp_path / "out"
    cheques.mkdir()
    cv2.imwrite(str(cheques / "blurred.png"), cv2.GaussianBlur(cv2.imread(str(cheque)), (0, 0), 14.0))
    (cheques / "manifest.csv").write_text(f"file,account\nblurred.png,{account}\n")
    shutil.copytree(demo_bank / "data", tmp_path / "data")
    command = ["batch", str(cheques), "--manifest", str(cheques / "manifest.csv"), "--out", str(out)]
    assert run([*command, "--data", str(tmp_path / "data")]) == 0
    with (out / "results.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["recommendation"] == "UNSCORABLE"
    assert "strokes run together" in row["quality"]
    (kept,) = map(json.loads, (out / "results.jsonl").read_text().splitlines())
    assert kept["quality"] == row["quality"]


@pytest.mark.parametrize(
    ("command", "empty"),
    [("locate", {"boxes": [], "confidences": []}), ("micr", {"text": "", "font": "", "account_key": None})],
)
def test_an_unreadable_file_has_its_line_of_json_and_the_others_go_on(
    demo_bank: Path, tmp_path: Path, answer: Any, command: str, empty: dict[str, Any]
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"\xff\xd8 not a picture")
    cheque, _ = of_kind(demo_bank, "genuine")
    status, (failed, found) = answer(command, bad, cheque, "--json")
    assert status == 3
    assert failed["file"] == str(bad)
    assert "bad.jpg" in failed["error"]
    assert {key: failed[key] for key in empty} == empty
    assert set(failed) - {"error"} == set(found)
    assert found.get("boxes") or found.get("text")


def test_a_reference_without_a_signature_cannot_be_scored(demo_bank: Path, answer: Any) -> None:
    cheque, _ = of_kind(demo_bank, "genuine")
    blank, _ = of_kind(demo_bank, "blank")
    status, (found,) = answer("verify", cheque, "--reference", blank, "--json")
    assert (status, found["recommendation"]) == (2, "UNSCORABLE")
    assert blank.name in found["reason"]
    assert "no signature" in found["reason"]


def test_a_changed_file_is_verified_again(demo_bank: Path, tmp_path: Path) -> None:
    cheques, out = tmp_path / "cheques", tmp_path / "out"
    cheques.mkdir()
    first, second = (demo_bank / row["file"] for row in truth(demo_bank)[:2])
    shutil.copy(first, cheques / "a.jpg")
    shutil.copytree(demo_bank / "data", tmp_path / "data")
    command = ["batch", str(cheques), "--out", str(out), "--data", str(tmp_path / "data")]
    assert run(command) == 0
    shutil.copy(second, cheques / "a.jpg")
    assert run(command) == 0
    (line,) = map(json.loads, (out / "results.jsonl").read_text().splitlines())
    assert line["sha256"] == hashlib.sha256(second.read_bytes()).hexdigest()


def pairs_csv(folder: Path, signature_set: Path, *, labelled: bool) -> Path:
    """Write a PAIRS.csv over the synthetic set, paths relative to it."""
    shutil.copytree(signature_set, folder / "set")
    path = folder / "pairs.csv"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["references", "questioned", "note", *(["kind", "writer"] if labelled else [])])
        for writer in sorted((folder / "set/hands").iterdir()):
            genuine, forged = (sorted((writer / kind).iterdir()) for kind in ("genuine", "forged"))
            known = "|".join(str(p.relative_to(folder)) for p in genuine[:2])
            for kind, questioned in (("genuine", genuine[2:5]), ("skilled", forged[:3])):
                for q in questioned:
                    note = "=HYPERLINK(1)" if kind == "skilled" else "ok"
                    label = [kind, writer.name] if labelled else []
                    table.writerow([known, str(q.relative_to(folder)), note, *label])
    return path


def test_score_adds_its_columns_and_keeps_the_others(signature_set: Path, tmp_path: Path) -> None:
    pairs = pairs_csv(tmp_path, signature_set, labelled=False)
    with pairs.open("a", newline="") as file:
        csv.writer(file).writerow(["set/hands/gone.png", "set/hands/gone.png", "x"])
    assert run(["score", str(pairs), "--out", str(tmp_path / "scores.csv")]) == 0
    with (tmp_path / "scores.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8 * 6 + 1
    assert list(rows[0])[-5:] == ["distance", "similarity", "log10_lr", "recommendation", "reason"]
    assert {row["note"] for row in rows} == {"ok", "'=HYPERLINK(1)", "x"}
    assert all(0 <= float(row["similarity"]) <= 1 for row in rows[:-1])
    assert (rows[-1]["recommendation"], rows[-1]["distance"]) == ("UNSCORABLE", "")
    assert "gone.png" in rows[-1]["reason"]
    ordered = sorted(rows[:-1], key=lambda row: float(row["distance"]))
    similarities = [float(row["similarity"]) for row in ordered]
    assert similarities == sorted(similarities, reverse=True), "nearer is more similar"


def test_calibrate_on_a_folder_activates_a_profile_that_verify_then_uses(
    signature_set: Path, demo_bank: Path, tmp_path: Path, answer: Any
) -> None:
    data = tmp_path / "bank"
    status, (made,) = answer("calibrate", signature_set, "--name", "mine", "--activate", "--json", "--data", data)
    assert status == 0
    contract = ["profile", "threshold", "far", "far_interval", "frr", "frr_interval", "eer", "writers", "genuine"]
    assert list(made)[:11] == [*contract, "skilled", "random"]
    assert made["reason"] == "calibrated at the command line"
    assert set(made["mappings"]) == {"logistic", "beta", "isotonic"}
    assert made["held_out"]["folds"] == 5
    assert "8 writers are few: with fewer than 20 the intervals are too narrow" in made["notes"]
    # Six genuine signatures leave one to question with five references.
    assert [curve["references"] for curve in made["curves"]] == [1, 2, 3, 4, 5]
    assert made["curves"][0]["threshold"] == made["threshold"]
    assert made["writers"] == 8
    assert made["far_interval"][0] <= made["far"] <= made["far_interval"][1]
    one = sorted((demo_bank / "references").glob("*/*.png"))[0]
    _, (found,) = answer("verify", one, "--reference", one, "--json", "--data", data)
    assert (found["profile"], found["threshold"]) == (made["profile"], made["threshold"])


def test_calibrate_takes_labelled_pairs(signature_set: Path, tmp_path: Path, answer: Any) -> None:
    pairs = pairs_csv(tmp_path, signature_set, labelled=True)
    status, (made,) = answer("calibrate", pairs, "--json", "--data", tmp_path / "bank")
    assert status == 0
    assert (made["writers"], made["genuine"], made["skilled"], made["random"]) == (8, 24, 24, 0)


def test_a_far_that_the_sample_cannot_support_is_refused_with_what_it_takes(
    signature_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["calibrate", str(signature_set), "--far", "0.001", "--data", str(tmp_path / "bank")]) == 1
    assert "3000" in capsys.readouterr().err
    assert not (tmp_path / "bank" / "profiles").exists() or not list((tmp_path / "bank" / "profiles").iterdir())


def test_evaluate_tells_skilled_from_random_with_intervals(signature_set: Path, answer: Any) -> None:
    status, (found,) = answer("evaluate", signature_set, "--references", "1,3", "--json")
    assert status == 0
    assert found["split"] == "unseen"
    methods = ("network", "stroke width", "ink amount", "HOG")
    assert [(f["method"], f["collection"], f["references"]) for f in found["figures"]] == [
        (method, "hands", count) for method in methods for count in (1, 3)
    ]
    for figures in found["figures"]:
        for rate in (figures["skilled_eer"], figures["random_eer"]):
            assert 0 <= rate["low"] <= rate["value"] <= rate["high"] <= 1


def test_evaluate_draws_its_curves_and_its_worst_pairs(signature_set: Path, tmp_path: Path, answer: Any) -> None:
    pytest.importorskip("matplotlib", reason="training is not installed")
    run(["evaluate", str(signature_set), "--references", "1,99", "--pictures", str(tmp_path / "pictures")])
    drawn = {path.name: cv2.imread(str(path)) for path in (tmp_path / "pictures").iterdir()}
    assert set(drawn) == {"roc.png", "det.png", "nearest_forgeries.png", "farthest_genuine.png"}
    assert all(picture is not None and picture.std() > 5 for picture in drawn.values())


def test_doctor_finds_everything_in_order(demo_bank: Path, answer: Any) -> None:
    status, (found,) = answer("doctor", "--json", "--data", demo_bank / "data")
    assert status == 0
    assert all(found[what]["works"] for what in ("model", "calibration profile", "database"))


def test_doctor_says_what_is_broken(tmp_path: Path, answer: Any) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/settings.toml").write_text('bundle = "/nowhere"\n')
    status, (found,) = answer("doctor", "--json", "--data", tmp_path / "data")
    assert status == 1
    assert not found["model"]["works"]
    assert "/nowhere" in found["model"]["detail"]


def test_the_clerk_s_path_loads_no_tensorflow_and_help_loads_no_image_library() -> None:
    script = (
        "import sys; from sigverify.cli import run; status = run(sys.argv[1:]);"
        "heavy = ('tensorflow', 'keras', 'cv2', 'onnxruntime', 'PySide6');"
        "print(status, *sorted(name for name in heavy if name in sys.modules))"
    )
    of_help = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)
    assert of_help.stdout.splitlines()[-1] == "0"
    of_doctor = subprocess.run(
        [sys.executable, "-c", script, "doctor"], capture_output=True, text=True, check=True
    )
    assert of_doctor.stdout.splitlines()[-1].split()[1:] == ["PySide6", "cv2", "onnxruntime"]


def test_a_verification_with_references_from_files_loads_no_database_and_nothing_of_training(
    demo_bank: Path, tmp_path: Path
) -> None:
    script = (
        "import sys; from sigverify.cli import run; status = run(sys.argv[1:]);"
        "heavy = ('tensorflow', 'keras', 'sqlalchemy', 'alembic', 'sklearn', 'matplotlib', 'PySide6');"
        "print(status, *sorted(name for name in heavy if name in sys.modules))"
    )
    first, second = sorted((demo_bank / "references/00100001").iterdir())[:2]
    arguments = ["verify", str(first), "--reference", str(second), "--data", str(tmp_path)]
    ran = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "0"
