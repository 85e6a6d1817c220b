"""References and a questioned signature in, a Verification out."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.pairs import spread
from calibration.profile import Profile
from models.embedder import Embedder
from sigverify import canvas, copies
from sigverify.canvas import Canvas
from sigverify.cheque import Candidate
from sigverify.copies import Copy, Kept
from sigverify.errors import BundleUnusable, NoSignature
from sigverify.geometry import Box
from sigverify.ink import Ink
from sigverify.judging import Recommendation, judge
from sigverify.pages import Page
from sigverify.quality import Quality
from sigverify.scans import Scan
from sigverify.sight import NO_FORMS, Found, ScanKind, Sight, find_signature, look
from sigverify.templates import Forms


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A known genuine signature, ready to be compared.

    `embedding` is float32 (dimensions,), the network's output for `canvas`; `page` the cheque or card that the
    ink was taken from, upright, None for a cut-out; `sha256` (hex) is that of its file.
    """

    ink: Ink
    canvas: Canvas
    embedding: NDArray[np.float32]
    page: Page | None = None
    sha256: str = ""


class Embedded(Protocol):
    """What a reference has to have to be compared with."""

    @property
    def embedding(self) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Verification:
    """What was compared and what came out.

    Attributes
    ----------
    recommendation, reason
        What the program says and why, in a sentence.
    similarity, threshold
        0 to 1, higher is more alike; None where nothing was scored.
    log10_lr
        Logarithm to base ten of the likelihood ratio genuine : skilled forgery.
    distances
        Distance to each reference, in their order.
    spread
        Mean distance of the references among each other; 0 where there is one.
    differences
        Where on the canvas the questioned signature departs from each reference: (rows, columns) each, 0 to 1.
    box
        Where on the scan the signature is, as found or as given; None when nothing was found.
    candidates
        All boxes that were found, best first; empty when the box was given or the scan is a cut-out.
    questioned, canvas
        The ink that was compared, and what the network saw of it.
    model, profile
        Ids of the bundle and of the calibration profile.
    seconds
        What it took, from the decoded scan.
    quality
        What the questioned scan is like, and what is wrong with it.
    page
        The cheque brought upright, on which the questioned ink has its box; None for a cut-out signature.
    kept
        What is kept of the signature, so that a later copy of it is known; None where nothing was found.
    copy
        What the signature is probably a copy of; it is flagged then.
    """

    recommendation: Recommendation
    reason: str
    similarity: float | None
    threshold: float | None
    log10_lr: float | None
    distances: tuple[float, ...]
    spread: float
    differences: tuple[NDArray[np.float32], ...]
    box: Box | None
    candidates: tuple[Candidate, ...]
    questioned: Ink | None
    canvas: Canvas | None
    model: str | None
    profile: str | None
    seconds: float
    quality: Quality | None = None
    page: Page | None = None
    kept: Kept | None = None
    copy: Copy | None = None


