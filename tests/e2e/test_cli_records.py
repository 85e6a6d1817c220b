"""The commands of those who look after the records, as they are typed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sigverify.cli import run
from sigverify.records import Records
from sigverify.settings import Settings, save

PASSWORD = "a sentence that only Ann knows"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with two accounts."""
    folder = tmp_path / "bank"
    with Records.open(Settings(folder)) as records:
        records.add_account("1", "Ann")
        records.add_account("2", "Bob")
    return folder


def test_audit_verify_names_the_first_bad_row(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "verify", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "Intact: 2 entries, 2 rows\n"
    with closing(sqlite3.connect(data / "records.db")) as connection, connection:
        connection.execute("UPDATE accounts SET holder = 'Eve' WHERE id = 2")
    assert run(["audit", "verify", "--data", str(data)]) == 1
    assert capsys.readouterr().out == "accounts:2 was changed (entry 2)\n"
    assert run(["audit", "verify", "--json", "--data", str(data)]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "intact": False,
        "entries": 2,
        "rows": 2,
        "faults": [{"entry": 2, "row": "accounts:2", "problem": "was changed"}],
    }


def test_an_anchor_is_printed_and_compared_with(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "anchor", "--data", str(data)]) == 0
    line = capsys.readouterr().out.strip()
    noted = tmp_path / "noted.txt"
    noted.write_text(f"{line}\n")
    for anchor in (line, str(noted)):
        assert run(["audit", "verify", "--anchor", anchor, "--data", str(data)]) == 0
    records, length, _ = line.split(":")
    assert (
        run(["audit", "verify", "--anchor", f"{records}:{int(length) + 1}:{'0' * 64}", "--data", str(data)]) == 1
    )
    assert "audit:3 is missing" in capsys.readouterr().out
    assert run(["audit", "verify", "--anchor", "nonsense", "--data", str(data)]) == 3
    assert "is no anchor" in capsys.readouterr().err


def test_audit_show_says_who_did_what(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "show", "--account", "2", "--data", str(data)]) == 0
    assert "account added" in capsys.readouterr().out
    assert run(["audit", "show", "--json", "--limit", "1", "--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["account"] == "2"


def test_backup_and_restore(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup = tmp_path / "backup.db"
    assert run(["backup", str(backup), "--data", str(data)]) == 0
    assert run(["backup", "--data", str(data)]) == 0
    assert len(list((data / "backups").iterdir())) == 1
    with Records.open(Settings(data)) as records:
        records.add_account("3")
    assert run(["restore", str(backup), "--data", str(data)]) == 3
    assert "holds records.db already. Give --replace" in capsys.readouterr().err
    assert run(["restore", str(backup), "--data", str(data), "--replace"]) == 0
    assert "What was there before" in capsys.readouterr().out
    with Records.open(Settings(data)) as records:
        assert records.account_numbers() == ["1", "2"]
    assert run(["audit", "verify", "--data", str(data)]) == 0
    assert run(["restore", str(tmp_path / "none.db"), "--data", str(data)]) == 3


def test_a_damaged_database_is_restored(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    assert run(["backup", str(backup), "--data", str(data)]) == 0
    (data / "records.db").write_bytes(b"damaged" * 1000)
    assert run(["audit", "verify", "--data", str(data)]) == 3
    assert run(["restore", str(backup), "--data", str(data), "--replace"]) == 0
    assert run(["audit", "verify", "--data", str(data)]) == 0


def test_migrate_says_that_there_is_nothing_to_do(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate", "--data", str(data)]) == 0
    assert "up to date" in capsys.readouterr().out


def test_accounts_go_out_and_in(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["accounts", "export", str(tmp_path / "out"), "--data", str(data)]) == 0
    elsewhere = str(tmp_path / "elsewhere")
    assert run(["accounts", "import", str(tmp_path / "out"), "--dry-run", "--data", elsewhere]) == 0
    told = capsys.readouterr().out
    assert "line 2: account 1: add account 1 (Ann)" in told
    assert "2 new accounts, 0 new signatories, 0 new references; nothing was changed" in told
    with Records.open(Settings(Path(elsewhere))) as records:
        assert records.account_numbers() == []
    assert run(["accounts", "import", str(tmp_path / "out"), "--data", elsewhere]) == 0
    with Records.open(Settings(Path(elsewhere))) as records:
        assert records.account_numbers() == ["1", "2"]
    (tmp_path / "out" / "accounts.csv").write_text("account,image\n5,gone.png\n")
    assert run(["accounts", "import", str(tmp_path / "out"), "--data", elsewhere]) == 1
    assert "line 2:" in capsys.readouterr().err


def test_operators_sign_in_once_it_is_asked_for(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIGVERIFY_NEW_PASSWORD", PASSWORD)
    assert run(["operators", "add", "ann", "clerk", "--data", str(data)]) == 3
    assert "first operator has to be an administrator" in capsys.readouterr().err
    assert run(["operators", "add", "ada", "administrator", "--password", "--data", str(data)]) == 0
    save(Settings(data, sign_in=True))
    monkeypatch.setenv("SIGVERIFY_OPERATOR", "ada")
    monkeypatch.setenv("SIGVERIFY_PASSWORD", "a sentence that nobody knows")
    assert run(["operators", "add", "carl", "clerk", "--data", str(data)]) == 3
    assert "do not match" in capsys.readouterr().err
    monkeypatch.setenv("SIGVERIFY_PASSWORD", PASSWORD)
    assert run(["operators", "add", "carl", "clerk", "--password", "--data", str(data)]) == 0
    monkeypatch.setenv("SIGVERIFY_OPERATOR", "carl")
    assert run(["operators", "retire", "ada", "--data", str(data)]) == 3
    assert "carl, a clerk, may not change operators" in capsys.readouterr().err
    assert run(["restore", str(data / "records.db"), "--data", str(data)]) == 3
    assert "only an administrator" in capsys.readouterr().err
    monkeypatch.setenv("SIGVERIFY_NEW_PASSWORD", PASSWORD + " now")
    assert run(["operators", "password", "carl", "--data", str(data)]) == 0
    assert run(["operators", "list", "--data", str(data)]) == 3
    monkeypatch.setenv("SIGVERIFY_PASSWORD", PASSWORD + " now")
    capsys.readouterr()
    assert run(["operators", "list", "--data", str(data)]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["ada", "administrator"],
        ["carl", "clerk"],
    ]
