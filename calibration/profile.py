"""A calibration profile: S-curves, thresholds, and the evidence for both, bound to one model bundle.

There is one curve for each number of references: what several references say together is surer than what one
says. An S-curve is a logistic function of the distance, fitted so that genuine and forged pairs weigh alike:
similarity = 1 / (1 + exp(slope * distance - offset)). At even weights its logit is the natural logarithm of the
likelihood ratio genuine : forged (Brümmer and du Preez 2006), which `log10_lr` gives to base ten.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.intervals import WriterScores, eer_interval, rule_of_three, share_interval
from calibration.metrics import ErrorRate, eer, threshold_at_cost, threshold_at_far
from calibration.pairs import GENUINE, RANDOM, SKILLED

FORMAT = 2
DEFAULT = Path(__file__).parent / "profiles" / "default.json"


class ProfileError(ValueError):
    """A profile that is missing, damaged or refused. `path` is its file, where it has one."""

    def __init__(self, problem: str, path: Path | None = None) -> None:
        super().__init__(problem)
        self.path = path


class UnsupportedTarget(ValueError):
    """A FAR target that the sample cannot show to be met."""

    def __init__(self, far: float, have: int) -> None:
        self.far, self.have, self.need = far, have, rule_of_three(far)
        super().__init__(
            f"{have} skilled forgeries cannot support a FAR of {far:.3g}: "
            f"even with none accepted, it takes {self.need} (rule of three)"
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored comparisons: what a calibration is made of.

    Attributes
    ----------
    distances
        float (n,), Euclidean; already fused where there were several references.
    kinds
        int (n,): GENUINE, SKILLED or RANDOM.
    writers
        int (n,): whose references they are.
    """

    distances: NDArray[np.float64]
    kinds: NDArray[np.int64]
    writers: NDArray[np.int64]

    def subset(self, chosen: NDArray[np.bool_]) -> Scored:
        """Return the chosen comparisons, bool (n,)."""
        return Scored(self.distances[chosen], self.kinds[chosen], self.writers[chosen])

    def of(self, kind: int) -> WriterScores:
        """Return the similarities-to-be (negated distances) of one kind, with their writers."""
        chosen = self.kinds == kind
        return WriterScores(-self.distances[chosen], self.writers[chosen])


@dataclass(frozen=True, slots=True)
class Target:
    """How the threshold is chosen: `eer`, `far` (at most `value`), or `cost`.

    For `cost`, `value` is what an accepted forgery costs where a rejected genuine signature costs 1, and `prior`
    the share of forgeries among the cheques.
    """

    kind: str = "eer"
    value: float = 0.0
    prior: float = 0.01


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the threshold does on the pairs that it was chosen on; rates 0 to 1, intervals over writers."""

    far: ErrorRate
    far_random: ErrorRate
    frr: ErrorRate
    eer: ErrorRate
    writers: int
    genuine: int
    skilled: int
    random: int
    target: Target


@dataclass(frozen=True, slots=True)
class Curve:
    """The S-curve and threshold for one number of references.

    `least_lr` and `most_lr` bound log10 of the likelihood ratio to what the sample supports.
    """

    references: int
    slope: float
    offset: float
    threshold: float
    least_lr: float
    most_lr: float
    evidence: Evidence

    def similarity(self, distance: float) -> float:
        """Return the similarity, 0 to 1, of a (fused) distance."""
        return _similarity(distance, self.slope, self.offset)

    def log10_lr(self, distance: float) -> float:
        """Return log10 of the likelihood ratio genuine : forged, clipped to what the sample supports."""
        return min(max((self.offset - self.slope * distance) / math.log(10.0), self.least_lr), self.most_lr)

    def accepts(self, similarity: float) -> bool:
        """Tell whether a similarity reaches the threshold."""
        return similarity >= self.threshold


@dataclass(frozen=True, slots=True)
class Profile:
    """See the module. Immutable; `id` changes with anything in it. `curves` rise in their number of references."""

    name: str
    bundle: str
    fusion: str
    curves: tuple[Curve, ...]
    data: str
    format: int = FORMAT

    @property
    def id(self) -> str:
        """Name and the first eight hex digits of the content's sha256."""
        content = json.dumps(asdict(self), sort_keys=True).encode()
        return f"{self.name}-{hashlib.sha256(content).hexdigest()[:8]}"

    def curve(self, references: int) -> Curve:
        """Return the curve for so many references, or for the next lower number that there is one for."""
        fitting = [curve for curve in self.curves if curve.references <= references]
        return fitting[-1] if fitting else self.curves[0]


def fit(
    scored: Mapping[int, Scored], *, name: str, bundle: str, fusion: str, target: Target, data: str
) -> Profile:
    """Fit one curve for each number of references that comparisons are given for.

    Raises
    ------
    ValueError, UnsupportedTarget
        As `fit_curve` does.
    """
    if not scored:
        raise ValueError("a calibration needs comparisons")
    curves = tuple(fit_curve(count, scored[count], target) for count in sorted(scored))
    return Profile(name, bundle, fusion, curves, data)


