"""The wheel carries what the program needs, and runs on its own."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_the_wheel_holds_the_rooms_the_bundle_the_profile_and_the_glyphs_but_no_tests(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"sigverify", "ui", "models", "calibration"}
    for needed in (
        "models/bundles/default/network.onnx",
        "models/bundles/default/network.keras",
        "models/bundles/default/manifest.json",
        "models/bundles/default/seen.npz",
        "models/bundles/default/MODEL_CARD.md",
        "calibration/profiles/default.json",
        "sigverify/assets/e13b/7.png",
        "sigverify/assets/e13b/LICENCE.md",
        "sigverify/py.typed",
    ):
        assert (unpacked / needed).is_file(), needed


@pytest.mark.parametrize("command", ["--help", "doctor"])
def test_the_program_runs_from_the_wheel(unpacked: Path, tmp_path: Path, command: str) -> None:
    script = (
        "import sys, sigverify; from sigverify.cli import run; status = run(sys.argv[1:]);"
        "print(sigverify.__file__); sys.exit(status)"
    )
    environment = os.environ | {"PYTHONPATH": str(unpacked), "SIGVERIFY_DATA": str(tmp_path / "data")}
    ran = subprocess.run(
        [sys.executable, "-c", script, command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-1] == str(unpacked / "sigverify" / "__init__.py")
