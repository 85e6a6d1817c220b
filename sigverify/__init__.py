"""Verify bank signatures: is the one on this cheque the account holder's."""

import os
from importlib.metadata import PackageNotFoundError, version

# Before NumPy is loaded, which reads it then: the matrices here are small, and threads of the matrix library that
# wait for each other by trying again and again take longer than one does, most of all where others are at work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    __version__ = version("sigverify")
except PackageNotFoundError:  # run from a tree that was never installed
    __version__ = "0+unknown"
