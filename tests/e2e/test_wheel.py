"""The wheel carries what the program needs, no more, and runs on its own without TensorFlow."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The installed program, in an interpreter that has no TensorFlow: the one of the tests has.
_PROGRAM = """
import importlib.util, sys
absent = ("tensorflow", "keras", "tf2onnx", "matplotlib")
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
looked_for = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in absent else looked_for(name, package)
from sigverify.cli import run
status = run(sys.argv[1:])
import sigverify
print(sigverify.__file__)
sys.exit(status)
"""


@dataclass(frozen=True)
class Installed:
    """A wheel, unpacked outside the checkout, and the source archive that it was made from."""

    wheel: Path
    source: Path
    folder: Path

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run a command of it; return what it printed."""
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        ran = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *arguments],
            cwd=self.folder.parent,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == status, ran.stdout + ran.stderr
        *told, where = ran.stdout.splitlines()
        assert where == str(self.folder / "sigverify" / "__init__.py")
        return "\n".join([*told, ran.stderr])


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    # By way of the source archive: what earlier builds left in the checkout stays out.
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    (source,) = folder.glob("*.tar.gz")
    return Installed(wheel, source, folder / "installed")


def test_the_wheel_holds_the_rooms_and_all_that_they_read_but_no_tests(installed: Installed) -> None:
    top = {path.name for path in installed.folder.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"sigverify", "ui", "models", "calibration"}
    read_at_work = [
        *(ROOT / "calibration" / "profiles").iterdir(),
        *(ROOT / "sigverify" / "assets").rglob("*.*"),
        *(ROOT / "ui" / "assets").iterdir(),
        *(path for path in (ROOT / "models" / "bundles").rglob("*.*") if path.suffix != ".keras"),
        *(ROOT / "sigverify" / "records" / "migrations").rglob("*.py"),
    ]
    missing = [path for path in read_at_work if not (installed.folder / path.relative_to(ROOT)).is_file()]
    assert missing == []


def test_the_wheel_leaves_out_what_only_training_needs(installed: Installed) -> None:
    assert list(installed.folder.rglob("*.keras")) == []
    assert installed.wheel.stat().st_size < 16 * 2**20
    with tarfile.open(installed.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"models/bundles/default/network.keras", "tests/conftest.py", "Makefile"} <= names


def test_it_makes_a_bank_and_verifies_its_cheques_without_tensorflow(installed: Installed, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    data = str(bank / "data")
    installed.run("demo", str(bank), "--accounts", "3", "--cheques", "4")
    manifest = str(bank / "manifest.csv")
    installed.run(
        "batch", str(bank / "cheques"), "--manifest", manifest, "--data", data, "--out", str(bank / "out")
    )
    with (bank / "out" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        recommended = {row["file"]: row["recommendation"] for row in csv.DictReader(file)}
    with (bank / "truth.csv").open(encoding="utf-8", newline="") as file:
        cheques = list(csv.DictReader(file))
    assert {Path(file).name for file in recommended} == {Path(row["file"]).name for row in cheques}
    assert {"ACCEPT"} <= set(recommended.values())
    genuine = next(row for row in cheques if row["kind"] == "genuine")
    cheque = str(bank / "cheques" / Path(genuine["file"]).name)
    assert "ACCEPT" in installed.run("verify", cheque, "--account", genuine["account"], "--data", data)
    assert "none  training" in installed.run("doctor", "--data", data)


@pytest.mark.parametrize(
    "command",
    [
        ("train", "anything", "--out", "bundle"),
        ("verify", "cheque.png", "--reference", "reference.png", "--runtime", "keras"),
    ],
)
def test_what_needs_tensorflow_says_how_to_install_it(installed: Installed, command: tuple[str, ...]) -> None:
    for name in ("cheque.png", "reference.png"):
        (installed.folder.parent / name).write_bytes(
            (ROOT / "sigverify" / "assets" / "e13b" / "0.png").read_bytes()
        )
    assert "pip install 'sigverify[train]'" in installed.run(*command, status=3)


def test_it_says_its_version(installed: Installed) -> None:
    (metadata,) = installed.folder.glob("*.dist-info/METADATA")
    version = next(
        line for line in metadata.read_text(encoding="utf-8").splitlines() if line.startswith("Version: ")
    )
    assert installed.run("--version").strip() == f"sigverify {version.removeprefix('Version: ')}"
