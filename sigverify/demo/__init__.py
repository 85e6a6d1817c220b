"""A demo bank: synthetic hands, printed cheques, and folders full of them, for trials and for tests."""

from __future__ import annotations

from pathlib import Path

# The folder for `--data`, below the bank's own.
DATA = "data"


def demo_of(data_folder: Path) -> Path | None:
    """Return the folder of the demo bank that a data folder belongs to; None for a bank's own."""
    bank = data_folder.parent
    whole = data_folder.name == DATA and (bank / "truth.csv").is_file() and (bank / "cheques").is_dir()
    return bank if whole else None
