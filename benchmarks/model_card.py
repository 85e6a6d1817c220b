"""Measure a bundle and write its MODEL_CARD.md.

    python benchmarks/model_card.py BUNDLE PROFILE DATA...
    python benchmarks/model_card.py BUNDLE --unseen DATA...

In the first form DATA are the folders that it was trained on; the figures are of their validation and test writers.
In the second they are collections that it has seen nothing of, and it has no profile yet.
"""

from __future__ import annotations

import sys
from pathlib import Path

from calibration import profile as profiles
from calibration.profile import Curve, Profile
from models import bundle as bundles
from models.bundle import Manifest
from sigverify import dataset
from sigverify.baselines import BASELINES
from sigverify.evaluation import Evaluation, Split, evaluate
from sigverify.networks import load_embedder, open_bundle

# What the collections' publishers say; "none stated" is not a permission.
TERMS = {
    "cedar": "CEDAR signatures (Kalera, Srihari and Xu 2004), Latin script, scans. Terms: none stated, research data.",
    "bhsig260_bengali": "BHSig260 (Pal et al. 2016), Bengali, two-level scans. Terms: none stated, research data.",
    "bhsig260_hindi": "BHSig260 (Pal et al. 2016), Hindi, two-level scans. Terms: none stated, research data.",
    "sigcomp2009_nfi": "SigComp 2009, NFI part (Blankers et al. 2009), Dutch, 600 dpi scans. Terms: none stated.",
    "sigcomp2009_nisdcc": "SigComp 2009, NISDCC part (Blankers et al. 2009), Dutch, 300 dpi scans. Terms: none stated.",
    "crossmedia": "CrossMedia (Chinese names by 100 people, paper and tablet; a name by one person counts as a writer). Terms: MIT.",
    "synthetic": "Own synthetic hands (`benchmarks/synthetic_hands.py`), genuine signatures and forgeries. Terms: this project's.",
    "svc2004_rendered": "SVC 2004 (Yeung et al. 2004), English and Chinese, drawn from pen data. Terms: none stated.",
}

HEAD = """# Model card: {bundle}

Says how alike two signatures are, for a person who decides. Not a judgement of authenticity.

| | |
|---|---|
| input | canvas {version}, {height} x {width}: ink alone, thinned, one stroke width |
| output | embedding of {dimensions:,} numbers: a vector for the whole and {rows} x {columns} cells of {depth}; two are 0 to 2 apart |
| network | {parameters:,} parameters, Keras; exported to ONNX |
| training | {loss} loss, {epochs} epochs (best: {best}), {images:,} images, seed {seed}{start} |
| command | `sigverify train DATA...{beside} --out BUNDLE --epochs {planned} --rate {rate}{start_option}` over the sets below |

## What it has learnt from

Writers of each set were parted at random into training, validation (early stopping, calibration) and test. Exact
duplicates were left out. The signatures themselves are not in the bundle, only hashes of their files (`seen.npz`), so
that nobody is tested on what was learnt.

| set | writers: training / validation / test | what and terms |
|---|---|---|
{sets}

No non-commercial data was used. Where a publisher states no terms, a bank should take advice, or train on its own
signatures alone: `sigverify train`.

"""

HOW = """Equal error rates in per cent, 95 % intervals over writers in brackets; one threshold for all writers of a row; several
references joined by the policy `{fusion}`. Skilled forgeries are practised copies, random ones are other people's
signatures. Laypeople reject 26 % of genuine signatures where 6.5 % of forgeries pass."""

SEEN = """## How well it does

{how} Cllr by the shipped profile.
Reproduce with `sigverify evaluate DATA --split test` and `--split validation`.

### Test writers (never looked at while the model was made)

{test}

### Validation writers (chose the epoch and the threshold)

{validation}

## Calibration

Profile {profile}, thresholds on similarity chosen at {target} on the validation writers; what they did there, in per
cent:

| references | writers | threshold | skilled forgeries passed | random forgeries passed | genuine rejected |
|---|---|---|---|---|---|
{curves}

"""

