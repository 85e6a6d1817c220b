"""Distances between the signatures of real cheques whose signers are known.

    python benchmarks/idrbt_pairs.py FOLDER

FOLDER holds the IDRBT cheques and `truth.json` (per file: `sign_box`, `signer`, `signed`). The reference is the
signature cut out of one cheque by its true box; the questioned one is found by the program on another, whole
cheque. All pairs of cheques with a known signer are compared, each way round.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration import metrics
from sigverify.app import App
from sigverify.geometry import Box
from sigverify.scans import read
from sigverify.settings import Settings
from sigverify.sight import ScanKind


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; `unscorable` are cheques on which no signature was found."""

    cheques: int
    unscorable: int
    same: int
    different: int
    same_median: float
    different_median: float
    eer: float


def measure(folder: Path, *, cheques_a_signer: int = 1000) -> Figures:
    """Compare every cheque of a known signer with every other."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    taken: dict[str, int] = {}
    signed = []
    for name, entry in sorted(truth.items()):
        signer = entry["signer"]
        if entry["signed"] and signer is not None and taken.get(signer, 0) < cheques_a_signer:
            taken[signer] = taken.get(signer, 0) + 1
            signed.append((folder / name, signer, Box(*entry["sign_box"])))
    # The data folder is never written to: only the shipped model is used.
    verifier = App(Settings(folder)).verifier
    references = [verifier.reference(read(path).crop(box), kind=ScanKind.SIGNATURE) for path, _, box in signed]
    same, different, unscorable = [], [], 0
    for i, (path, signer, _) in enumerate(signed):
        found = verifier.verify(read(path), references)
        if not found.distances:
            unscorable += 1
            continue
        for j, distance in enumerate(found.distances):
            if i != j:
                (same if signed[j][1] == signer else different).append(distance)
    genuine, forged = -np.asarray(same), -np.asarray(different)
    return Figures(
        cheques=len(signed),
        unscorable=unscorable,
        same=len(same),
        different=len(different),
        same_median=float(np.median(same)),
        different_median=float(np.median(different)),
        eer=metrics.eer(genuine, forged)[0],
    )


if __name__ == "__main__":
    print(measure(Path(sys.argv[1])))
