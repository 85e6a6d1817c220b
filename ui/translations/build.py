"""Bring the translations up to date with the code, and make the files that the desk loads.

    python ui/translations/build.py

New texts appear in `sigverify_*.ts` as unfinished; Qt Linguist (`pyside6-linguist`) edits these files. English has
one for its plurals alone.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

UI = Path(__file__).parents[1]
SOURCES = UI / "translations"
TOOLS = Path(PySide6.__file__).parent
LANGUAGES = {"en": ("-pluralonly",), "de": ()}


def main(folder: Path = SOURCES, assets: Path = UI / "assets") -> None:
    """Update the sources in a folder, and compile them into another."""
    code = [str(path) for path in sorted(UI.rglob("*.py"))]
    for language, options in LANGUAGES.items():
        source = folder / f"sigverify_{language}.ts"
        update = ["-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", language]
        _run("lupdate", *update, *options, *code, "-ts", str(source))
        _run("lrelease", "-nounfinished", str(source), "-qm", str(assets / f"sigverify_{language}.qm"))


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([str(TOOLS / tool), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
