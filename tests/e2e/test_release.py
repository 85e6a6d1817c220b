"""What is released beside the wheel: the menu entry, NOTICE, and the pages as a site."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release import notice

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "release"


@pytest.fixture
def application(tmp_path: Path) -> Path:
    """Return an application folder as `make app` leaves it, with a stand-in for its program."""
    folder = tmp_path / "with a space & 100%"
    folder.mkdir()
    for path in (
        RELEASE / "sigverify.desktop",
        RELEASE / "install-desktop-entry",
        ROOT / "ui/assets/sigverify.svg",
    ):
        shutil.copy(path, folder)
    program = folder / "sigverify-desk"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return folder


def install(folder: Path, home: Path, *options: str) -> None:
    environment = os.environ | {"XDG_DATA_HOME": str(home)}
    subprocess.run([str(folder / "install-desktop-entry"), *options], env=environment, check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="menus of other systems have no such entries")
def test_the_menu_entry_starts_the_program_beside_it_and_can_be_taken_out(
    application: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    install(application, home)
    entry = home / "applications" / "sigverify.desktop"
    parsed = configparser.ConfigParser(interpolation=None, strict=True)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(entry, encoding="utf-8")
    values = parsed["Desktop Entry"]
    program, files = shlex.split(values["Exec"].replace("%%", "%"))
    assert (Path(program), files) == (application / "sigverify-desk", "%F")
    assert {"image/tiff", "application/pdf"} <= set(values["MimeType"].split(";"))
    assert (home / "icons/hicolor/scalable/apps" / f"{values['Icon']}.svg").is_file()
    install(application, home, "--remove")
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_notice_names_everything_that_the_wheel_brings_along() -> None:
    said = {line.partition(":")[0] for line in (ROOT / "NOTICE").read_text(encoding="utf-8").splitlines()}
    assert notice.used().keys() - said == set(), "python -m release.notice writes it anew"


def test_the_pages_make_a_site_without_a_broken_link(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="the extra docs is not installed")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    pages = {path.name for path in (tmp_path / "site").glob("*.html")}
    assert {"index.html", "desk.html", "model-card-default.html", "administrator.html", "glossary.html"} <= pages
    # It is read from a disk: nothing may be asked of the net.
    for page in (tmp_path / "site").glob("*.html"):
        loaded = re.findall(
            r'<(?:script|link|img)[^>]+(?:src|href)="(https?:[^"]+)"', page.read_text(encoding="utf-8")
        )
        assert loaded == [], page.name
