"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

# Speed is shown by benchmarks; on a busy machine a deadline only makes a test fail now and then.
hypothesis.settings.register_profile("sigverify", deadline=None)
hypothesis.settings.load_profile("sigverify")
# Before any Qt import: tests never need a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real signatures, cheques and MICR lines; skip where it is not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data is not on this machine ({SHARED_DATA})")
    return SHARED_DATA


@pytest.fixture(scope="session")
def demo_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small demo bank, made by the command, accounts enrolled; tests do not write to it."""
    from sigverify.cli import run

    folder = tmp_path_factory.mktemp("demo") / "bank"
    assert run(["demo", str(folder), "--accounts", "3", "--cheques", "10"]) == 0
    return folder


@pytest.fixture(scope="session")
def signature_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a DATA folder of synthetic hands: one set of eight writers, six genuine and six forged each."""
    from sigverify.demo.bank import synthetic_set

    folder = tmp_path_factory.mktemp("signatures")
    synthetic_set(folder / "hands", writers=8, genuine_each=6, forged_each=6, seed=3)
    return folder


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the user's own settings and records."""
    monkeypatch.setenv("SIGVERIFY_DATA", str(tmp_path / "data"))