def fit_curve(references: int, scored: Scored, target: Target) -> Curve:
    """Fit the S-curve and choose the threshold for one number of references.

    Raises
    ------
    ValueError
        When there are no genuine or no skilled pairs, fewer than two writers, distances that do not fall apart, or
        no similarity high enough for the target.
    UnsupportedTarget
        When there are too few forgeries to show that the FAR target is met.
    """
    from sklearn.linear_model import LogisticRegression

    genuine, skilled, random = (scored.of(kind) for kind in (GENUINE, SKILLED, RANDOM))
    if not len(genuine) or not len(skilled):
        raise ValueError("a calibration needs genuine pairs and skilled forgeries")
    if len(np.unique(scored.writers)) < 2:
        raise ValueError("a calibration needs at least two writers")
    # The curve answers the hard question, genuine or skilled forgery; random forgeries lie farther out on it.
    learn = scored.kinds != RANDOM
    labels = scored.kinds[learn] == GENUINE
    curve = LogisticRegression(C=1e6, class_weight="balanced").fit(scored.distances[learn, np.newaxis], labels)
    slope, offset = -float(curve.coef_[0, 0]), float(curve.intercept_[0])
    if slope <= 0:
        raise ValueError("the distances do not tell genuine signatures from forgeries")
    # From here on everything is a similarity, as cheques get it: two distances that differ in their last digit may
    # share one similarity, and a threshold between them would not keep what it promises.
    genuine, skilled, random = (_on_curve(scores, slope, offset) for scores in (genuine, skilled, random))
    threshold = _threshold(genuine, skilled, target)
    if threshold > 1:
        raise ValueError("no similarity is high enough for this target: a forgery is as near as can be")

    def rate(scores: WriterScores, *, accepted: bool) -> ErrorRate:
        wrong = scores.scores >= threshold if accepted else scores.scores < threshold
        return share_interval(wrong, scores.writers)

    return Curve(
        references=references,
        slope=slope,
        offset=offset,
        threshold=threshold,
        least_lr=-math.log10(len(genuine) + 1),
        most_lr=math.log10(len(skilled) + 1),
        evidence=Evidence(
            far=rate(skilled, accepted=True),
            far_random=rate(random, accepted=True),
            frr=rate(genuine, accepted=False),
            eer=eer_interval(genuine, skilled),
            writers=len(np.unique(scored.writers)),
            genuine=len(genuine),
            skilled=len(skilled),
            random=len(random),
            target=target,
        ),
    )


def save(profile: Profile, path: Path) -> None:
    """Write a profile as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(asdict(profile), indent=1) + "\n", encoding="utf-8")
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
    except ValueError as error:
        raise ProfileError(f"cannot be read ({error})", path) from error
    try:
        return _from_stored(stored)
    except (TypeError, KeyError, ValueError, OverflowError) as error:
        raise ProfileError(f"is not a calibration profile ({error})", path) from error


def _from_stored(stored: Any) -> Profile:
    """Build a profile from parsed JSON, checking what recommendations depend on."""
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise ValueError("another format")
    curves = tuple(_curve_from_stored(curve) for curve in stored["curves"])
    counts = [curve.references for curve in curves]
    if not counts or counts != sorted(set(counts)):
        raise ValueError("its curves are not in order")
    profile = Profile(**{**stored, "curves": curves})
    if not all(isinstance(text, str) for text in (profile.name, profile.bundle, profile.fusion, profile.data)):
        raise ValueError("a name is missing")
    return profile


def _curve_from_stored(stored: Any) -> Curve:
    evidence = dict(stored["evidence"])
    for key in ("far", "far_random", "frr", "eer"):
        evidence[key] = ErrorRate(**evidence[key])
    evidence["target"] = Target(**evidence["target"])
    curve = Curve(**{**stored, "evidence": Evidence(**evidence)})
    if type(curve.references) is not int or curve.references < 1:
        raise ValueError("a number of references is none")
    numbers = (curve.slope, curve.offset, curve.threshold, curve.least_lr, curve.most_lr)
    if not all(isinstance(number, (int, float)) and math.isfinite(number) for number in numbers):
        raise ValueError("a number is missing")
    if curve.slope <= 0 or not 0 <= curve.threshold <= 1:
        raise ValueError("a number is out of its range")
    return curve


def _similarity(distance: float, slope: float, offset: float) -> float:
    return 1.0 / (1.0 + math.exp(min(max(slope * distance - offset, -700.0), 700.0)))


def _on_curve(negated: WriterScores, slope: float, offset: float) -> WriterScores:
    """Return the similarities of negated distances."""
    similarities = [_similarity(-score, slope, offset) for score in negated.scores.tolist()]
    return WriterScores(np.asarray(similarities, dtype=np.float64), negated.writers)


def _threshold(genuine: WriterScores, skilled: WriterScores, target: Target) -> float:
    """Return the threshold on similarities."""
    if target.kind == "eer":
        return eer(genuine.scores, skilled.scores)[1]
    if target.kind == "far":
        if len(skilled) < rule_of_three(target.value):
            raise UnsupportedTarget(target.value, len(skilled))
        return threshold_at_far(skilled.scores, target.value)
    if target.kind == "cost":
        return threshold_at_cost(
            genuine.scores, skilled.scores, false_accept=target.value, false_reject=1.0, prior=target.prior
        )
    raise ValueError(f"unknown target {target.kind}")
