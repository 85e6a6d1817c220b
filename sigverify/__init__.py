"""Verify bank signatures: is the one on this cheque the account holder's."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("sigverify")
except PackageNotFoundError:  # run from a tree that was never installed
    __version__ = "0+unknown"
