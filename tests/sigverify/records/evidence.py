"""What the tests of the records store."""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sigverify.geometry import Box
from sigverify.judging import Recommendation
from sigverify.records import BatchResult, Records, StoredReference
from sigverify.verifier import Verification

_cheques = itertools.count()
IMAGE = b"\x89PNG\r\n\x1a\n\x00 not much of a picture"

HOSTILE = [
    "Robert'); DROP TABLE accounts;--",
    '" OR 1=1 --',
    "100%_sure\\",
    "山田 太郎",
    "O’Brien-Ñandú",
    "עברית العربية",
    "🖋️ & Sons",
    "می‌خواهم",
]


def enrol(records: Records, number: str, image: bytes = IMAGE, **changes: Any) -> StoredReference:
    sha256 = hashlib.sha256(image).hexdigest()
    values: dict[str, Any] = {"file_name": "signature.png", "box": None} | changes
    return records.add_reference(number, image=image, sha256=sha256, **values)


def verification(**changes: Any) -> Verification:
    values: dict[str, Any] = {
        "recommendation": Recommendation.ACCEPT,
        "reason": "",
        "similarity": 0.75,
        "threshold": 0.5,
        "log10_lr": 1.25,
        "distances": (0.1, 1 / 3),
        "spread": 0.0,
        "box": Box(3, 4, 300, 90),
        "candidates": (),
        "questioned": None,
        "canvas": None,
        "differences": (),
        "model": "model-1",
        "profile": "profile-1",
        "seconds": 0.125,
    }
    return Verification(**values | changes)


def save(
    records: Records, account: str | None = "1", *, cheque: dict[str, Any] | None = None, **changes: Any
) -> int:
    values: dict[str, Any] = {"file_name": "c.tif", "page": 2, "sha256": another_scan(), "reference_ids": (7, 9)}
    return records.save_verification(verification(**changes), account=account, **values | (cheque or {}))


def another_scan() -> str:
    """Return a hash that no other cheque has, whichever process it is verified in."""
    return hashlib.sha256(f"cheque {next(_cheques)} of {os.getpid()}".encode()).hexdigest()


def raw(path: Path, *statements: str) -> None:
    """Run statements on a SQLite file without sigverify."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def page_result(**changes: Any) -> BatchResult:
    values: dict[str, Any] = {
        "file": "c.tif",
        "page": 1,
        "sha256": another_scan(),
        "account": "1",
        "origin": "manifest",
        "recommendation": Recommendation.ACCEPT,
        "reason": "alike",
    }
    return BatchResult(**values | changes)