class Verifier:
    """Compares signatures by one model and judges by one calibration profile."""

    def __init__(self, embedder: Embedder, profile: Profile | None, forms: Forms = NO_FORMS) -> None:
        manifest = embedder.bundle.manifest
        if (manifest.canvas_version, manifest.canvas_height, manifest.canvas_width) != (
            canvas.VERSION,
            canvas.HEIGHT,
            canvas.WIDTH,
        ):
            raise BundleUnusable(
                f"reads canvases of version {manifest.canvas_version}, this program makes {canvas.VERSION}",
                "Use the bundle that came with this version, or train anew",
                path=embedder.bundle.folder,
            )
        self._embedder = embedder
        self.profile = profile
        self.forms = forms
        self._last: tuple[Sight, tuple[ScanKind, Forms, str]] | None = None

    @property
    def profile(self) -> Profile | None:
        """What it judges by; None where there is none."""
        return self._profile

    @profile.setter
    def profile(self, profile: Profile | None) -> None:
        self._profile = profile
        # The hash of all of it: made once, not for each cheque.
        self._profile_id = None if profile is None else profile.id

    @property
    def model(self) -> str:
        """Id of the bundle."""
        return self._embedder.bundle.id

    def reference(
        self,
        scan: Scan,
        box: Box | None = None,
        *,
        kind: ScanKind = ScanKind.AUTO,
        embedding: NDArray[np.float32] | None = None,
    ) -> Reference:
        """Return a reference from its scan.

        Parameters
        ----------
        embedding
            As an earlier call gave it for the same scan and model; saves the network's run.

        Raises
        ------
        NoSignature
            When there is no signature on the scan.
        """
        found = find_signature(self.look(scan, kind), box)
        if found.ink is None:
            raise NoSignature(
                "holds no signature that could serve as a reference",
                "Choose another scan, or draw the box of the signature by hand",
                path=scan.path,
            )
        placed = canvas.place(found.ink)
        if embedding is None:
            embedding = self._embedder.embed(placed[np.newaxis])[0]
        return Reference(found.ink, placed, embedding, found.page, scan.sha256)

    def spread(self, references: Sequence[Embedded]) -> float:
        """Return the mean distance of references among each other; 0 for one."""
        known = np.stack([reference.embedding for reference in references])
        return spread(self._embedder.bundle.manifest.comparison.distances, known)

    def verify(
        self,
        questioned: Scan,
        references: Sequence[Reference],
        *,
        box: Box | None = None,
        kind: ScanKind = ScanKind.AUTO,
        form: str = "",
    ) -> Verification:
        """Compare a questioned signature with 1 to n references of one signatory.

        Never raises for what is on the scan: what cannot be scored is UNSCORABLE with its reason.
        """
        return self.compare(self.look(questioned, kind, form), references, box)

    def look(self, scan: Scan, kind: ScanKind = ScanKind.AUTO, form: str = "") -> Sight:
        """Look at a scan with what is known of the bank's forms; see `look`.

        The very scan that was looked at last, whose box was moved, is not looked at again.
        """
        asked = (kind, self.forms, form)
        last = self._last
        if last is not None and last[0].scan is scan and last[1] == asked:
            return replace(last[0], seconds=0.0)
        sight = look(scan, *asked)
        self._last = sight, asked
        return sight

    def compare(self, sight: Sight, references: Sequence[Embedded], box: Box | None = None) -> Verification:
        """Compare as `verify` does, where the scan was looked at before."""
        found, compared = self._compare(sight, references, box)
        if found.wider is None or not references:
            return compared
        _, wider = self._compare(replace(sight, seconds=compared.seconds), references, found.wider)
        return the_nearer(compared, wider)

    def _compare(
        self, sight: Sight, references: Sequence[Embedded], box: Box | None
    ) -> tuple[Found, Verification]:
        started = time.perf_counter()
        found = find_signature(sight, box)
        placed = None if found.ink is None else canvas.place(found.ink)
        embedding = None if placed is None or not references else self._embedder.embed(placed[np.newaxis])[0]
        packed = b"" if embedding is None or found.ink is None else copies.pack(found.ink)
        compared = self.compare_embedded(found, placed, embedding, references, packed=packed)
        differences: tuple[NDArray[np.float32], ...] = ()
        if embedding is not None:
            compare = self._embedder.bundle.manifest.comparison
            differences = tuple(compare.differences(embedding, one.embedding) for one in references)
        seconds = sight.seconds + time.perf_counter() - started
        return found, replace(compared, differences=differences, seconds=seconds)

    def embed(self, canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the embeddings of canvases uint8 (n, height, width): float32 (n, dimensions)."""
        return self._embedder.embed(canvases)

    def whole(self, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return of an embedding (dimensions,) what it says of the signature as a whole, a short unit vector."""
        return embedding[: self._embedder.bundle.manifest.comparison.whole]

    def compare_embedded(
        self,
        found: Found,
        placed: Canvas | None,
        embedding: NDArray[np.float32] | None,
        references: Sequence[Embedded],
        seconds: float = 0.0,
        packed: bytes = b"",
    ) -> Verification:
        """Compare what was found elsewhere; without local differences.

        Parameters
        ----------
        found
            The signature; its ink may have been left behind, for its canvas alone is compared.
        placed, embedding
            Its canvas and float32 (dimensions,), or None where there is no signature.
        seconds
            What it took to find.
        packed
            The ink as `copies.pack` made it, to know later copies by; b"" keeps nothing.
        """
        apart: tuple[float, ...] = ()
        between = 0.0
        if embedding is not None and references:
            known = np.stack([reference.embedding for reference in references])
            compare = self._embedder.bundle.manifest.comparison
            apart = tuple(float(distance) for distance in compare.distances(embedding[np.newaxis], known)[0])
            between = self.spread(references)
        judged = judge(apart, between, self.profile, self.model, found.reason)
        return Verification(
            recommendation=judged.recommendation,
            reason=judged.reason,
            similarity=judged.similarity,
            threshold=judged.threshold,
            log10_lr=judged.log10_lr,
            distances=apart,
            spread=between,
            differences=(),
            box=found.box,
            candidates=found.candidates,
            questioned=found.ink,
            canvas=placed,
            model=self.model,
            profile=self._profile_id,
            seconds=seconds,
            quality=found.quality,
            page=found.page,
            kept=Kept(self.whole(embedding), packed) if packed and embedding is not None else None,
        )


def the_nearer(found: Verification, wider: Verification) -> Verification:
    """Return of a signature as it was found, and of it with what stands beside it, which is nearer to a reference.

    Words that stand far apart are one signature or two, and only who knows the signature can tell.
    """
    if min(wider.distances, default=math.inf) < min(found.distances, default=math.inf):
        found = replace(wider, candidates=found.candidates)
    return replace(found, seconds=max(found.seconds, wider.seconds))
