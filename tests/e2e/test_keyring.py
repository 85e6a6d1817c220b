"""The key of encrypted records in a desktop's own keyring: GNOME's, in a session of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sigverify.records import Records
from sigverify.settings import RECORDS_FILE, Settings
from tests.sigverify.records.evidence import enrol

pytestmark = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="there is no keyring of a desktop here (Debian's packages dbus and gnome-keyring)",
)
SignedIn = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def signed_in(tmp_path: Path) -> SignedIn:
    """Return what runs a command of sigverify in a session of a user, who signs in for it."""

    def run(user: str, *command: object) -> subprocess.CompletedProcess[str]:
        home = tmp_path / user
        (home / "run").mkdir(parents=True, mode=0o700, exist_ok=True)
        script = 'printf secret | gnome-keyring-daemon --unlock --components=secrets >&2 && exec "$@"'
        session = ("dbus-run-session", "--", "sh", "-c", script, "sh")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON_KEYRING")}
        environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "XDG_DATA_HOME": str(home)}
        return subprocess.run(
            [*session, sys.executable, "-m", "sigverify", *map(str, command)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_the_key_lies_in_the_keyring_of_whoever_encrypted(signed_in: SignedIn, tmp_path: Path) -> None:
    data = tmp_path / "data"
    image = b"\x89PNG" + bytes(range(256)) * 20
    with Records.open(Settings(data)) as records:
        records.add_account("1", "Ann")
        enrol(records, "1", image)
    assert image[:256] in (data / RECORDS_FILE).read_bytes()
    encrypted = signed_in("ann", "encrypt", "--data", data)
    assert encrypted.returncode == 0, encrypted.stderr
    assert image[:256] not in (data / RECORDS_FILE).read_bytes()
    changed = signed_in("ann", "change-key", "--data", data)
    assert changed.returncode == 0, changed.stderr
    stranger = signed_in("bob", "decrypt", "--data", data)
    assert stranger.returncode == 3
    assert "not in the keyring" in stranger.stderr
    decrypted = signed_in("ann", "decrypt", "--data", data)
    assert decrypted.returncode == 0, decrypted.stderr
    assert image[:256] in (data / RECORDS_FILE).read_bytes()
