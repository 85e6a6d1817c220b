"""Measure a bundle and write its MODEL_CARD.md.

    python benchmarks/model_card.py BUNDLE PROFILE DATA...

DATA are the folders that it was trained on; the figures are of their validation and test writers.
"""

from __future__ import annotations

import sys
from pathlib import Path

from calibration import profile as profiles
from calibration.profile import Profile
from models import bundle as bundles
from models.bundle import Manifest
from sigverify import dataset
from sigverify.app import load_embedder, open_bundle
from sigverify.evaluation import Evaluation, Split, evaluate

# What the collections' publishers say; "none stated" is not a permission.
TERMS = {
    "cedar": "CEDAR signatures (Kalera, Srihari and Xu 2004), Latin script, scans. Terms: none stated, research data.",
    "bhsig260_bengali": "BHSig260 (Pal et al. 2016), Bengali, two-level scans. Terms: none stated, research data.",
    "bhsig260_hindi": "BHSig260 (Pal et al. 2016), Hindi, two-level scans. Terms: none stated, research data.",
    "sigcomp2009_nfi": "SigComp 2009, NFI part (Blankers et al. 2009), Dutch, 600 dpi scans. Terms: none stated.",
    "sigcomp2009_nisdcc": "SigComp 2009, NISDCC part (Blankers et al. 2009), Dutch, 300 dpi scans. Terms: none stated.",
    "svc2004_rendered": "SVC 2004 (Yeung et al. 2004), English and Chinese, drawn from pen data. Terms: none stated.",
}

CARD = """# Model card: {bundle}

Says how alike two signatures are, for a person who decides. Not a judgement of authenticity.

| | |
|---|---|
| input | canvas {version}, {height} x {width}: ink alone, thinned, one stroke width |
| output | embedding of {dimensions} numbers, unit length; the Euclidean distance of two is 0 to 2 |
| network | {parameters:,} parameters, Keras; exported to ONNX |
| training | {loss} loss, {epochs} epochs (best: {best}), {images:,} images, seed {seed}{start} |
| command | `sigverify train DATA... --out models/bundles/default --epochs {planned}` over the sets below |

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

Equal error rates in per cent, 95 % intervals over writers in brackets; one threshold for all writers of a row; fusion
by the {fusion} of the distances. Skilled forgeries are practised copies, random ones are other people's signatures.
Reproduce with `sigverify evaluate DATA --split test` and `--split validation`.

### Test writers (never looked at while the model was made)

{test}

### Validation writers (chose the epoch and the threshold)

{validation}

## Calibration

Profile {profile}: threshold {threshold:.3f} on similarity, chosen at {target} on {writers} validation writers.
There, {far:.1f} % of skilled forgeries ({far_low:.1f}–{far_high:.1f}) and {far_random:.1f} % of random ones
({far_random_low:.1f}–{far_random_high:.1f}) passed, and {frr:.1f} % of genuine signatures ({frr_low:.1f}–{frr_high:.1f})
were rejected.

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
    test, validation = (evaluate(data, embedder, split=split) for split in (Split.TEST, Split.VALIDATION))
    text = card(bundle.manifest, profiles.load(profile_file), test, validation)
    (folder / bundles.CARD).write_text(text, encoding="utf-8")
    print(test.as_markdown())
    print(validation.as_markdown())


def card(manifest: Manifest, profile: Profile, test: Evaluation, validation: Evaluation) -> str:
    training, plan, evidence = manifest.training, manifest.training["plan"], profile.evidence
    sets = [
        f"| {name} | {parts['train']} / {parts['validation']} / {parts['test']} | {TERMS.get(name, 'own data')} |"
        for name, parts in training["writers"].items()
    ]
    return CARD.format(
        bundle=manifest.bundle,
        version=manifest.canvas_version,
        height=manifest.canvas_height,
        width=manifest.canvas_width,
        dimensions=manifest.dimensions,
        parameters=training["parameters"],
        loss=plan["loss"],
        epochs=training["epochs"],
        planned=plan["epochs"],
        best=training["best_epoch"],
        images=training["images"],
        seed=plan["seed"],
        start=f"; fine-tuned from {training['start']}" if training.get("start") else "",
        sets="\n".join(sets),
        fusion=test.fusion,
        test=test.as_markdown(),
        validation=validation.as_markdown(),
        profile=profile.id,
        threshold=profile.threshold,
        target={"eer": "the equal error rate"}.get(evidence.target.kind, evidence.target.kind),
        writers=evidence.writers,
        **{
            key + end: 100 * getattr(rate, part)
            for key, rate in (("far", evidence.far), ("far_random", evidence.far_random), ("frr", evidence.frr))
            for end, part in (("", "value"), ("_low", "low"), ("_high", "high"))
        },
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(argument) for argument in sys.argv[3:]])
