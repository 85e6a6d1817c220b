from __future__ import annotations

import csv
import stat
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import roc_auc_score

from sigverify.demo.bank import DemoBank, make_demo_bank, synthetic_set
from sigverify.errors import Cancelled, DatasetError
from sigverify.jobs import Cancel, Progress


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "bank"


@pytest.fixture(scope="module")
def bank(folder: Path) -> DemoBank:
    return make_demo_bank(folder)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_truth_names_every_cheque_and_nothing_else(bank: DemoBank) -> None:
    truth = rows(bank.folder / "truth.csv")
    assert list(truth[0]) == ["file", "account", "kind", "box"]
    written = sorted(path.relative_to(bank.folder).as_posix() for path in (bank.folder / "cheques").iterdir())
    assert sorted(row["file"] for row in truth) == written
    assert len(written) == bank.cheques == 24


def test_there_is_every_kind_of_cheque_and_half_are_genuine(bank: DemoBank) -> None:
    kinds = Counter(row["kind"] for row in rows(bank.folder / "truth.csv"))
    assert set(kinds) == {"genuine", "skilled", "random", "unsigned", "blank"}
    assert kinds["genuine"] == 12


def test_signed_cheques_have_a_box_inside_the_scan_and_others_none(bank: DemoBank) -> None:
    for row in rows(bank.folder / "truth.csv"):
        if row["kind"] in ("unsigned", "blank"):
            assert row["box"] == ""
            continue
        x0, y0, x1, y1 = map(int, row["box"].split())
        with Image.open(bank.folder / row["file"]) as image:
            assert 0 <= x0 < x1 <= image.width
            assert 0 <= y0 < y1 <= image.height
            gray = np.asarray(image.convert("L"))
        assert gray[y0:y1, x0:x1].min() < 100


def test_the_manifest_tells_the_batch_each_cheques_account(bank: DemoBank) -> None:
    manifest = rows(bank.folder / "manifest.csv")
    assert list(manifest[0]) == ["file", "account"]
    known = {account.account for account in bank.accounts}
    for row in manifest:
        assert (bank.folder / "cheques" / row["file"]).is_file()
        assert row["account"] in known


def test_each_account_has_a_holder_and_one_to_three_reference_scans(bank: DemoBank) -> None:
    assert len({account.holder for account in bank.accounts}) == len(bank.accounts) == 8
    for account in bank.accounts:
        assert 1 <= len(account.references) <= 3
        for path in account.references:
            assert path.parent == bank.folder / "references" / account.account
            with Image.open(path) as image:
                assert round(image.info["dpi"][0]) in (200, 300)


def test_files_carry_their_resolution_and_two_level_tiffs_are_group_4(bank: DemoBank) -> None:
    for path in (bank.folder / "cheques").iterdir():
        with Image.open(path) as image:
            dpi = float(image.info["dpi"][0])
            assert image.width / dpi == pytest.approx(8.0, abs=0.02)
            if path.suffix == ".tif":
                assert image.mode == "1"
                assert image.info["compression"] == "group4"


def test_only_the_owner_may_read_any_of_it(bank: DemoBank) -> None:
    for path in [bank.folder, *bank.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def small_bank(tmp_path_factory: pytest.TempPathFactory) -> DemoBank:
    return make_demo_bank(tmp_path_factory.mktemp("small") / "bank", accounts=2, cheques=5, seed=3)


def test_the_same_seed_writes_the_same_bytes(small_bank: DemoBank, tmp_path: Path) -> None:
    again = make_demo_bank(tmp_path / "again", accounts=2, cheques=5, seed=3)
    assert content(again.folder) == content(small_bank.folder)


def test_another_seed_is_another_bank(small_bank: DemoBank, tmp_path: Path) -> None:
    other = make_demo_bank(tmp_path / "other", accounts=2, cheques=1, seed=4)
    assert {a.holder for a in other.accounts} != {a.holder for a in small_bank.accounts}


def test_even_five_cheques_are_one_of_each_kind(small_bank: DemoBank) -> None:
    assert len({row["kind"] for row in rows(small_bank.folder / "truth.csv")}) == 5


def test_a_folder_that_holds_a_bank_already_is_left_alone(bank: DemoBank) -> None:
    before = (bank.folder / "truth.csv").read_bytes()
    with pytest.raises(DatasetError, match="Choose a new folder"):
        make_demo_bank(bank.folder, seed=9)
    assert (bank.folder / "truth.csv").read_bytes() == before


def test_one_account_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="2 accounts"):
        make_demo_bank(tmp_path / "bank", accounts=1)


def test_the_user_can_stop_it_and_sees_how_far_it_is(tmp_path: Path) -> None:
    cancel = Cancel()
    seen: list[Progress] = []

    def report(progress: Progress) -> None:
        seen.append(progress)
        if progress.done == 3:
            cancel.request()

    with pytest.raises(Cancelled):
        make_demo_bank(tmp_path / "bank", accounts=2, cheques=5, report=report, cancel=cancel)
    assert [progress.done for progress in seen] == [0, 1, 2, 3]
    assert {progress.total for progress in seen} == {7}


def tell_tales(folder: Path) -> tuple[list[bool], dict[str, list[float]]]:
    """Return which images are forged, and of each what a network must not learn from."""
    forged: list[bool] = []
    numbers: dict[str, list[float]] = {
        "paper": [],
        "height": [],
        "width": [],
        "ink level": [],
        "ink share": [],
    }
    for path in sorted(folder.rglob("*.png")):
        with Image.open(path) as image:
            assert image.mode == "L"
            gray = np.asarray(image)
        forged.append(path.parent.name == "forged")
        numbers["paper"].append(float(np.median(gray)))
        numbers["height"].append(gray.shape[0])
        numbers["width"].append(gray.shape[1])
        numbers["ink level"].append(float(gray[gray < 170].mean()))
        numbers["ink share"].append(float((gray < 170).mean()))
    return forged, numbers


def aucs(folder: Path) -> dict[str, float]:
    forged, numbers = tell_tales(folder)
    found = {name: float(roc_auc_score(forged, values)) for name, values in numbers.items()}
    return {name: max(auc, 1 - auc) for name, auc in found.items()}


def test_a_synthetic_set_has_the_layout_of_a_set_and_gives_nothing_away(tmp_path: Path) -> None:
    synthetic_set(tmp_path / "plain", writers=12, genuine_each=5, forged_each=5)
    assert len(list((tmp_path / "plain").glob("*/genuine/*.png"))) == 60
    assert len(list((tmp_path / "plain").glob("*/forged/*.png"))) == 60
    # 60 against 60: chance alone reaches 0.60 with two standard errors.
    assert max(aucs(tmp_path / "plain").values()) < 0.65


def test_planted_leaks_give_forgeries_away(tmp_path: Path) -> None:
    synthetic_set(tmp_path / "leaky", writers=3, genuine_each=5, forged_each=5, plant_leaks=True)
    found = aucs(tmp_path / "leaky")
    assert found["paper"] == 1.0
    assert found["height"] > 0.9
    assert found["ink level"] > 0.75


def test_a_synthetic_set_is_not_written_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DatasetError, match="Choose a new folder"):
        synthetic_set(tmp_path)
