"""Every promise of docs/security.md has the test that it names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_promise_names_a_test_that_there_is() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    section = text.partition("## What is promised")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 10
    for row in rows:
        named = re.search(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named is not None, row
        tree = ast.parse((ROOT / named[1]).read_text(encoding="utf-8"))
        assert named[2] in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, row
