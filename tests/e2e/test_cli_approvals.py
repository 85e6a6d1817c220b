"""Second looks and looking back, as they are typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sigverify.app import App
from sigverify.cli import run
from sigverify.mandates import Mandate
from sigverify.operators import Role
from sigverify.records import Decision, Records
from sigverify.settings import Settings, load, save

PASSWORD = "a sentence that only they know"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder of two supervisors where a mandate waits for approval."""
    folder = tmp_path / "bank"
    settings = Settings(folder, sign_in=True, four_eyes=True)
    save(settings)
    with Records.open(settings) as records:
        ada = records.acting_as("ada")
        ada.add_operator("ada", Role.ADMINISTRATOR, "Ada L.", PASSWORD)
        for name in ("sue", "sam"):
            ada.add_operator(name, Role.SUPERVISOR, password=PASSWORD)
        sam = records.acting_as("sam")
        sam.add_account("1", "Ann")
        sam.set_mandate("1", Mandate((), True, ""), "board resolution")
    act_as("sue", monkeypatch)
    return folder


def act_as(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGVERIFY_OPERATOR", name)
    monkeypatch.setenv("SIGVERIFY_PASSWORD", PASSWORD)


def test_what_waits_is_listed_and_approved_by_another(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["approvals", "list", "--json", "--data", str(data)]) == 0
    [waiting] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (waiting["subject"], waiting["account"], waiting["operator"]) == ("mandate", "1", "sam")
    answer = ["approvals", "approve", "mandate", str(waiting["id"]), "--data", str(data)]
    act_as("sam", monkeypatch)
    assert run(answer) == 3
    assert "nobody approves their own change" in capsys.readouterr().err
    act_as("sue", monkeypatch)
    assert run(answer) == 0
    assert run(["approvals", "list", "--data", str(data)]) == 0
    assert "board resolution" not in capsys.readouterr().out
    with Records.open(Settings(data)) as records:
        assert records.mandate("1") is not None


def test_refusing_takes_a_reason_and_a_kind_that_there_is(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["approvals", "refuse", "mandate", "1", " ", "--data", str(data)]) == 3
    assert "a reason for refusing is missing" in capsys.readouterr().err
    assert run(["approvals", "refuse", "wish", "1", "no", "--data", str(data)]) == 3
    assert "SUBJECT is decision, reference, mandate, activation" in capsys.readouterr().err
    assert run(["approvals", "refuse", "mandate", "1", "not signed", "--data", str(data)]) == 0
    with Records.open(Settings(data)) as records:
        assert records.mandate("1") is None
        assert records.pending_approvals() == []


def test_an_administrator_changes_a_role(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change = ["operators", "change", "sam", "clerk", "--full-name", "Sam S.", "--data", str(data)]
    assert run(change) == 3
    assert "may not change operators" in capsys.readouterr().err
    act_as("ada", monkeypatch)
    assert run(change) == 0
    assert run(["operators", "change", "SAM", "supervisor", "--data", str(data)]) == 0
    with Records.open(Settings(data)) as records:
        [sam] = [one for one in records.operators() if one.name == "sam"]
    assert (sam.role, sam.full_name) == (Role.SUPERVISOR, "Sam S.")
    assert run(["operators", "change", "ada", "clerk", "--data", str(data)]) == 3


def test_a_threshold_is_activated_by_an_administrator_and_approved_by_another(
    data: Path, signature_set: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calibrate = ["calibrate", str(signature_set), "--name", "mine", "--activate", "--data", str(data)]
    assert run(calibrate) == 3
    assert "sue may not activate a calibration profile" in capsys.readouterr().err
    act_as("ada", monkeypatch)
    assert run([*calibrate, "--reason", "more signatures"]) == 0
    assert "active once another operator approves of it" in capsys.readouterr().out
    shipped = App(load(data)).profile
    assert shipped is not None
    assert shipped.name != "mine"
    act_as("sue", monkeypatch)
    assert run(["approvals", "approve", "activation", "1", "--data", str(data)]) == 0
    active = App(load(data)).profile
    assert active is not None
    assert active.name == "mine"
    with Records.open(Settings(data)) as records:
        [activation] = records.profile_activations()
    assert (activation.operator, activation.reason) == ("ada", "more signatures")


def test_a_verification_is_explained_from_the_records_alone(
    demo_bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(demo_bank / "data", data)
    with Records.open(Settings(data)) as records:
        account = records.account_numbers()[0]
    cheque = next(path for path in sorted((demo_bank / "cheques").iterdir()) if path.is_file())
    run(["verify", str(cheque), "--account", account, "--data", str(data)])
    with Records.open(Settings(data)) as records:
        decision = records.save_decision(1, Decision.FLAGGED, reason="Another hand", note="called")
        undone = records.undo_decision(decision.id)
        compared = records.references(account)
        entries = records.audit_of(1)
    capsys.readouterr()
    assert run(["explain", "1", "--json", "--data", str(data)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["account"], found["file"]) == (account, cheque.name)
    assert [one["sha256"] for one in found["references"]] == [one.sha256 for one in compared]
    assert [one["id"] for one in found["decisions"]] == [decision.id, undone.id]
    assert [one["action"] for one in found["audit"]] == ["verified", "flagged", "undone"]
    assert run(["explain", "1", "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert "FLAGGED Another hand; called" in told
    assert entries[-1].sha256 in told
    assert run(["explain", "99", "--data", str(data)]) == 3
