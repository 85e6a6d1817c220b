"""Write a collection of synthetic hands, genuine signatures and skilled forgeries, as `sigverify train` takes it.

python benchmarks/synthetic_hands.py OUT --writers 700
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sigverify.demo.bank import synthetic_set
from sigverify.progress import progress_line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--writers", type=int, default=600)
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    with progress_line() as report:
        synthetic_set(
            arguments.out / "synthetic",
            writers=arguments.writers,
            genuine_each=8,
            forged_each=8,
            seed=arguments.seed,
            report=report,
        )


if __name__ == "__main__":
    main()
