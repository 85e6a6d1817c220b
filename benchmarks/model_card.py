"""Measure a bundle and write its MODEL_CARD.md.

    python benchmarks/model_card.py BUNDLE PROFILE DATA...

DATA are the folders that it was trained on; the figures are of their validation and test writers.
"""

from __future__ import annotations

import sys
from pathlib import Path

from calibration import profile as profiles
from calibration.profile import Curve, Profile
from models import bundle as bundles
from models.bundle import Manifest
from sigverify import dataset
from sigverify.app import load_embedder, open_bundle
from sigverify.baselines import BASELINES
from sigverify.evaluation import Evaluation, Split, evaluate

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

CARD = """# Model card: {bundle}

Says how alike two signatures are, for a person who decides. Not a judgement of authenticity.

| | |
|---|---|
| input | canvas {version}, {height} x {width}: ink alone, thinned, one stroke width |
| output | embedding of {dimensions:,} numbers: a vector for the whole and {rows} x {columns} cells of {depth}; two are 0 to 2 apart |
| network | {parameters:,} parameters, Keras; exported to ONNX |
| training | {loss} loss, {epochs} epochs (best: {best}), {images:,} images, seed {seed}{start} |
| command | `sigverify train DATA... --beside crossmedia --beside synthetic --out BUNDLE --epochs {planned} --rate {rate}{start_option}` over the sets below |

## What it has learnt from

Writers of each set were parted at random into training, validation (early stopping, calibration) and test. Exact
duplicates were left out. The signatures themselves are not in the bundle, only hashes of their files (`seen.npz`), so
that nobody is tested on what was learnt.

| set | writers: training / validation / test | what and terms |
|---|---|---|
{sets}

No non-commercial data was used. Where a publisher states no terms, a bank should take advice, or train on its own
signatures alone: `sigverify train`.

## How well it does

Equal error rates in per cent, 95 % intervals over writers in brackets; one threshold for all writers of a row; several
references joined by the policy `{fusion}`. Skilled forgeries are practised copies, random ones are other people's
signatures. Cllr by the shipped profile. Laypeople reject 26 % of genuine signatures where 6.5 % of forgeries pass.
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

## Limits

- Customers, scripts and scanners unlike these sets: expect worse figures. A bank should train and calibrate on its own
  signatures (`sigverify train`, `sigverify calibrate`) before it relies on a threshold.
- Collections with few writers have wide intervals; a figure without its interval says little.
- Stroke width, ink and colour are hidden from the network on purpose: in the public collections they give the label
  away. An examiner who sees them sees more.
- Tremor finer than about half a millimetre is lost on the canvas, and so is pressure.
"""


def main(folder: Path, profile_file: Path, sources: list[Path]) -> None:
    bundle = open_bundle(folder)
    embedder = load_embedder(bundle)
    data = dataset.read(sources)
    profile = profiles.load(profile_file)
    test, validation = (
        evaluate(data, embedder, split=split, references=(1, 3, 5, 10), profile=profile, baselines=BASELINES)
        for split in (Split.TEST, Split.VALIDATION)
    )
    text = card(bundle.manifest, profile, test, validation)
    (folder / bundles.CARD).write_text(text, encoding="utf-8")
    print(test.as_markdown())
    print(validation.as_markdown())


def card(manifest: Manifest, profile: Profile, test: Evaluation, validation: Evaluation) -> str:
    training, plan, target = manifest.training, manifest.training["plan"], profile.curve(1).evidence.target
    sets = [
        f"| {name} | {parts['train']} / {parts['validation']} / {parts['test']} | {TERMS.get(name, 'own data')} |"
        for name, parts in training["writers"].items()
    ]
    return CARD.format(
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
        start_option=" --from BUNDLE" if training.get("start") else "",
        best=training["best_epoch"],
        images=training["images"],
        seed=plan["seed"],
        start=f"; fine-tuned from {training['start']}" if training.get("start") else "",
        sets="\n".join(sets),
        fusion=test.fusion,
        test=test.as_markdown(),
        validation=validation.as_markdown(),
        profile=profile.id,
        target={"eer": "the equal error rate"}.get(target.kind, target.kind),
        curves="\n".join(_row(curve) for curve in profile.curves),
    )


def _row(curve: Curve) -> str:
    evidence = curve.evidence
    told = [
        f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
        for rate in (evidence.far, evidence.far_random, evidence.frr)
    ]
    return f"| {curve.references} | {evidence.writers} | {curve.threshold:.3f} | " + " | ".join(told) + " |"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(argument) for argument in sys.argv[3:]])
