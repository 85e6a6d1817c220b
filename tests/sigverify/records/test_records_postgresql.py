"""What only a server has: URLs, passwords, restarts, and being away."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.errors import RecordsError
from sigverify.records import Records
from sigverify.records.database import place_of
from sigverify.records.postgresql import _arguments
from sigverify.settings import Settings
from tests.sigverify.records.server import Server


def test_a_socket_does_as_well(server: Server, postgresql: Settings) -> None:
    with Records.open(postgresql) as records:
        records.add_account("1")
    name = postgresql.database_url.rpartition("/")[2]
    user = postgresql.database_url.partition("@")[0]
    url = f"{user}@:{server.port}/{name}?host={server.folder}"
    with Records.open(Settings(postgresql.data_folder, database_url=url)) as records:
        assert records.account("1") is not None


def test_the_password_may_come_from_the_environment(postgresql: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sigverify.records.server import PASSWORD, USER

    there = postgresql.database_url.partition("@")[2]
    settings = Settings(postgresql.data_folder, database_url=f"postgresql://{USER}@{there}")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with Records.open(settings) as records:
        records.add_account("1")
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with pytest.raises(RecordsError, match="password authentication failed") as caught:
        Records.open(settings)
    assert "PGPASSWORD" in caught.value.advice


def test_a_password_is_never_shown(postgresql: Settings, server: Server) -> None:
    with Records.open(postgresql) as records:
        assert "only" not in records.location
        assert "***" in records.location
    with pytest.raises(RecordsError) as caught:
        Records.open(Settings(postgresql.data_folder, database_url=server.url_of("none")))
    assert "only" not in str(caught.value)
    assert "Create the database" in caught.value.advice


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pg8000")
    with pytest.raises(RecordsError, match="cannot be used"):
        Records.open(Settings(tmp_path, database_url="postgresql://desk:x@127.0.0.1:1/records"))


def test_a_server_that_is_restarted_in_the_middle_is_used_again(server: Server, postgresql: Settings) -> None:
    with Records.open(postgresql) as records:
        records.add_account("before")
        server.stop()
        try:
            with pytest.raises(RecordsError, match="cannot be used"):
                records.add_account("while away")
        finally:
            server.start()
        records.add_account("after")
        assert records.account_numbers() == ["after", "before"]
        assert records.verify_audit().intact


def test_a_clerk_who_holds_the_lock_too_long_is_told(
    postgresql: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.postgresql.BUSY_SECONDS", 1)
    with Records.open(postgresql) as records, Records.open(postgresql) as other, other._write(None):
        with pytest.raises(RecordsError, match="lock timeout") as caught:
            records.add_account("1")
        assert records.account("1") is None  # readers go on
    assert "Another desk is writing" in caught.value.advice


@pytest.mark.parametrize(
    ("query", "mode"),
    [("", True), ("?sslmode=disable", None), ("?sslmode=require", False), ("?sslmode=verify-full", True)],
)
def test_another_machine_is_spoken_to_in_private(tmp_path: Path, query: str, mode: bool | None) -> None:
    place = place_of(Settings(tmp_path, database_url=f"postgresql://desk@bank.example/records{query}"))
    context = _arguments(place.url).get("ssl_context")
    assert (None if context is None else context.check_hostname) is mode


@pytest.mark.parametrize(
    "query", ["?sslmode=maybe", "?options=-c%20x", "?sslrootcert=/nowhere&sslmode=verify-full"]
)
def test_what_a_url_cannot_ask_for_is_told(tmp_path: Path, query: str) -> None:
    place = place_of(Settings(tmp_path, database_url=f"postgresql://desk@bank.example/records{query}"))
    with pytest.raises(RecordsError):
        _arguments(place.url)


def test_without_the_driver_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(RecordsError, match="need a driver") as caught:
        Records.open(Settings(tmp_path, database_url="postgresql://desk@localhost/records"))
    assert "sigverify[postgresql]" in caught.value.advice
