"""Write NOTICE: whose work sigverify stands on, by the metadata of what is installed.

    python -m release.notice

It lists what the wheel asks for and what that asks for in turn, without extras, on this system.
"""

from __future__ import annotations

from pathlib import Path

from release.licences import closure, licence

ROOT = Path(__file__).resolve().parents[1]
NOTICE = ROOT / "NOTICE"
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


def used() -> dict[str, str]:
    """Return the licence of everything that the wheel brings along, by its name, in order."""
    return {name: licence(package) for name, package in closure().items()}


def text() -> str:
    """Return what NOTICE says."""
    return _HEAD + "".join(f"{name}: {licence}\n" for name, licence in used().items())


if __name__ == "__main__":
    NOTICE.write_text(text(), encoding="utf-8")
    print(NOTICE)
