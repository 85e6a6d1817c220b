"""A PostgreSQL server for whatever puts something on record; tests that ask for it skip where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sigverify.records import Records
from sigverify.settings import Settings
from tests.sigverify.records.server import Server, programs


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Run a PostgreSQL server; skip where there is none."""
    running = Server(programs())
    yield running
    running.remove()


@pytest.fixture(scope="session")
def prepared(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a database with empty tables, to be copied: quicker than making them each time."""
    url = server.url()
    Records.open(Settings(tmp_path_factory.mktemp("prepared"), database_url=url)).close()
    return url.rpartition("/")[2]


@pytest.fixture
def postgresql(server: Server, prepared: str, tmp_path: Path) -> Settings:
    """Return settings of a server database with empty tables."""
    return Settings(tmp_path / "data", database_url=server.url(prepared))
