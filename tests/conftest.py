"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before any Qt import: tests never need a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real signatures, cheques and MICR lines; skip where it is not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data is not on this machine ({SHARED_DATA})")
    return SHARED_DATA
