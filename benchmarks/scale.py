"""How costs grow with the references on record, from one to a million.

    python -m benchmarks.scale [--references 1000000] [--out build/bench]

One data folder grows by powers of ten. At each size: the references of one account are looked up; a cheque is
verified against one account, from its file to the recommendation on record; accounts are searched by number and by
two words of a name, and by letters in the middle of a name, which no index serves; what the process holds (PSS), and
what the records take on disk. The accounts beside the one that is verified are rows without pictures of their own:
four references, a name of two words. Embeddings (51 kB) are kept for the accounts that are looked up alone.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from benchmarks import measuring
from benchmarks.desk import Pair, demo_bank
from sigverify.app import App
from sigverify.records.schema import AccountRow, AccountWordRow, ImageRow, ReferenceRow, SignatoryRow
from sigverify.settings import Settings

EACH = 4
_ASKED = 50
_STEP = 5000
# Ids that no account of the bank has.
_FIRST_ID = 1_000_000
_FIRST = ("anna", "bilal", "chen", "dolores", "emeka", "farida", "goran", "hana", "ivo", "jun", "kofi", "lena")
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_DAY = date(2026, 1, 1)


def main() -> None:
    parser = measuring.arguments(__doc__)
    parser.add_argument("--references", type=int, default=1_000_000, help="on record at last")
    asked = parser.parse_args()
    bench = measuring.Benchmark("scale", "the demo bank's accounts among others that are rows alone; SQLite")
    with tempfile.TemporaryDirectory() as temporary:
        settings, pairs = demo_bank(Path(temporary), 4)
        growth(bench, settings, pairs, asked.references)
    bench.write(asked.out)


def growth(bench: measuring.Benchmark, settings: Settings, pairs: list[Pair], most: int) -> None:
    """Add the figures of every power of ten up to `most` references."""
    app = App(settings)
    app.verify_account(app.read(pairs[0].cheque), pairs[0].account)  # loads everything
    with app.records._database.writing.begin() as connection:
        connection.execute(insert(ImageRow).values(sha256="0", content=b""))
    there = 0
    references = 1
    while references <= most:
        accounts = max(1, references // EACH)
        fill(app, there, accounts)
        there = accounts
        measure(bench, app, pairs, accounts, f"{references:,}")
        references *= 10
    app.records.close()


def measure(bench: measuring.Benchmark, app: App, pairs: list[Pair], accounts: int, way: str) -> None:
    """Add the figures of what is on record."""
    rng = random.Random(accounts)
    asked = [rng.randrange(accounts) for _ in range(_ASKED)]
    vector = np.ones(app.bundle.manifest.comparison.dimensions, np.float32)
    for account in set(asked):
        for at in range(EACH):
            app.records.save_embedding(_reference_id(account, at), "bundle", vector)

    def look_up(account: int) -> None:
        found = app.records.embedded_references(_number(account), _DAY, "bundle")
        assert len(found) == EACH
        assert all(one.vector for one in found)

    def search(text: str) -> None:
        assert app.records.search_accounts(text)

    tasks: dict[str, list[Callable[[], object]]] = {
        "look-up of an account's references": [lambda a=account: look_up(a) for account in asked],
        "verify, file to record": [
            lambda p=pair: app.verify_account(app.read(p.cheque), p.account) for pair in pairs for _ in range(2)
        ],
        "search by number": [lambda a=account: search(_number(a)) for account in asked],
        "search by two words": [lambda a=account: search(_holder(a)) for account in asked],
        "search in the middle": [lambda: search(_holder(0)[-5:])] * 3,
    }
    for what, runs in tasks.items():
        bench.add("growth", way, what, "ms", [1000 * measuring.taken(run).wall for run in runs])
    bench.add("growth", way, "memory", "MiB", [measuring.proportional(os.getpid()) / measuring.MIB])
    size = sum(file.stat().st_size for file in app.settings.data_folder.glob("records.db*"))
    bench.add("growth", way, "on disk", "MiB", [size / measuring.MIB])


def fill(app: App, first: int, accounts: int) -> None:
    """Put the accounts from the number `first` up to `accounts` on record, without the chain of evidence: for speed."""
    with app.records._database.writing.begin() as connection:
        for start in range(first, accounts, _STEP):
            some = range(start, min(start + _STEP, accounts))
            connection.execute(insert(AccountRow), [_account(account) for account in some])
            connection.execute(
                insert(AccountWordRow),
                [{"word": w, "account_id": _FIRST_ID + a} for a in some for w in _holder(a).split()],
            )
            connection.execute(
                insert(SignatoryRow),
                [
                    {"id": _FIRST_ID + a, "account_id": _FIRST_ID + a, "name": _holder(a), "added_at": _MOMENT}
                    for a in some
                ],
            )
            connection.execute(insert(ReferenceRow), [_reference(a, at) for a in some for at in range(EACH)])


def _account(account: int) -> dict[str, object]:
    holder = _holder(account)
    number = _number(account)
    return {
        "id": _FIRST_ID + account, "number": number, "holder": holder, "holder_key": holder, "created_at": _MOMENT
    }  # fmt: skip


def _reference(account: int, at: int) -> dict[str, object]:
    return {
        "id": _reference_id(account, at), "account_id": _FIRST_ID + account, "signatory_id": _FIRST_ID + account,
        "file_name": "x", "page": at + 1, "box": None, "sha256": "0", "quality": "", "added_at": _MOMENT,
        "added_by": "x", "needs_approval": False,
    }  # fmt: skip


def _reference_id(account: int, at: int) -> int:
    return _FIRST_ID + account * EACH + at


def _number(account: int) -> str:
    return f"x{account:09d}"


def _holder(account: int) -> str:
    return f"{_FIRST[account % len(_FIRST)]} b{account:06d}e"


if __name__ == "__main__":
    main()
