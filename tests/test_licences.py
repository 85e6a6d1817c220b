"""What is installed with sigverify: under which licences, and whether it was looked up among known flaws."""

from __future__ import annotations

import pytest

from release import licences
from release.advisories import told


def test_nothing_that_sigverify_needs_is_under_a_gpl(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0
    printed = capsys.readouterr().out
    for needed in ("numpy", "cryptography", "cffi", "PySide6_Essentials"):
        assert needed in printed


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("GPL-3.0-only", True),
        ("GNU Affero General Public License v3", True),
        ("AGPL-3.0-only OR GPL-2.0-only", True),
        ("GPLv3", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_which_licences_are_refused(text: str, refused: bool) -> None:
    assert licences.refused(text) is refused


def test_a_flaw_fails_and_a_package_that_nobody_looked_up_is_no_pass_without_a_word() -> None:
    known = {"name": "one", "version": "1", "vulns": []}
    flawed = {"name": "two", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
    skipped = {"name": "three", "skip_reason": "not found"}
    assert told([known], True) == (0, ["1 packages, no known vulnerability"])
    assert told([known, flawed], False) == (1, ["two 2: PYSEC-1, mended in 2.1"])
    status, lines = told([known, skipped], False)
    assert status == 0
    assert "1 of 2 packages were NOT looked up" in lines[0]
    assert told([known, skipped], True)[0] == 1
