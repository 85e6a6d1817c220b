"""Write NOTICE: whose work sigverify stands on, by the metadata of what is installed.

    python release/notice.py

It lists what the wheel asks for and what that asks for in turn, without extras; for this system and its Python.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
NOTICE = ROOT / "NOTICE"
# What these say in their metadata is not a licence's name.
_SAID_ELSEWHERE = dict.fromkeys(
    ("pyside6-essentials", "shiboken6"), "LGPL-3.0-only (used as a library, unchanged)"
)
_HEAD = """\
sigverify
Copyright 2026 the sigverify authors

Licensed under the Apache License, Version 2.0 (LICENSE).

Inside are
- glyphs of E-13B, SIL Open Font License 1.1 (sigverify/assets/e13b/LICENCE.md);
- networks that were trained on the collections that their model cards name, on the terms named there
  (models/bundles/*/MODEL_CARD.md).

It works with these libraries, which are installed beside it and have licences of their own; the application folder
holds copies of them:

"""


def requirements() -> list[str]:
    """Return the names of everything that the wheel needs without extras, canonical and in order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: set[str] = set()
    left = list(project["dependencies"])
    while left:
        needed = Requirement(left.pop())
        name = canonicalize_name(needed.name)
        if name not in found and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
            found.add(name)
            left += distribution(name).requires or []
    return sorted(found)


def licence(installed: Distribution) -> str:
    """Return what a distribution says its licence is, in one line."""
    said = _SAID_ELSEWHERE.get(canonicalize_name(installed.metadata["Name"]))
    classified = [
        text.rpartition(" :: ")[2]
        for text in installed.metadata.get_all("Classifier") or ()
        if text.startswith("License :: ")
    ]
    lines = (installed.metadata["License"] or "").strip().splitlines()
    # Some put the whole text there.
    short = lines[0] if len(lines) == 1 else ""
    return said or installed.metadata["License-Expression"] or short or ", ".join(classified) or "see its files"


def text() -> str:
    """Return what NOTICE says."""
    used = [distribution(name) for name in requirements()]
    return _HEAD + "".join(f"{one.metadata['Name']}: {licence(one)}\n" for one in used)


if __name__ == "__main__":
    NOTICE.write_text(text(), encoding="utf-8")
    print(NOTICE)
