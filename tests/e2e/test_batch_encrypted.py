"""A folder of cheques over encrypted signatures has the results of plain ones, and leaves nothing in the clear."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from sigverify.app import App
from sigverify.cli import UNUSABLE, run
from sigverify.records.vault import PASSPHRASE_VARIABLE
from sigverify.settings import Settings

PASSPHRASE = "four words are enough"


def results(out: Path) -> list[dict[str, str]]:
    with (out / "results.csv").open(newline="") as file:
        return [{name: value for name, value in row.items() if name != "seconds"} for row in csv.DictReader(file)]


def test_a_night_over_encrypted_signatures_ends_as_it_would_over_plain_ones(
    demo_bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, sealed, cheques = tmp_path / "plain", tmp_path / "sealed", tmp_path / "cheques"
    shutil.copytree(demo_bank / "data", plain)
    shutil.copytree(demo_bank / "data", sealed)
    cheques.mkdir()
    for path in sorted((demo_bank / "cheques").glob("*.jpg"))[:5]:
        shutil.copy(path, cheques)
    monkeypatch.setenv("SIGVERIFY_NEW_PASSPHRASE", PASSPHRASE)
    assert run(["encrypt", "--passphrase", "--data", str(sealed)]) == 0

    def batch(data: Path) -> int:
        return run(["batch", str(cheques), "--out", str(tmp_path / f"{data.name}-out"), "--data", str(data)])

    capsys.readouterr()
    assert batch(sealed) == UNUSABLE
    assert PASSPHRASE_VARIABLE in capsys.readouterr().err
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "not the passphrase of these")
    assert batch(sealed) == UNUSABLE
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    assert batch(sealed) == batch(plain) == 0
    told = results(tmp_path / "sealed-out")
    assert told == results(tmp_path / "plain-out")
    assert {"ACCEPT", "FLAG"} & {row["recommendation"] for row in told}
    app = App(Settings(sealed))
    with app.records as records:
        assert records.verify_audit().intact
        accounts = {row["account"] for row in told if row["account"]}
        seen = [one for account in accounts for one in records.seen_ink(account, app.verifier.model, "")]
        pictures = records.seen_pictures([one.verification_id for one in seen]).values()
    assert pictures
    whole = b"".join(path.read_bytes() for path in sorted(sealed.rglob("*")) if path.is_file())
    assert not any(picture in whole for picture in pictures)
