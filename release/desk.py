"""What the application's window program runs: the desk, on the files that it was asked to open."""

import multiprocessing

from sigverify.cli import desk

if __name__ == "__main__":
    # The processes of a batch are this program again.
    multiprocessing.freeze_support()
    desk()