UNSEEN = """## How well it does

{how}
Reproduce with `sigverify evaluate DATA --bundle BUNDLE`. Calibrate before use: `sigverify calibrate DATA --bundle BUNDLE`.

### Collections that it has seen nothing of

{unseen}

"""

LIMITS = """## Limits

- Customers, scripts and scanners unlike these sets: expect worse figures. A bank should train and calibrate on its own
  signatures (`sigverify train`, `sigverify calibrate`) before it relies on a threshold.
- Collections with few writers have wide intervals; a figure without its interval says little.
- Stroke width, ink and colour are hidden from the network on purpose: in the public collections they give the label
  away. An examiner who sees them sees more.
- Tremor finer than about half a millimetre is lost on the canvas, and so is pressure.
"""


def main(folder: Path, profile_file: Path | None, sources: list[Path]) -> None:
    bundle = open_bundle(folder)
    embedder = load_embedder(bundle)
    data = dataset.read(sources)
    profile = None if profile_file is None else profiles.load(profile_file)
    splits = (Split.UNSEEN,) if profile is None else (Split.TEST, Split.VALIDATION)
    found = [
        evaluate(data, embedder, split=split, references=(1, 3, 5, 10), profile=profile, baselines=BASELINES)
        for split in splits
    ]
    text = unseen_card(bundle.manifest, found[0]) if profile is None else card(bundle.manifest, profile, *found)
    (folder / bundles.CARD).write_text(text, encoding="utf-8")
    for evaluation in found:
        print(evaluation.as_markdown())


def card(manifest: Manifest, profile: Profile, test: Evaluation, validation: Evaluation) -> str:
    """Return the card of a bundle with its profile, by its own test and validation writers."""
    target = profile.curve(1).evidence.target
    figures = SEEN.format(
        how=HOW.format(fusion=test.fusion),
        test=test.as_markdown(),
        validation=validation.as_markdown(),
        profile=profile.id,
        target={"eer": "the equal error rate"}.get(target.kind, target.kind),
        curves="\n".join(_row(curve) for curve in profile.curves),
    )
    return _head(manifest) + figures + LIMITS


def unseen_card(manifest: Manifest, unseen: Evaluation) -> str:
    """Return the card of a bundle without a profile, by collections that it has seen nothing of."""
    figures = UNSEEN.format(how=HOW.format(fusion=unseen.fusion), unseen=unseen.as_markdown())
    return _head(manifest) + figures + LIMITS


def _head(manifest: Manifest) -> str:
    training, plan = manifest.training, manifest.training["plan"]
    sets = [
        f"| {name} | {parts['train']} / {parts['validation']} / {parts['test']} | {TERMS.get(name, 'own data')} |"
        for name, parts in training["writers"].items()
    ]
    beside = [name for name, parts in training["writers"].items() if not parts["validation"]]
    return HEAD.format(
        bundle=manifest.bundle,
        version=manifest.canvas_version,
        height=manifest.canvas_height,
        width=manifest.canvas_width,
        dimensions=manifest.comparison.dimensions,
        rows=manifest.comparison.rows,
        columns=manifest.comparison.columns,
        depth=manifest.comparison.depth,
        parameters=training["parameters"],
        loss=plan["loss"],
        epochs=training["epochs"],
        planned=plan["epochs"],
        rate=plan["learning_rate"],
        beside="".join(f" --beside {name}" for name in beside),
        start_option=" --from BUNDLE" if training.get("start") else "",
        best=training["best_epoch"],
        images=training["images"],
        seed=plan["seed"],
        start=f"; fine-tuned from {training['start']}" if training.get("start") else "",
        sets="\n".join(sets),
    )


def _row(curve: Curve) -> str:
    evidence = curve.evidence
    told = [
        f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
        for rate in (evidence.far, evidence.far_random, evidence.frr)
    ]
    return f"| {curve.references} | {evidence.writers} | {curve.threshold:.3f} | " + " | ".join(told) + " |"


if __name__ == "__main__":
    given = None if sys.argv[2] == "--unseen" else Path(sys.argv[2])
    main(Path(sys.argv[1]), given, [Path(argument) for argument in sys.argv[3:]])
