"""How many copies of a signature are noticed, and how many genuine signatures are taken for copies.

    python benchmarks/copies.py SIGNATURES SSBI [--part validation test] [--writers 5] [--kept FOLDER]

SIGNATURES is DATA (`SIGNATURES/<set>/<writer>/genuine/<image>`), SSBI the folder with `checks/`. Of so many writers of each
set, cheques are composed that carry a copy of the first signature, each way, or another genuine one (`copied`). Copies
are compared with the signature that they were made of, and with what was taken off another cheque with a copy of it;
genuine signatures with all others of the writer, clean and on cheques. COPY was chosen on the writers of `train`.

BHSig260 holds signatures that were made from others by moving and stretching their parts, down to the same specks of
dust. Such images have the same width and height: pairs of those are left out, and are told by themselves.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import composed
from benchmarks.copied import Questioned, Way, cheques_of
from calibration import profile as profiles
from calibration.profile import Profile
from models import bundle as bundles
from models.embedder import Embedder
from sigverify import canvas, copies, ink
from sigverify.copies import Overlap, Trace
from sigverify.copying import MOST_EARLIER
from sigverify.ink import Ink
from sigverify.networks import load_embedder, open_bundle
from sigverify.scans import read

_EARLIER = "copy from an earlier cheque"
_CLEAN, _CHEQUE, _CHEQUES, _EDITED = (
    "genuine, both cut out",
    "genuine, cut out and on a cheque",
    "genuine, both on cheques",
    "same frame (BHSig260), left out",
)
_TWO_LEVEL, _GRAY = "two levels", "colour or gray"
_FLAGGED = 0.001
# Each clean signature is compared with so many that follow it.
_FOLLOWING = 3


@dataclass(slots=True)
class Scores:
    """What was found.

    Attributes
    ----------
    exact, noticed
        Of each kind of pair, how exactly one lies on the other, and whether it is taken for a copy.
    near
        Of each copy that would pass, whether its original is among those that are looked at, of a dozen.
    accepted
        Of each copy that the similarity to its original alone would let pass, whether it was noticed.
    shown
        Of each copy of a reference, by how many levels its scan has, whether it is noticed by its true ink: all
        that the scan shows of it.
    milliseconds
        Of processor time, by what was done.
    """

    exact: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    noticed: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    near: list[bool] = field(default_factory=list)
    accepted: list[bool] = field(default_factory=list)
    shown: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, laid: Overlap | None) -> None:
        """Take what came out of a pair; None where there was no ink."""
        self.noticed[kind].append(laid is not None and laid.is_copy)
        # What covers too little is no copy at any threshold.
        self.exact[kind].append(0.0 if laid is None or laid.covered < copies.LEAST_COVERED else laid.exact)

    def timed(self, known: Trace, questioned: Trace) -> Overlap:
        """Lay one on the other, and take the time."""
        started = time.process_time()
        laid = copies.overlap(known, questioned)
        self.milliseconds["laid on another"].append(1e3 * (time.process_time() - started))
        return laid

    def traced(self, taken: Ink) -> Trace:
        """Trace, and take the time."""
        started = time.process_time()
        traced = copies.trace(taken)
        self.milliseconds["traced"].append(1e3 * (time.process_time() - started))
        return traced


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signatures", type=Path)
    parser.add_argument("ssbi", type=Path)
    parser.add_argument("--part", nargs="+", default=["validation", "test"])
    parser.add_argument("--writers", type=int, default=5, help="of each set and part")
    parser.add_argument("--kept", type=Path, help="where the ink of composed cheques is kept for the next time")
    arguments = parser.parse_args()
    embedder = load_embedder(open_bundle(bundles.DEFAULT))
    profile = profiles.load(profiles.DEFAULT)
    scores, writers = Scores(), 0
    for cheques, clean in _writers(arguments):
        _compare(cheques, clean, embedder, profile, scores)
        writers += 1
    print(f"{writers} writers, bundle {embedder.bundle.id}")
    _tell(scores)


def _writers(arguments: argparse.Namespace) -> Iterator[tuple[list[Questioned], dict[Path, Ink]]]:
    """Yield the cheques of each writer, and the ink of all clean signatures."""
    forms = composed.ssbi_forms(arguments.ssbi)
    chosen = [
        writer
        for part in arguments.part
        for writers in composed.writers_of(arguments.signatures, part)
        for writer in writers[: arguments.writers]
    ]
    random.Random(1).shuffle(chosen)
    for number, writer in enumerate(chosen):
        files = sorted((writer / "genuine").glob("*"))
        kept = None if arguments.kept is None else arguments.kept / f"{writer.parent.name}-{writer.name}.pickle"
        if kept is not None and kept.exists():
            cheques = pickle.loads(kept.read_bytes())
        else:
            cheques = list(cheques_of(files, forms, np.random.default_rng([number, 7])))
            if kept is not None:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(pickle.dumps(cheques))
        clean = {file: ink.extract(read(file)) for file in files}
        yield cheques, {file: taken for file, taken in clean.items() if taken is not None}


def _compare(
    cheques: list[Questioned], clean: dict[Path, Ink], embedder: Embedder, profile: Profile, scores: Scores
) -> None:
    traces = {file: scores.traced(taken) for file, taken in clean.items()}
    files = list(traces)
    for at, one in enumerate(files):
        for other in files[at + 1 : at + 1 + _FOLLOWING]:
            scores.add(_kind(_CLEAN, one, other), scores.timed(traces[one], traces[other]))
    seen = [(cheque, None if cheque.ink is None else scores.traced(cheque.ink)) for cheque in cheques]
    for cheque, trace in seen:
        if cheque.way is not Way.GENUINE:
            original = traces.get(cheque.source)
            scores.add(cheque.way, None if trace is None or original is None else scores.timed(original, trace))
            levels = _TWO_LEVEL if cheque.condition.two_level else _GRAY
            scores.shown[levels].append(original is not None and _noticed(original, cheque.true_ink))
            known = clean.get(cheque.source)
            if cheque.ink is not None and known is not None and _passes(known, cheque.ink, embedder, profile):
                scores.accepted.append(scores.noticed[cheque.way][-1])
        elif trace is not None:
            for file in files:
                if file != cheque.source:
                    scores.add(_kind(_CHEQUE, file, cheque.source), scores.timed(traces[file], trace))
    kept = [None if one.ink is None else copies.trace(copies.unpack(copies.pack(one.ink))) for one in cheques]
    for (first, second), (earlier, _) in zip(combinations(seen, 2), combinations(kept, 2), strict=True):
        if earlier is None or second[1] is None:
            continue
        one, other = first[0].source, second[0].source
        kind = _EARLIER if one == other else _kind(_CHEQUES, one, other)
        scores.add(kind, scores.timed(earlier, second[1]))
    _rank(cheques, clean, embedder, profile, scores)


def _noticed(original: Trace, ink_of_copy: Ink | None) -> bool:
    return ink_of_copy is not None and copies.overlap(original, copies.trace(ink_of_copy)).is_copy


def _passes(original: Ink, copied: Ink, embedder: Embedder, profile: Profile) -> bool:
    """Tell whether a copy would be accepted if nobody looked for copies, by its original as the only reference."""
    one, other = embedder.embed(np.stack([canvas.place(original), canvas.place(copied)]))
    distance = embedder.bundle.manifest.comparison.distances(one[np.newaxis], other[np.newaxis])[0, 0]
    curve = profile.curve(1)
    return curve.accepts(curve.similarity(float(distance)))


def _rank(
    cheques: list[Questioned], clean: dict[Path, Ink], embedder: Embedder, profile: Profile, scores: Scores
) -> None:
    """Note of each copy that would pass whether its original is among those that are looked at, of a dozen."""
    whole = embedder.bundle.manifest.comparison.whole
    files = list(clean)[:12]
    known = embedder.embed(np.stack([canvas.place(clean[file]) for file in files]))[:, :whole]
    for one in cheques:
        if one.way is Way.GENUINE or one.ink is None or one.source not in files:
            continue
        if _passes(clean[one.source], one.ink, embedder, profile):
            vector = embedder.embed(canvas.place(one.ink)[np.newaxis])[0, :whole]
            nearest = np.argsort(np.linalg.norm(known - vector, axis=1))[:MOST_EARLIER]
            scores.near.append(files.index(one.source) in nearest)


def _kind(kind: str, one: Path, other: Path) -> str:
    return _EDITED if "bhsig" in str(one) and _frame(one) == _frame(other) else kind


@cache
def _frame(path: Path) -> tuple[int, int]:
    with Image.open(path) as opened:
        return opened.size


def _tell(scores: Scores) -> None:
    genuine = [kind for kind in (_CLEAN, _CHEQUE, _CHEQUES) if kind in scores.exact]
    exact: NDArray[np.float64] = np.concatenate([scores.exact[kind] for kind in genuine])
    # The least threshold at which no more than that share is flagged.
    strict = float(np.sort(exact)[-1 - int(_FLAGGED * len(exact))]) + 1e-9
    print(f"| pairs | number | flagged at {copies.COPY}, % | flagged at {strict:.3f}, % |\n|---|---|---|---|")
    for kind in (*(way.value for way in Way if way is not Way.GENUINE), _EARLIER, *genuine, _EDITED):
        of_kind = np.asarray(scores.exact[kind])
        if len(of_kind):
            now, then = 100 * np.mean(scores.noticed[kind]), 100 * (of_kind >= strict).mean()
            print(f"| {kind} | {len(of_kind)} | {now:.2f} | {then:.2f} |")
    flagged = sum(sum(scores.noticed[kind]) for kind in genuine)
    print(f"all genuine pairs: {flagged} of {len(exact)} flagged, {100 * flagged / len(exact):.3f} %")
    made = [way.value for way in Way if way is not Way.GENUINE]
    caught = [one for kind in (*made, _EARLIER) for one in scores.noticed[kind]]
    print(f"all copies: {sum(caught)} of {len(caught)} noticed, {100 * np.mean(caught):.2f} %")
    for levels, noticed in scores.shown.items():
        print(f"of references' copies in {levels}, by their true ink: {sum(noticed)} of {len(noticed)} noticed")
    print(f"of those that one reference would accept: {sum(scores.accepted)} of {len(scores.accepted)} noticed")
    print(f"their originals among the {MOST_EARLIER} nearest of twelve: {sum(scores.near)} of {len(scores.near)}")
    for what, took in scores.milliseconds.items():
        print(f"{what}: {np.median(took):.1f} ms of processor time (median of {len(took)})")


if __name__ == "__main__":
    main()
