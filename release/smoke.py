"""Try an application folder as its users would, and say how large it is.

    python release/smoke.py dist/app/sigverify

It makes a demo bank, verifies its cheques one by one, one of them as a PDF file, and as a batch, and opens the
desk without a screen. Exit status 1 where something does not work, or where TensorFlow has got inside.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

# Of training and development: by these names in a folder that is to do without them.
FOREIGN = ("tensorflow", "keras", "tf2onnx", "matplotlib", "pytest", "PyQt5", "PyQt6")
_PNG = b"\x89PNG"


def main(folder: Path) -> None:
    """Try everything; the first thing that does not work ends it."""
    suffix = ".exe" if sys.platform == "win32" else ""
    command, desk = folder / f"sigverify{suffix}", folder / f"sigverify-desk{suffix}"
    inside = [path for path in folder.rglob("*") if path.name.lower().startswith(FOREIGN)]
    need(not inside, f"inside are {', '.join(map(str, inside[:3]))}")
    need(not list(folder.rglob("*.keras")), "inside are networks for training")
    print(run(command, "--version").strip())
    with tempfile.TemporaryDirectory() as temporary:
        bank = Path(temporary) / "bank"
        data = ("--data", str(bank / "data"))
        run(command, "demo", str(bank), "--accounts", "3", "--cheques", "6")
        with (bank / "truth.csv").open(encoding="utf-8", newline="") as file:
            truth = list(csv.DictReader(file))
        statuses = {
            row["file"]: status(command, "verify", str(bank / row["file"]), "--account", row["account"], *data)
            for row in truth
        }
        need(set(statuses.values()) <= {0, 1, 2}, f"verify ended with {statuses}")
        unsigned = {row["file"] for row in truth if row["kind"] == "unsigned"}
        need(all(statuses[file] == 2 for file in unsigned), "an unsigned cheque was compared")
        need(any(statuses[row["file"]] == 0 for row in truth if row["kind"] == "genuine"), "no cheque is accepted")
        signed = next(row for row in truth if row["kind"] == "genuine")
        pdf = Path(temporary) / "cheque.pdf"
        with Image.open(bank / signed["file"]) as cheque:
            cheque.convert("RGB").save(pdf, resolution=300)
        drawn = status(command, "verify", str(pdf), "--account", signed["account"], *data)
        need(drawn in {0, 1}, f"a PDF file is not read: verify ended with {drawn}")
        print(
            run(command, "batch", str(bank / "cheques"), "--manifest", str(bank / "manifest.csv"), *data).strip()
        )
        need("training" in run(command, "doctor", *data), "the doctor is silent")
        picture = Path(temporary) / "desk.png"
        run(desk, "--picture", str(picture), *data)
        need(picture.is_file() and picture.read_bytes()[:4] == _PNG, "the desk does not open")
        print(f"The desk opens: {picture.stat().st_size} bytes of picture")
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink())
    print(f"{folder}: {size / 2**20:.0f} MB, no TensorFlow inside")


def run(*arguments: Path | str) -> str:
    ran = _ran(*arguments)
    need(
        ran.returncode == 0,
        f"{' '.join(map(str, arguments))} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}",
    )
    return ran.stdout


def status(*arguments: Path | str) -> int:
    return _ran(*arguments).returncode


def _ran(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    # Nothing of the Python that runs this must help it.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    environment |= {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [str(argument) for argument in arguments], env=environment, capture_output=True, text=True, check=False
    )


def need(works: bool, otherwise: str) -> None:
    if not works:
        raise SystemExit(f"smoke: {otherwise}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]).absolute())
