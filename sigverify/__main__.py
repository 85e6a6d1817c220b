"""`python -m sigverify`: the command line."""

from sigverify.cli import main

if __name__ == "__main__":
    main()
