"""What the application's console program runs: the command line, or what draws PDF files for both programs."""

import multiprocessing
import sys

from sigverify.scans import pdf_drawing

if __name__ == "__main__":
    # The processes of a batch are this program again.
    multiprocessing.freeze_support()
    if sys.argv[1:] == [pdf_drawing.ARGUMENT]:
        pdf_drawing.main(sys.stdin.buffer, sys.stdout.buffer)
    else:
        from sigverify.cli import main  # loads what drawing has no use for

        main()
