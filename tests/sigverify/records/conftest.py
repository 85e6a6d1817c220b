"""Records on both databases: every test that takes `records` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigverify.records import Records
from sigverify.settings import Settings


@pytest.fixture
def sqlite(tmp_path: Path) -> Settings:
    """Return settings of an empty data folder."""
    return Settings(tmp_path / "data")


@pytest.fixture
def database(sqlite: Settings) -> Path:
    """Return the SQLite file of `sqlite`."""
    return sqlite.data_folder / "records.db"


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with empty tables, to be copied: quicker than making them each time."""
    folder = tmp_path_factory.mktemp("prepared")
    Records.open(Settings(folder)).close()
    return folder / "records.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Return settings of empty records on either database."""
    chosen: Settings = request.getfixturevalue(request.param)
    if request.param == "sqlite":
        chosen.data_folder.mkdir(mode=0o700)
        shutil.copyfile(request.getfixturevalue("prepared_file"), chosen.data_folder / "records.db")
    return chosen


@pytest.fixture
def records(settings: Settings) -> Iterator[Records]:
    """Return empty records."""
    with Records.open(settings) as opened:
        yield opened
