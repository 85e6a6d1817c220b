"""Write files whole and for their owner alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, or leave what was there untouched.

    Raises
    ------
    OSError
        When the folder is missing or cannot be written, or the disk is full.
    """
    # In the same folder, because a rename across file systems is a copy that a crash can cut short.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter, with its parents, and return it.

    A folder that is already there keeps its mode: whoever made it chose who may enter.

    Raises
    ------
    OSError
        When it cannot be made, or a file is in its place.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
