"""The tests of a server are left out where there is none, and fail where it is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sigverify.records import server


@pytest.mark.parametrize(("needed", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_a_machine_without_the_server_is_told(
    needed: str, outcome: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(server.NEEDED, needed)
    monkeypatch.setattr(server.shutil, "which", lambda _: None)
    monkeypatch.setattr(server, "PROGRAMS", tmp_path)
    with pytest.raises(outcome, match="PostgreSQL is not installed"):
        server.programs()
