"""Make writers of the forgers of SigComp 2009: whoever copies a signature many times has a hand of their own.

    python benchmarks/forgers_as_writers.py DATA OUT

reads `DATA/sigcomp2009_{nfi,nisdcc}/<writer>/{genuine,forged}`, where file names say who wrote and whose signature, and
writes `OUT/forgers/<who>~<whose>/genuine/<image>.png` for `sigverify train --beside`. Signatures of training writers alone:
forgers are the same people for all of them, but no signature of a validation or test writer is among these. The images are
encoded anew, because a file that is there twice is learnt from once.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from PIL import Image

from sigverify import dataset

# Who wrote, in the names of forgeries.
_FORGER = {
    "sigcomp2009_nfi": re.compile(r"NFI-(\d{3})\d{2}\d{3}"),
    "sigcomp2009_nisdcc": re.compile(r"NISDCC-(\d{3})_\d{3}_\d{3}_"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    count = 0
    for collection, name in _FORGER.items():
        writers = sorted(path for path in (asked.data / collection).iterdir() if path.is_dir())
        part_of = dataset.parts_of([f"{collection}/{writer.name}" for writer in writers])
        for writer in writers:
            forged = sorted((writer / "forged").glob("*"))
            if not forged or part_of[f"{collection}/{writer.name}"] != dataset.TRAIN:
                continue
            by_hand = [(f"own{writer.name}", file) for file in sorted((writer / "genuine").glob("*"))]
            for file in forged:
                told = name.match(file.name)
                if told is None:
                    raise SystemExit(f"{file}: its name does not tell who wrote it")
                by_hand.append((told[1], file))
            for who, file in by_hand:
                whose = f"{collection}-{writer.name}"
                folder = asked.out / "forgers" / f"{collection}-{who}~{whose}" / "genuine"
                folder.mkdir(parents=True, exist_ok=True)
                with Image.open(file) as image:
                    image.convert("L").save(folder / f"{file.stem}.png", compress_level=1)
                count += 1
    print(f"{count} images: {asked.out / 'forgers'}")


if __name__ == "__main__":
    main()
