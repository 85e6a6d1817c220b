"""The desk's log tells what failed, and nothing of accounts and people."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigverify import logs


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[logging.Handler]:
    kept = logs.keep(tmp_path)
    assert kept is not None
    yield kept
    logging.getLogger().removeHandler(kept)
    kept.close()


def test_a_failure_is_logged_without_what_it_was_about(tmp_path: Path, handler: logging.Handler) -> None:
    try:
        try:
            raise ValueError("account 00123456")
        except ValueError as error:
            raise RuntimeError("of A. Rahman") from error
    except RuntimeError:
        logging.getLogger("ui.runner").exception("%s failed", "Reading rahman.tif")
    told = logs.path_of(tmp_path).read_text(encoding="utf-8")
    for word in ("ERROR ui.runner", "%s failed", "builtins.RuntimeError", "builtins.ValueError", "test_logs.py"):
        assert word in told
    for secret in ("00123456", "Rahman", "rahman"):
        assert secret not in told


def test_of_other_libraries_not_even_the_words_are_kept(tmp_path: Path, handler: logging.Handler) -> None:
    logging.getLogger("PIL.TiffImagePlugin").warning("account 00123456 in rahman.tif")
    told = logs.path_of(tmp_path).read_text(encoding="utf-8")
    assert "PIL.TiffImagePlugin" in told
    assert "00123456" not in told


def test_the_log_is_for_its_owner_alone_and_does_not_grow_for_ever(
    tmp_path: Path, handler: logging.Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "maxBytes", 2000)
    for _ in range(200):
        logging.getLogger("ui").warning("something that is worth a line")
    files = sorted(logs.path_of(tmp_path).parent.iterdir())
    assert [file.name for file in files] == ["desk.log", "desk.log.1", "desk.log.2", "desk.log.3"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700


def test_a_log_that_cannot_be_written_does_not_keep_the_desk_from_opening(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in its place")
    assert logs.keep(tmp_path) is None
