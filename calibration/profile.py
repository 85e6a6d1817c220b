"""A calibration profile: S-curves, thresholds, and the evidence for both, bound to one model bundle.

There is one curve for each number of references: what several references say together is surer than what one
says. An S-curve is a logistic function of the distance, fitted so that genuine and forged pairs weigh alike:
similarity = 1 / (1 + exp(slope * distance - offset)). Thresholds are on it. The likelihood ratio genuine : forged
follows from it by the curve's mapping (`calibration.mapping`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.intervals import WriterScores
from calibration.mapping import Mapping, MappingKind
from calibration.metrics import ErrorRate
from calibration.operating import Limits, Target

# Format 2 had none of what may be missing here; its profiles stay what they were, ids and all.
FORMAT, _READABLE = 3, (2, 3)
DEFAULT = Path(__file__).parent / "profiles" / "default.json"
# Of synthetic hands, which are steadier than people: for the demo bank, whose accounts are other hands.
DEMO = DEFAULT.with_name("demo.json")


class ProfileError(ValueError):
    """A profile that is missing, damaged or refused. `path` is its file, where it has one."""

    def __init__(self, problem: str, path: Path | None = None) -> None:
        super().__init__(problem)
        self.path = path


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What thresholds do to writers whom they were not chosen on; rates 0 to 1.

    The writers were parted into `folds`, each of which was judged by what the others gave. The intervals are of
    thresholds chosen anew on resampled writers, and of what those do to the writers who were not drawn: they tell
    of the choice's own uncertainty too, and are the ones to expect of new writers.
    """

    folds: int
    far: ErrorRate
    far_random: ErrorRate
    frr: ErrorRate
    referred: ErrorRate
    cllr: float
    least_cllr: float


@dataclass(frozen=True, slots=True)
class MappingScore:
    """The cost in bits of a mapping's likelihood ratios on writers whom it was not fitted to."""

    kind: MappingKind
    cllr: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the threshold does on the pairs that it was chosen on; rates 0 to 1, intervals over writers.

    Attributes
    ----------
    far, far_random, frr
        Share of skilled and random forgeries accepted, and of genuine signatures not accepted.
    eer
        Against skilled forgeries, whatever the threshold.
    writers, genuine, skilled, random
        How many there were.
    target
        By which the threshold was chosen.
    referred
        Share of genuine signatures between the two thresholds.
    cllr, least_cllr
        Cost in bits of the likelihood ratios, and of the best monotone ones.
    held_out
        None where there are too few writers to part.
    mappings
        How the mappings compare.
    """

    far: ErrorRate
    far_random: ErrorRate
    frr: ErrorRate
    eer: ErrorRate
    writers: int
    genuine: int
    skilled: int
    random: int
    target: Target
    referred: ErrorRate | None = None
    cllr: float | None = None
    least_cllr: float | None = None
    held_out: HeldOut | None = None
    mappings: tuple[MappingScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """Other thresholds for amounts above `above`."""

    above: int
    limits: Limits
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Curve:
    """The S-curve and thresholds for one number of references.

    Attributes
    ----------
    threshold
        On similarity; accept at or above it.
    least_lr, most_lr
        Bounds of log10 of the likelihood ratio: what the sample supports.
    mapping
        To the likelihood ratio; None is logistic.
    flag_below
        What is below is flagged; what lies between it and the threshold is referred to a person. None refers
        nothing.
    bands
        Thresholds for larger amounts, their amounts rising.
    expected
        Deciles of the similarity of genuine signatures, (9,), that `calibration.drift` compares with.
    """

    references: int
    slope: float
    offset: float
    threshold: float
    least_lr: float
    most_lr: float
    evidence: Evidence
    mapping: Mapping | None = None
    flag_below: float | None = None
    bands: tuple[Band, ...] = ()
    expected: tuple[float, ...] = ()

    def similarity(self, distance: float) -> float:
        """Return the similarity, 0 to 1, of a (fused) distance."""
        return similarity(distance, self.slope, self.offset)

    def log10_lr(self, distance: float) -> float:
        """Return log10 of the likelihood ratio genuine : forged, clipped to what the sample supports."""
        return float(self.log_ratios(np.asarray([distance]))[0] / math.log(10.0))

    def log_ratios(self, distances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the natural logarithms of the likelihood ratios, (n,), of distances (n,)."""
        logits = np.asarray(self.offset - self.slope * distances)
        ratios = logits if self.mapping is None else self.mapping.apply(logits)
        return np.clip(ratios, self.least_lr * math.log(10.0), self.most_lr * math.log(10.0))

    def limits(self, amount: Decimal | None = None) -> Limits:
        """Return the thresholds for an amount; the strictest where it is not known and they depend on it."""
        own = Limits(self.threshold, self.flag_below)
        if amount is None:
            return max((own, *(band.limits for band in self.bands)), key=lambda limits: limits.accept)
        return next((band.limits for band in reversed(self.bands) if amount > band.above), own)

    def judged_by(self, threshold: float) -> tuple[Limits, Evidence]:
        """Return the strictest limits of this curve that are no stricter than a threshold, and their evidence."""
        known = [(Limits(self.threshold, self.flag_below), self.evidence)]
        known += [(band.limits, band.evidence) for band in self.bands]
        fitting = [one for one in known if one[0].accept <= threshold]
        return max(fitting or known[:1], key=lambda one: one[0].accept)

    def accepts(self, similarity: float, amount: Decimal | None = None) -> bool:
        """Tell whether a similarity reaches the threshold."""
        return similarity >= self.limits(amount).accept


