"""What the tests of a batch share: a small bank and its application."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sigverify.app import App
from sigverify.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder for cheques."""
    made = tmp_path / "cheques"
    made.mkdir()
    return made


@pytest.fixture
def app(demo_bank: Path, tmp_path: Path) -> Iterator[App]:
    """Return the application over a copy of the demo bank's records, without runs."""
    shutil.copytree(demo_bank / "data", tmp_path / "data")
    made = App(Settings(tmp_path / "data"))
    yield made
    made.records.close()


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Run a scheduler and two worker processes; skip where Dask is not installed."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@pytest.fixture(scope="session")
def genuine(demo_bank: Path) -> list[tuple[Path, str]]:
    """Return the bank's genuine cheques of 300 dpi in colour, with their accounts."""
    with (demo_bank / "truth.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "genuine"]
    return [(demo_bank / row["file"], row["account"]) for row in rows if row["file"].endswith(".jpg")]
