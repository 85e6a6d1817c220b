"""What the application's console program runs: the command line."""

import multiprocessing

from sigverify.cli import main

if __name__ == "__main__":
    # The processes of a batch are this program again.
    multiprocessing.freeze_support()
    main()
