"""Part a collection in which every writer wrote the same texts, in the same order, into a folder a writer and text.

    python benchmarks/parted_by_text.py SET OUT --texts 10

reads `SET/<writer>/genuine/<number>.<ending>`, where image number k holds text k modulo `--texts`, and writes
`OUT/<name of SET>/<writer>~<text>/genuine/<number>.<ending>`, which `sigverify train` takes. CrossMedia is such a
collection: ten names, each written twice on paper and twice on a tablet.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=int, required=True)
    arguments = parser.parse_args()
    files = sorted(arguments.set.glob("*/genuine/*"))
    for file in files:
        writer, text = file.parts[-3], int(file.stem) % arguments.texts
        folder = arguments.out / arguments.set.name / f"{writer}~{text}" / "genuine"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / file.name)
    print(f"{len(files)} images: {arguments.out / arguments.set.name}")


if __name__ == "__main__":
    main()