@dataclass(frozen=True, slots=True)
class Profile:
    """See the module. Immutable; `id` changes with anything in it. `curves` rise in their number of references.

    Attributes
    ----------
    data
        Fingerprint of what it was calibrated on.
    canvas
        Version of the canvases that the distances came from; None in profiles from before it was kept.
    author, reason
        Who calibrated, and why.
    notes
        What is to be known of the sample: what was left out of it, and of what there is too little.
    """

    name: str
    bundle: str
    fusion: str
    curves: tuple[Curve, ...]
    data: str
    format: int = FORMAT
    canvas: str | None = None
    author: str | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name and the first eight hex digits of the content's sha256."""
        content = json.dumps(_document(self), sort_keys=True).encode()
        return f"{self.name}-{hashlib.sha256(content).hexdigest()[:8]}"

    def curve(self, references: int) -> Curve:
        """Return the curve for so many references, or for the next lower number that there is one for."""
        fitting = [curve for curve in self.curves if curve.references <= references]
        return fitting[-1] if fitting else self.curves[0]

    def fits(self, bundle: str, canvas: str) -> bool:
        """Tell whether it was made from distances of this bundle, on canvases of this version."""
        return self.bundle == bundle and self.canvas in (None, canvas)


def similarity(distance: float, slope: float, offset: float) -> float:
    """Return the similarity, 0 to 1, of a distance on an S-curve."""
    return 1.0 / (1.0 + math.exp(min(max(slope * distance - offset, -700.0), 700.0)))


def on_curve(negated: WriterScores, slope: float, offset: float) -> WriterScores:
    """Return the similarities of negated distances, to the last digit as cheques get them."""
    similarities = [similarity(-score, slope, offset) for score in negated.scores.tolist()]
    return WriterScores(np.asarray(similarities, dtype=np.float64), negated.writers)


def text(profile: Profile) -> str:
    """Return the text of a profile's file: JSON, without what is not there."""
    return json.dumps(_document(profile), indent=1) + "\n"


def save(profile: Profile, path: Path) -> None:
    """Write a profile as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text(profile), encoding="utf-8")
    part.replace(path)


def load(path: Path) -> Profile:
    """Read a profile.

    Raises
    ------
    ProfileError
        When the file is missing, damaged or of another format.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        raise ProfileError("does not exist", path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"cannot be read ({error})", path) from error


def parse(document: str, path: Path | None = None) -> Profile:
    """Read a profile from the text of its file; raises ProfileError, which names `path`, as `load` does."""
    try:
        stored = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"cannot be read ({error})", path) from error
    try:
        return _from_stored(stored)
    except (TypeError, KeyError, ValueError, OverflowError, AttributeError) as error:
        raise ProfileError(f"is not a calibration profile ({error})", path) from error


def _document(value: Profile) -> Any:
    return _without_missing(asdict(value))


def _without_missing(value: Any) -> Any:
    """Leave out what a profile has not, so that a profile of an older format is its own text again."""
    if isinstance(value, dict):
        return {key: _without_missing(item) for key, item in value.items() if item is not None and item != ()}
    if isinstance(value, (list, tuple)):
        return [_without_missing(item) for item in value]
    return value


