"""Errors that a user can act on. Everything else is a bug and stays one."""

from __future__ import annotations

from pathlib import Path

from sigverify.visible import visible


class SigverifyError(Exception):
    """Something the user can put right.

    Parameters
    ----------
    problem
        What is wrong, one sentence without a full stop.
    advice
        What to do about it, one sentence without a full stop.
    path
        The file that it is about, where there is one.
    """

    def __init__(self, problem: str, advice: str = "", *, path: Path | str | None = None) -> None:
        self.problem = problem
        self.advice = advice
        self.path = None if path is None else Path(path)
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path is not None else ""
        advice = f". {self.advice}" if self.advice else ""
        # A file's name may hold anything, and so may what is quoted of its content.
        return visible(f"{where}{self.problem}{advice}.")


class ScanError(SigverifyError):
    """A file that cannot be read as a scan."""


class NoSignature(ScanError):
    """A scan that was to be a reference and holds no signature."""


class DatasetError(SigverifyError):
    """A folder or list of signatures that cannot be used for training, calibration or evaluation."""


class BundleUnusable(SigverifyError):
    """A model bundle that is missing, damaged or of another canvas version."""


class ProfileUnusable(SigverifyError):
    """A calibration profile that is missing, damaged or bound to another bundle."""


class RecordsError(SigverifyError):
    """Something that the records cannot store or find."""


class NotPermitted(RecordsError):
    """Something that this operator may not do, or may not do alone."""


class SettingsError(SigverifyError):
    """A settings file that cannot be read or written, or a value outside its range."""


class TemplatesError(SigverifyError):
    """A file of templates that cannot be read or written."""


class ArchiveError(SigverifyError):
    """A backup that cannot be written, read or put back."""


class Cancelled(Exception):
    """Raised inside a job when its user has asked it to stop."""
