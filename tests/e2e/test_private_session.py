"""A whole session: what it leaves is its owner's alone and tells nobody who banks here; it calls nobody."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from models import bundle as bundles
from sigverify import logs
from sigverify.cli import run
from sigverify.demo.bank import make_demo_bank

NUMBER = "98431177665544"
HOLDER = "Quetzalcoatl Xylander"

# Runs a command, and ends with 99 at the first address that anything in the process wants to reach or to look up.
WATCHED = """
import sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[-1] if event in ("socket.connect", "socket.sendto", "socket.bind") else arguments[0]
        if not isinstance(address, (str, bytes)) or event.startswith("socket.get"):  # a path is this machine's
            sys.stderr.write(f"NETWORK {event} {address}\\n")
            sys.stderr.flush()
            import os
            os._exit(99)
sys.addaudithook(hook)
"""
COMMAND = WATCHED + "from sigverify.cli import run\nsys.exit(run(sys.argv[1:]))"
DESK = (
    WATCHED
    + """
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sigverify import settings
from ui import desk, session
application = QApplication([])
def look():
    window = next(one for one in application.topLevelWidgets() if isinstance(one, desk.DeskWindow))
    if window.loaded is not None and window.runner.idle:
        window.close()
timer = QTimer()
timer.timeout.connect(look)
timer.start(100)
from sigverify import logs
logs.keep(Path(sys.argv[1]))
sys.exit(session.run(settings.load(Path(sys.argv[1]))))
"""
)


def call(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Go through a day with a loose umask: enrol, verify, batch, report, backup, export, doctor, and the desk."""
    if not (bundles.DEFAULT / bundles.MANIFEST).exists():
        pytest.skip(f"there is no trained bundle ({bundles.DEFAULT})")
    folder = tmp_path_factory.mktemp("day")
    bank = make_demo_bank(folder / "bank", accounts=2, cheques=2)
    references = [str(one) for one in bank.accounts[0].references]
    cheques = folder / "bank" / "cheques"
    scan = str(next(cheques.iterdir()))
    broken = folder / f"{HOLDER} {NUMBER}.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    manifest = folder / "manifest.csv"
    rows = "".join(f"{one.name},{NUMBER}\n" for one in cheques.iterdir())
    manifest.write_text(f"file,account\n{rows}")
    data = ["--data", str(folder / "data")]
    before = os.umask(0o000)
    try:
        steps = [
            ["enrol", NUMBER, *references, "--holder", HOLDER],
            ["verify", scan, "--account", NUMBER],
            ["verify", str(broken), "--account", NUMBER],
            ["batch", str(cheques), "--manifest", str(manifest), "--out", str(folder / "out")],
            ["report", "1", "--out", str(folder / "out"), "--format", "pdf"],
            ["backup"],
            ["accounts", "export", str(folder / "export")],
            ["doctor", "--report", str(folder / "report.txt")],
        ]
        done = [call(COMMAND, *step, *data) for step in steps]
        done.append(call(DESK, str(folder / "data")))
    finally:
        os.umask(before)
    for step, one in zip([*steps, ["gui"]], done, strict=True):
        assert one.returncode in (0, 1, 2, 3), (step, one.returncode, one.stderr)
        assert "NETWORK" not in one.stderr
    assert done[2].returncode == 3
    for at in (0, 3, 4, 5, 6, 8):
        assert done[at].returncode == 0, (done[at].stdout, done[at].stderr)
    return folder


def test_nothing_calls_anybody(session: Path) -> None:
    """The session itself ends at the first address; here, that the watch would see one."""
    found = call(WATCHED + "import socket\nsocket.socket().connect(('127.0.0.1', 9))")
    assert found.returncode == 99
    assert "NETWORK socket.connect" in found.stderr
    assert call(WATCHED + "import socket\nsocket.getaddrinfo('bank.example', 80)").returncode == 99


def test_all_that_a_session_leaves_is_its_owners_alone(session: Path) -> None:
    made = [session / "report.txt"]
    for name in ("data", "out", "export"):
        made += [session / name, *(session / name).rglob("*")]
    assert any(one.suffix == ".pdf" for one in made)
    assert any(one.parent.name == "backups" for one in made)
    loose = {
        str(one.relative_to(session)): oct(stat.S_IMODE(one.stat().st_mode))
        for one in made
        if stat.S_IMODE(one.stat().st_mode) != (0o700 if one.is_dir() else 0o600)
    }
    assert loose == {}


def test_logs_and_the_report_tell_nothing_of_accounts_and_people(session: Path) -> None:
    told = (session / "report.txt").read_text()
    assert "calibration profile" in told
    written = [session / "report.txt", *logs.path_of(session / "data").parent.glob("*")]
    for path in written:
        content = path.read_bytes()
        for secret in (NUMBER, HOLDER, *HOLDER.split(), str(session), "\x89PNG"):
            assert secret.encode("latin-1") not in content, (path.name, secret)


def test_the_log_beside_the_records_is_private_while_they_are_open(session: Path, tmp_path: Path) -> None:
    from sigverify.records import Records
    from sigverify.settings import Settings

    before = os.umask(0o000)
    try:
        with Records.open(Settings(tmp_path / "data")) as records:
            records.add_account("1")
            beside = list((tmp_path / "data").glob("records.db*"))
            assert {one.name for one in beside} == {"records.db", "records.db-wal", "records.db-shm"}
            assert {stat.S_IMODE(one.stat().st_mode) for one in beside} == {0o600}
    finally:
        os.umask(before)


def test_a_report_replaces_no_file(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = shutil.copy(session / "report.txt", session / "there.txt")
    assert run(["doctor", "--report", str(copy), "--data", str(session / "data")]) == 3
    assert "a file of that name already" in capsys.readouterr().err
