"""Every command in the documentation does what it stands there for."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from sigverify import cli_batch, cli_calibration, cli_model, cli_records, cli_vault  # noqa: F401  # their commands
from sigverify.cli import app, run
from sigverify.demo.bank import synthetic_set

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
# The convention of CONTRIBUTING.md: the first line of a block that is not run, and why.
NOT_RUN = "# Not run by the tests: "
# Commands whose other statuses are answers: flag, cannot score, calibrate again, a target that cannot be met.
ANSWERS = ("verify", "monitor", "calibrate", "doctor")
_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(sigverify [^`]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is in, and its commands, continuation lines joined."""

    language: str
    text: str

    @property
    def is_run(self) -> bool:
        return self.language.split(" ")[0] == "sh" and not self.text.startswith(NOT_RUN)

    @property
    def commands(self) -> list[str]:
        lines = self.text.replace("\\\n", " ").splitlines()
        return [line for line in lines if line.strip() and not line.startswith("#")]


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _FENCE.findall(page.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def office(demo_bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the pages speak of: an enrolled bank, cheques, signatures."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(demo_bank / "data", folder / "own")
    shutil.copytree(demo_bank / "cheques", folder / "cheques")
    shutil.copy(demo_bank / "manifest.csv", folder)
    references = sorted((demo_bank / "references").rglob("*.png"))
    shutil.copy(references[0], folder / "reference.png")
    shutil.copy(sorted(folder.glob("cheques/*.jpg"))[0], folder / "cheque.jpg")
    # A desk at work has something on record.
    assert run(["verify", str(folder / "cheque.jpg"), "--account", "00100001", "--data", str(folder / "own")]) < 3
    synthetic_set(folder / "DATA" / "hands", writers=12, genuine_each=6, forged_each=6, seed=5)
    return folder


@pytest.fixture
def at_work(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(office, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SIGVERIFY_DATA", str(folder / "own"))
    monkeypatch.setenv("LOGNAME", "ann")
    return folder


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(one.is_run for one in blocks(page))], ids=lambda p: p.stem
)
def test_the_commands_of_a_page_run_one_after_the_other(page: Path, at_work: Path) -> None:
    for block in blocks(page):
        for line in block.commands if block.is_run else ():
            program, *arguments = shlex.split(line, comments=True)
            assert program == "sigverify", f"{line}: only sigverify is run; say why a block is not"
            if arguments[0] == "gui":
                status = subprocess.run(
                    [sys.executable, "-m", "sigverify", *arguments, "--picture", "desk.png"],
                    env=os.environ | {"PYTHONPATH": str(ROOT)},
                    check=False,
                ).returncode
                assert Path("desk.png").stat().st_size > 10_000
            else:
                status = run(arguments)
            assert status == 0 or (arguments[0] in ANSWERS and status in (1, 2)), f"{line} ended with {status}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_of_commands_is_so(page: Path) -> None:
    spoken = _INLINE.findall(re.sub(_FENCE, "", page.read_text(encoding="utf-8")))
    for block in blocks(page):
        spoken += [line for line in block.commands if re.match(r"(\S*/)?sigverify ", line)]
    for text in spoken:
        # Two commands may stand on a line of a synopsis, and several of a group beside each other.
        for part in re.split(r"\s{3,}(?=sigverify )", text):
            _check(part)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_block_with_commands_escapes(page: Path) -> None:
    for block in blocks(page):
        begins = block.text.lstrip().split(" ")[0]
        if begins in ("sigverify", "pip", "pipx", "make", "python", "dask") and "[" not in block.text:
            assert block.language.startswith("sh"), block.text
        if block.language.startswith("sh") and not block.is_run:
            assert len(block.text.splitlines()[0]) > len(NOT_RUN) + 10, "say why"


def _check(text: str) -> None:
    words = re.sub(r"#.*", "", text).split()[1:]
    root: Any = typer.main.get_command(app)
    names = words[0].strip("…,.").split("|")
    for name in [one for one in names if not one.startswith(("-", "["))]:
        assert name in root.commands, f"{text}: there is no sigverify {name}"
        command = root.commands[name]
        known = _options(command)
        if hasattr(command, "commands") and len(words) > 1:
            # `list|add NAME|retire NAME`: words in small letters that stand where a command may stand.
            begins = [part.split()[0] for part in " ".join(words[1:]).split("|") if part.split()]
            chosen = [one for one in begins if one.isalpha() and one.islower() and one in command.commands]
            assert chosen, f"{text}: {name} has {', '.join(command.commands)}"
            known |= set().union(*(_options(one) for one in command.commands.values()))
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(words[1:])):
            assert option in known, f"{text}: {name} has no {option}"


def _options(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}
