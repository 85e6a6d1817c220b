"""A calibration profile, told to programs and to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from calibration.metrics import ErrorRate
from calibration.profile import Curve, Evidence, Profile


def as_json(profile: Profile) -> dict[str, Any]:
    """Return it as plain values; the figures of one reference stand in front."""
    curves = [{"references": curve.references, **_curve_json(curve)} for curve in profile.curves]
    told = {"profile": profile.id, **_curve_json(profile.curve(1)), "curves": curves}
    told |= {"bundle": profile.bundle, "fusion": profile.fusion, "data": profile.data, "author": profile.author}
    return told | {"reason": profile.reason, "notes": list(profile.notes)}


def _curve_json(curve: Curve) -> dict[str, Any]:
    told = {"threshold": curve.threshold, **_evidence_json(curve.evidence), "flag_below": curve.flag_below}
    bands = [
        {"above": band.above, "threshold": band.limits.accept, "flag_below": band.limits.flag_below}
        | _evidence_json(band.evidence)
        for band in curve.bands
    ]
    return told | {"bands": bands, "log10_lr_bounds": [curve.least_lr, curve.most_lr]}


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    told = {
        "far": evidence.far.value,
        "far_interval": [evidence.far.low, evidence.far.high],
        "frr": evidence.frr.value,
        "frr_interval": [evidence.frr.low, evidence.frr.high],
        "eer": evidence.eer.value,
        "writers": evidence.writers,
        "genuine": evidence.genuine,
        "skilled": evidence.skilled,
        "random": evidence.random,
        "far_random": evidence.far_random.value,
        "far_random_interval": [evidence.far_random.low, evidence.far_random.high],
        "referred": None if evidence.referred is None else evidence.referred.value,
        "cllr": evidence.cllr,
        "least_cllr": evidence.least_cllr,
        "target": asdict(evidence.target),
    }
    told["held_out"] = None if evidence.held_out is None else asdict(evidence.held_out)
    return told | {"mappings": {one.kind.value: one.cllr for one in evidence.mappings}}


def as_text(profile: Profile) -> str:
    """Return it for people: a table of its curves, then where it comes from."""
    return "\n".join(_lines(profile))


def _lines(profile: Profile) -> Iterator[str]:
    yield f"Profile {profile.id}, fusion {profile.fusion}; rates with 95 % intervals over writers"
    yield "references  writers  threshold  FAR (skilled)        FAR (random)         FRR                  EER"
    for curve in profile.curves:
        rows = [(f"{curve.references:10}", curve.threshold, curve.evidence)]
        rows += [(f"  > {band.above:<6,}", band.limits.accept, band.evidence) for band in curve.bands]
        for label, threshold, evidence in rows:
            rates = (evidence.far, evidence.far_random, evidence.frr, evidence.eer)
            told = "  ".join(rate_text(rate) for rate in rates)
            yield f"{label}  {evidence.writers:7}  {threshold:9.3f}  {told}"
            if evidence.referred is not None:
                yield f"{'':23}referred to a person: {rate_text(evidence.referred)} of the genuine signatures"
            if evidence.held_out is not None:
                unseen = evidence.held_out
                told = "  ".join(rate_text(rate) for rate in (unseen.far, unseen.far_random, unseen.frr))
                yield f"{'':12}  on writers not seen    {told}"
    first = profile.curve(1).evidence
    if first.mappings:
        told = ", ".join(f"{one.kind} {one.cllr:.3f}" for one in first.mappings)
        yield f"Cllr of the mappings on writers not seen, one reference: {told}"
    for what, text in (("Author", profile.author), ("Reason", profile.reason)):
        if text:
            yield f"{what}: {text}"
    for note in profile.notes:
        yield f"Note: {note}"


def rate_text(rate: ErrorRate) -> str:
    """Return a rate with its interval."""
    return f"{rate.value:.3f} ({rate.low:.3f}-{rate.high:.3f})"
