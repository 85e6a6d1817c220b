"""Whatever is edited, deleted, added or reordered behind the chain's back is found and named."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from sigverify.errors import RecordsError
from sigverify.mandates import Mandate
from sigverify.operators import Role
from sigverify.records import Decision, Records
from sigverify.records.anchors import parse
from sigverify.records.auditing import examine
from sigverify.records.chain import entry_hash
from sigverify.records.vault import Vault
from sigverify.settings import Settings
from tests.sigverify.records.evidence import enrol, save

EVIDENCE_TABLES = (
    "audit",
    "verifications",
    "decisions",
    "mandates",
    "profiles",
    "profile_activations",
    "approvals",
    "batch_items",
)


@pytest.fixture
def full(records: Records) -> Records:
    """Records with something in most tables."""
    records.add_account("1", "Ann")
    reference = enrol(records, "1")
    records.save_embedding(reference.id, "bundle", np.ones(4, np.float32))
    records.set_mandate("1", Mandate(instructions="call"), "opened")
    first = records.save_decision(save(records), Decision.ACCEPTED)
    records.undo_decision(first.id)
    save(records, "2")
    records.add_operator("ann", Role.ADMINISTRATOR)
    assert records.verify_audit().intact
    return records


def switch_off(connection: Connection) -> None:
    """Switch off what the database refuses by itself, as its administrator can."""
    for table in EVIDENCE_TABLES:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for what in ("update", "delete", "insert"):
                connection.execute(text(f"DROP TRIGGER {table}_forbid_{what}"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def tamper(records: Records, *statements: str) -> None:
    """Do what somebody with all rights to the database can do."""
    with records._database.writing.connect() as connection:
        if records.path is not None:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            switch_off(connection)
            for statement in statements:
                connection.execute(text(statement))
        connection.invalidate()


def first_fault(records: Records) -> str:
    report = records.verify_audit()
    assert not report.intact
    return f"{report.faults[0].row} {report.faults[0].problem}"


CASES = [
    ("UPDATE verifications SET similarity = 0.99 WHERE id = 1", "verifications:1 was changed"),
    ("UPDATE verifications SET box = '1,2,3,4' WHERE id = 2", "verifications:2 was changed"),
    ("UPDATE decisions SET operator = 'bob' WHERE id = 1", "decisions:1 was changed"),
    ("UPDATE decisions SET at = '2024-01-01 00:00:00' WHERE id = 2", "decisions:2 was changed"),
    ("UPDATE mandates SET document = '{}'", "mandates:1 was changed"),
    ("UPDATE accounts SET holder = 'Eve'", "accounts:1 was changed"),
    ("UPDATE signatories SET threshold = 0.01", "signatories:1 was changed"),
    ("UPDATE account_references SET valid_until = '2000-01-01'", "account_references:1 was changed"),
    ("UPDATE embeddings SET bundle = 'other'", "embeddings:1/bundle was deleted"),
    ("UPDATE operators SET role = 'clerk'", "operators:1 was changed"),
    ("DELETE FROM verifications WHERE id = 2", "verifications:2 was deleted"),
    ("DELETE FROM decisions WHERE id = 2", "decisions:2 was deleted"),
    ("DELETE FROM embeddings", "embeddings:1/bundle was deleted"),
    ("UPDATE audit SET operator = 'bob' WHERE id = 3", "audit:3 was changed"),
    ("UPDATE audit SET details = '{}' WHERE id = 1", "audit:1 was changed"),
    ("UPDATE audit SET at = '2000-01-01T00:00:00+00:00' WHERE id = 2", "audit:2 was changed"),
    ("DELETE FROM audit WHERE id = 1", "audit:1 is missing"),
    ("DELETE FROM audit WHERE id = 4", "audit:4 is missing"),
    ("DELETE FROM audit WHERE id > 5", "audit:6 is missing, and so is all up to entry 10"),
    ("UPDATE audit_head SET length = 9", "audit_head:1 was changed"),
]


def test_whatever_was_changed_is_found_and_named(full: Records) -> None:
    anchor = full.audit_head()
    named = []
    for statement, _ in CASES:
        with full._database.writing.connect() as connection:
            if full.path is not None:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
            # Rolled back, so that the next case finds the rows as they were.
            with connection.begin() as changes, Session(connection) as session:
                switch_off(connection)
                connection.execute(text(statement))
                faults = examine(session, Vault(), anchor).faults
                named.append(f"{faults[0].row} {faults[0].problem}" if faults else "nothing")
                changes.rollback()
            connection.invalidate()
    assert named == [found for _, found in CASES]
    assert full.verify_audit().intact


def test_the_image_of_a_reference_cannot_be_swapped(full: Records) -> None:
    with full._database.writing.begin() as connection:
        connection.execute(text("UPDATE images SET content = :other"), {"other": b"another signature"})
    assert first_fault(full).startswith("images:")
    assert first_fault(full).endswith("was changed")


def test_entries_in_another_order_are_found(full: Records) -> None:
    tamper(full, *(f"UPDATE audit SET id = {new} WHERE id = {old}" for old, new in ((3, 99), (4, 3), (99, 4))))
    assert first_fault(full) == "audit:3 was changed"


def test_evidence_that_was_slipped_in_is_found(full: Records) -> None:
    columns = "verification_id, decision, reason, note, operator, at, needs_approval"
    values = "2, 'ACCEPTED', '', '', 'ann', '2024-01-01 00:00:00', FALSE"
    with full._database.writing.begin() as connection:
        connection.execute(text(f"INSERT INTO decisions ({columns}) VALUES ({values})"))
    assert first_fault(full) == "decisions:3 was added without an entry"


def test_a_cut_off_tail_is_found_though_the_head_was_moved_as_well(full: Records) -> None:
    entries = full.audit_entries()
    last, cut = entries[-2], entries[-1]
    tamper(
        full,
        f"DELETE FROM audit WHERE id = {cut.id}",
        "DELETE FROM operators",
        f"UPDATE audit_head SET length = {last.id}, sha256 = '{last.sha256}'",
    )
    # This desk's own anchor remembers how long the chain was.
    assert first_fault(full) == f"audit:{cut.id} is missing, and so is all up to entry {cut.id}"


def test_a_chain_that_was_written_anew_is_found_by_an_anchor_from_before(full: Records) -> None:
    noted = parse(full.audit_head().text())
    first = full.audit_entries()[0]
    forge(full, first.id, "UPDATE audit SET operator = 'bob' WHERE id = 1")
    full._anchors._path.unlink()  # somebody was at this desk too
    assert full.verify_audit().intact
    report = full.verify_audit(noted)
    assert report.faults[0].entry == noted.length
    assert "written anew" in report.faults[0].problem


def forge(records: Records, first: int, statement: str) -> None:
    """Change an entry and compute all hashes after it again."""
    tamper(records, statement)
    with records._database.writing.begin() as connection:
        rows = [dict(row) for row in connection.execute(text("SELECT * FROM audit ORDER BY id")).mappings()]
        for index in range(first - 1, len(rows)):
            if index:
                rows[index]["previous"] = rows[index - 1]["sha256"]
            rows[index]["sha256"] = entry_hash(rows[index])
            values = {key: rows[index][key] for key in ("id", "previous", "sha256")}
            connection.execute(
                text("UPDATE audit SET previous = :previous, sha256 = :sha256 WHERE id = :id"), values
            )
        connection.execute(text("UPDATE audit_head SET sha256 = :sha256"), {"sha256": rows[-1]["sha256"]})


def test_an_intact_chain_counts_its_entries_and_rows(full: Records) -> None:
    report = full.verify_audit()
    assert (report.intact, report.entries, report.faults) == (True, 10, ())
    # account, signatory, reference, embedding, mandate, two verifications, two decisions, operator, image
    assert report.rows == 11


def test_a_new_database_is_intact(records: Records) -> None:
    assert records.verify_audit().entries == 0
    assert records.verify_audit().intact


def test_an_anchor_is_one_line_that_can_be_noted(full: Records) -> None:
    anchor = full.audit_head()
    assert parse(f" {anchor.text()}\n") == anchor
    assert full.verify_audit(anchor).intact
    for nonsense in ("", "a:b", anchor.text() + "0", anchor.text().replace(":", " ")):
        with pytest.raises(RecordsError, match="no anchor"):
            parse(nonsense)


def test_history_says_who_did_what_to_an_account(full: Records) -> None:
    bob = full.acting_as("ann")
    bob.retire_reference(1, "new passport")
    newest, *older = full.history("1")
    assert (newest.action, newest.operator, newest.subject) == ("reference retired", "ann", "account_references:1")
    assert "new passport" in newest.details
    assert [entry.action for entry in reversed(older)] == [
        "account added",
        "signatory added",
        "reference added",
        "mandate set",
        "verified",
        "accepted",
        "undone",
    ]
    assert [entry.action for entry in full.history("1", limit=1)] == ["reference retired"]
    assert [entry.action for entry in full.history("2")] == ["verified"]


def test_an_anchor_that_cannot_be_written_does_not_stop_the_work(full: Records) -> None:
    full._anchors._path.unlink()
    full._anchors._path.mkdir()
    full.acting_as("ann").add_account("3")
    assert full.account("3") is not None
    assert full.verify_audit().intact


def test_an_administrator_can_accept_a_shorter_chain(full: Records, settings: Settings) -> None:
    entries = full.audit_entries()
    last = entries[-2]
    head = f"UPDATE audit_head SET length = {last.id}, sha256 = '{last.sha256}'"
    tamper(full, f"DELETE FROM audit WHERE id = {entries[-1].id}", "DELETE FROM operators", head)
    assert not full.verify_audit().intact
    full.accept_audit_head("restored by the server's administrator")
    assert full.verify_audit().intact
    assert full.audit_entries()[-1].action == "anchor reset"


def test_a_chain_that_grows_while_it_is_verified_is_intact(full: Records, tmp_path: Path) -> None:
    done = threading.Event()
    wrong: list[str] = []

    def look(examine: Callable[[], object]) -> None:
        while not done.is_set():
            examine()

    def examine() -> None:
        wrong.extend(str(fault) for fault in full.verify_audit().faults)

    looking = threading.Thread(target=look, args=(examine,))
    looking.start()
    try:
        clerk = full.acting_as("ann")
        for number in range(10, 40):
            clerk.add_account(str(number))
    finally:
        done.set()
        looking.join()
    assert wrong == []


def test_anchors_of_several_databases_are_kept_apart(full: Records, settings: Settings, tmp_path: Path) -> None:
    other = Settings(tmp_path / "other")
    with Records.open(other) as elsewhere:
        elsewhere.add_account("1")
    kept = settings.data_folder / "audit-anchors.json"
    shutil.copyfile(other.data_folder / "audit-anchors.json", kept)
    full.acting_as("ann").add_account("5")
    assert full.audit_head().records in kept.read_text()
    with Records.open(other) as elsewhere:
        assert elsewhere.audit_head().records in kept.read_text()