def _from_stored(stored: Any) -> Profile:
    """Build a profile from parsed JSON, checking what recommendations depend on."""
    if not isinstance(stored, dict) or stored.get("format") not in _READABLE:
        raise ValueError("another format")
    curves = tuple(_curve_from_stored(curve) for curve in stored["curves"])
    counts = [curve.references for curve in curves]
    if not counts or counts != sorted(set(counts)):
        raise ValueError("its curves are not in order")
    notes = tuple(stored.get("notes", ()))
    profile = Profile(**{**stored, "curves": curves, "notes": notes})
    texts = (profile.name, profile.bundle, profile.fusion, profile.data, *notes)
    if not all(isinstance(one, str) for one in texts):
        raise ValueError("a name is missing")
    if not all(one is None or isinstance(one, str) for one in (profile.canvas, profile.author, profile.reason)):
        raise ValueError("canvas, author and reason are texts")
    return profile


def _curve_from_stored(stored: Any) -> Curve:
    bands = tuple(_band_from_stored(band) for band in stored.get("bands", ()))
    curve = Curve(
        **{
            **stored,
            "evidence": _evidence_from_stored(stored["evidence"]),
            "mapping": _mapping_from_stored(stored.get("mapping")),
            "bands": bands,
            "expected": _numbers(stored.get("expected", ())),
        }
    )
    if type(curve.references) is not int or curve.references < 1:
        raise ValueError("a number of references is none")
    _numbers((curve.slope, curve.offset, curve.threshold, curve.least_lr, curve.most_lr))
    if curve.slope <= 0:
        raise ValueError("a number is out of its range")
    _check(Limits(curve.threshold, curve.flag_below))
    amounts = [band.above for band in bands]
    if not all(type(above) is int for above in amounts) or amounts != sorted(set(amounts)):
        raise ValueError("its amounts are not in order")
    if list(curve.expected) != sorted(curve.expected):
        raise ValueError("its deciles are not in order")
    return curve


def _band_from_stored(stored: Any) -> Band:
    limits = Limits(**stored["limits"])
    _check(limits)
    return Band(**{**stored, "limits": limits, "evidence": _evidence_from_stored(stored["evidence"])})


def _check(limits: Limits) -> None:
    both = [one for one in (limits.flag_below, limits.accept) if one is not None]
    if list(_numbers(both)) != sorted(both) or not all(0 <= one <= 1 for one in both):
        raise ValueError("a threshold is out of its range")


def _mapping_from_stored(stored: Any) -> Mapping | None:
    if stored is None:
        return None
    knots = {key: _numbers(stored.get(key, ())) for key in ("logits", "log_ratios")}
    mapping = Mapping(**{**stored, **knots, "kind": MappingKind(stored["kind"])})
    _numbers((mapping.a, mapping.b, mapping.c))
    rising = all(list(values) == sorted(values) for values in knots.values())
    needs = mapping.kind is MappingKind.ISOTONIC
    if not rising or len(mapping.logits) != len(mapping.log_ratios) or (needs and not mapping.logits):
        raise ValueError("its mapping does not rise")
    if min(mapping.a, mapping.b) < 0:
        raise ValueError("its mapping falls")
    return mapping


def _evidence_from_stored(stored: Any) -> Evidence:
    evidence = _with_rates(stored, "far", "far_random", "frr", "eer", "referred")
    evidence["target"] = Target(**evidence["target"])
    if evidence.get("held_out") is not None:
        held_out = evidence["held_out"]
        evidence["held_out"] = HeldOut(**_with_rates(held_out, "far", "far_random", "frr", "referred"))
    scores = evidence.get("mappings", ())
    evidence["mappings"] = tuple(MappingScore(MappingKind(one["kind"]), one["cllr"]) for one in scores)
    return Evidence(**evidence)


def _with_rates(stored: Any, *names: str) -> dict[str, Any]:
    values = dict(stored)
    return values | {name: ErrorRate(**values[name]) for name in names if values.get(name) is not None}


def _numbers(stored: Sequence[Any]) -> tuple[float, ...]:
    if not all(isinstance(number, (int, float)) and math.isfinite(number) for number in stored):
        raise ValueError("a number is missing")
    return tuple(stored)
