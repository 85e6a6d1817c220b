"""Training by the command: a bundle that the program then runs on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models import bundle as bundles
from sigverify.cli import run

pytest.importorskip("keras", reason="training is not installed")

SHORT = ["--epochs", "1", "--steps", "2"]


@pytest.fixture(scope="module")
def trained(signature_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "bundle"
    assert run(["train", str(signature_set), "--out", str(out), "--name", "mine", *SHORT]) == 0
    return out


def test_a_trained_bundle_verifies_and_knows_whom_it_has_seen(
    trained: Path, signature_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = bundles.open_bundle(trained)
    assert bundle.id.startswith("mine-")
    assert {part: len(hashes) for part, hashes in bundle.seen().items()} == {
        "train": 72,
        "validation": 12,
        "test": 12,
    }
    assert bundle.manifest.training["plan"]["loss"] == "contrastive"
    (tmp_path / "data").mkdir()
    (tmp_path / "data/settings.toml").write_text(f"bundle = {json.dumps(str(trained))}\n")
    image = next(signature_set.glob("*/*/genuine/*.png"))
    capsys.readouterr()
    assert run(["verify", str(image), "--reference", str(image), "--json", "--data", str(tmp_path / "data")]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["model"] == bundle.id
    assert "belongs to another model" in found["reason"], "the shipped profile is not for this bundle"


def test_the_same_command_again_does_not_train_again(trained: Path, signature_set: Path) -> None:
    before = bundles.open_bundle(trained)
    golden = before.golden()
    assert run(["train", str(signature_set), "--out", str(trained), "--name", "mine", *SHORT]) == 0
    again = bundles.open_bundle(trained)
    np.testing.assert_array_equal(again.golden(), golden)
    assert again.manifest.training["images"] == before.manifest.training["images"]


def test_fine_tuning_starts_from_the_bundle(trained: Path, signature_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "tuned"
    command = [
        "train",
        str(signature_set),
        "--from",
        str(trained),
        "--out",
        str(out),
        "--rate",
        "0.000001",
        *SHORT,
    ]
    assert run(command) == 0
    tuned, first = bundles.open_bundle(out), bundles.open_bundle(trained)
    assert not np.array_equal(tuned.golden(), first.golden())
    apart = first.manifest.comparison.distances(tuned.golden()[np.newaxis], first.golden()[np.newaxis])
    assert apart[0, 0] < 0.15, "of 2: so small a rate changes little"


def test_nobody_is_validated_on_whom_the_first_bundle_was_trained_on(
    trained: Path, signature_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The same people under other names fall into other parts.
    for number, writer in enumerate(sorted((signature_set / "hands").iterdir())):
        (tmp_path / "others/hands").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"others/hands/w{number}").symlink_to(writer)
    command = ["train", str(tmp_path / "others"), "--from", str(trained), "--out", str(tmp_path / "b"), *SHORT]
    assert run(command) == 3
    assert "was trained on" in capsys.readouterr().err


def test_another_plan_does_not_overwrite_what_was_begun(
    trained: Path, signature_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", str(signature_set), "--out", str(trained), "--epochs", "2", "--steps", "3"]) == 3
    assert "another plan" in capsys.readouterr().err
