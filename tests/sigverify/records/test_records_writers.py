"""Several clerks at once lose nothing and overwrite nothing: with real threads and real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from sigverify.errors import RecordsError
from sigverify.records import Decision, Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import IMAGE, enrol, save
from tests.sigverify.records.server import Server


def test_threads_that_write_at_once_lose_nothing(records: Records) -> None:
    records.add_account("1")

    def work(worker: int) -> list[int]:
        ids = []
        for page in range(1, 9):
            enrol(records, "1", IMAGE + bytes([worker]), page=page)
            ids.append(save(records))
            records.acting_as(f"clerk {worker}").save_decision(ids[-1], Decision.ACCEPTED)
        return ids

    with ThreadPoolExecutor(4) as pool:
        ids = [number for numbers in pool.map(work, range(4)) for number in numbers]
    assert len(set(ids)) == 32
    assert {stored.id for stored in records.verifications()} == set(ids)
    assert all(len(records.decisions(number)) == 1 for number in ids)
    assert len(records.references("1")) == 32
    assert records.verify_audit().intact


def test_of_threads_that_add_the_same_account_one_succeeds(records: Records) -> None:
    def work(worker: int) -> str:
        try:
            return records.add_account("1", f"clerk {worker}").holder
        except RecordsError as error:
            return error.problem

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(work, range(4)))
    assert told.count("account 1 is already there") == 3
    account = records.account("1")
    assert account is not None
    assert account.holder in told


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_those_who_make_the_tables_at_once_all_can_use_them(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = Settings(tmp_path / "data")
    if kind == "postgresql":
        server: Server = request.getfixturevalue("server")
        settings = Settings(tmp_path / "data", database_url=server.url())
    together = Barrier(4)

    def work(worker: int) -> None:
        together.wait()
        with Records.open(settings) as records:
            records.add_account(str(worker))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with Records.open(settings) as records:
        assert [account.number for account in records.search_accounts("")] == ["0", "1", "2", "3"]
        assert records.verify_audit().intact


CLERK = """
import json, sys
from pathlib import Path
folder, url, clerk, path = sys.argv[1:]
sys.path[:0] = json.loads(path)
from sigverify.errors import RecordsError
from sigverify.records import Decision, Records
from sigverify.settings import Settings
from tests.sigverify.records.evidence import IMAGE, enrol, save
refused = 0
with Records.open(Settings(Path(folder), database_url=url)).acting_as(clerk) as records:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(15):
        records.add_account(f"{clerk} {number}")
        enrol(records, "shared", IMAGE + clerk.encode(), page=number + 1)
        own = save(records, "shared")
        records.save_decision(own, Decision.ACCEPTED)
        try:
            records.save_decision(number + 1, Decision.FLAGGED)
        except RecordsError:
            refused += 1
print(refused)
"""


def test_two_clerks_in_two_processes_lose_nothing_and_overwrite_nothing(
    records: Records, settings: Settings
) -> None:
    records.add_account("shared")
    contested = [save(records, "contested") for _ in range(15)]
    arguments = [str(settings.data_folder), settings.database_url]
    clerks = [
        subprocess.Popen(
            [sys.executable, "-c", CLERK, *arguments, name, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("ann", "bob")
    ]
    for clerk in clerks:
        assert clerk.stdout is not None
        assert clerk.stdout.readline() == "ready\n"
    for clerk in clerks:
        assert clerk.stdin is not None
        clerk.stdin.write("go\n")
        clerk.stdin.flush()
    answers = [clerk.communicate(timeout=120)[0] for clerk in clerks]
    assert [clerk.returncode for clerk in clerks] == [0, 0]

    # Of two decisions about one cheque, one was stored and the other was told.
    decided = [records.decisions(number) for number in contested]
    assert [len(one) for one in decided] == [1] * 15
    assert sum(int(answer) for answer in answers) == 15
    names = {account.number for account in records.search_accounts("", limit=100)}
    assert names == {"shared"} | {f"{name} {number}" for name in ("ann", "bob") for number in range(15)}
    assert len(records.references("shared")) == 30
    stored = records.verifications("shared")
    assert len(stored) == 30
    assert all(records.decision(one.id) is not None for one in stored)
    report = records.verify_audit()
    assert report.faults == ()
    by_clerk = [entry.operator for entry in records.audit_entries()]
    assert by_clerk.count("ann") + by_clerk.count("bob") == len(by_clerk) - 16
    # They took turns, which is what was to be tested.
    assert by_clerk != sorted(by_clerk, key=["", records.operator, "ann", "bob"].index)
