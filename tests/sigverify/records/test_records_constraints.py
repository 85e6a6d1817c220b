"""What the database itself refuses, whichever program asks for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from sigverify.geometry import Box
from sigverify.mandates import Mandate
from sigverify.operators import Role
from sigverify.records import Decision, Outcome, Records, Subject
from sigverify.records.base import Policy
from sigverify.records.schema import EVIDENCE, Base, EmbeddingRow, ReferenceRow, Text
from tests.sigverify.records.evidence import enrol, page_result, save

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def run(records: Records, statement: Any) -> None:
    """Run a statement without asking the store, as another program would."""
    with records._database.writing.begin() as connection:
        connection.execute(statement)


def test_nothing_can_be_stored_about_what_is_not_there(records: Records) -> None:
    orphan = insert(EmbeddingRow).values(reference_id=1, bundle="b", dimensions=1, content=b"\x00" * 4)
    with pytest.raises(DBAPIError, match=r"FOREIGN KEY|foreign key"):
        run(records, orphan)


@pytest.mark.parametrize("box", [None, Box(1, 2, 30, 40)])
def test_the_same_signature_twice_is_refused(records: Records, box: Box | None) -> None:
    records.add_account("1")
    stored = enrol(records, "1", box=box)
    values = {
        "account_id": 1,
        "signatory_id": stored.signatory_id,
        "file_name": "a",
        "page": 1,
        "box": box,
        "sha256": stored.sha256,
        "quality": "",
        "added_at": NOW,
        "added_by": "",
        "needs_approval": False,
    }
    with pytest.raises(DBAPIError, match=r"UNIQUE|unique"):
        run(records, insert(ReferenceRow).values(values))


@pytest.mark.parametrize("score", ["similarity", "threshold"])
def test_a_score_outside_0_to_1_is_never_stored(records: Records, score: str) -> None:
    with pytest.raises(DBAPIError, match=f"{score}_range"):
        save(records, "1", **{score: 1.01})
    assert records.verifications() == []


@pytest.fixture
def full(records: Records) -> Records:
    """Records with a row in each table of evidence."""
    records.add_operator("ann", Role.ADMINISTRATOR)
    ann = records.acting_as("ann")
    ann.add_operator("bob", Role.ADMINISTRATOR)
    ann._policy = Policy(four_eyes=True)
    ann.add_account("1")
    enrol(ann, "1")
    mandate = ann.set_mandate("1", Mandate(), "opened")
    records.acting_as("bob").approve(Subject.MANDATE, mandate.id)
    verified = save(ann)
    ann.save_decision(verified, Decision.ACCEPTED)
    ann.save_outcome(verified, Outcome.GENUINE, "the customer confirmed it")
    ann.add_profile("strict", "bundle", "{}")
    ann.activate_profile("strict", "first")
    ann.add_batch_item(ann.begin_batch("/cheques", "{}").id, page_result())
    return ann


@pytest.mark.parametrize("table", EVIDENCE, ids=lambda table: table.__tablename__)
def test_evidence_only_grows(full: Records, table: type[Base]) -> None:
    def rows() -> list[Any]:
        with full._database.reading.connect() as connection:
            return list(connection.execute(text(f"SELECT * FROM {table.__tablename__} ORDER BY id")))

    before = rows()
    assert before
    column = next(column for column in table.__table__.columns if isinstance(column.type, Text))
    for statement in (update(table).values({column.name: "forged"}), delete(table)):
        with pytest.raises(DBAPIError, match=f"{table.__tablename__} are evidence"):
            run(full, statement)
    assert rows() == before


@pytest.mark.parametrize("table", EVIDENCE, ids=lambda table: table.__tablename__)
def test_evidence_is_not_replaced_by_the_ways_of_one_database(full: Records, table: type[Base]) -> None:
    name = table.__tablename__
    if full.path is None:
        statements = [f"TRUNCATE {name} CASCADE"]
    else:
        statements = [
            f"REPLACE INTO {name} SELECT * FROM {name} WHERE id = 1",
            f"UPDATE OR REPLACE {name} SET id = 1",
        ]
    for statement in statements:
        with pytest.raises(DBAPIError, match=f"{name} are evidence|are evidence"):
            run(full, text(statement))


def test_a_row_under_another_key_does_not_replace_evidence(full: Records) -> None:
    if full.path is None:
        pytest.skip("PostgreSQL knows no REPLACE")
    for name, columns in (
        ("approvals", "99, subject, subject_id, author, TRUE, 'x', 'eve', at"),
        ("profiles", "99, name, 'forged', bundle, operator, at"),
    ):
        with pytest.raises(DBAPIError, match="are evidence"):
            run(full, text(f"REPLACE INTO {name} SELECT {columns} FROM {name} WHERE id = 1"))
