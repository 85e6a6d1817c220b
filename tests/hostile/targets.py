"""What reads files from elsewhere, each with sound files and the ways to spoil them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration import profile as profiles
from models.bundle import GOLDEN, MANIFEST, ONNX, SEEN
from sigverify import (
    accounts_io,
    cashletter,
    dataset,
    networks,
    outcomes_file,
    pairs_file,
    samples,
    scans,
    templates,
)
from sigverify import settings as settings_file
from sigverify.app import App
from sigverify.batch import manifest
from sigverify.batch.sources import scans_in, sources
from sigverify.errors import ScanError
from sigverify.judging import Recommendation
from sigverify.micr import grammar
from sigverify.records import Records
from sigverify.settings import Settings
from sigverify.sight import look
from tests.hostile import seeds
from tests.hostile.mutations import ANYWHERE, IN_IMAGES, IN_TEXT, Mutation
from tests.hostile.seeds import Files

# Of the scans that can be decoded, one in so many is looked at for its line and its signature, which takes longer.
_LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads files.

    Attributes
    ----------
    name
        For the table.
    sets
        Sound sets of files; of one, one file is spoilt, and the others lie beside it.
    spoilt
        Which files of a set are; all where it is empty.
    mutations
        Ways to spoil one.
    share
        How many of a run's files, as a share of all.
    read
        Reads the spoilt file, writing nowhere but below the second argument.
    after
        What is done to a set after a file in it was spoilt.
    """

    name: str
    sets: Sequence[Files]
    mutations: Sequence[Mutation]
    share: float
    read: Callable[[Path, Path], None]
    spoilt: frozenset[str] = frozenset()
    after: Callable[[Files], Files] = dict


def targets(work: Path, rng: np.random.Generator) -> Sequence[Target]:
    """Make all of them; `work` is a folder for what they need meanwhile."""
    images = seeds.scans(rng)
    profile = profiles.load(profiles.DEFAULT)
    tables = seeds.tables(profile)
    bundle = seeds.bundle(work / "bundle")
    text = (*ANYWHERE, *IN_TEXT, *IN_TEXT)
    app = App(Settings(work / "data"))
    app.records.add_account("77", "Somebody")
    known = app.grammars

    def letter(path: Path, own: Path) -> None:
        for one in sources(scans_in(cashletter.unpack(path, own, known))):
            with suppress(ScanError):
                scans.page_count(one.path)

    return (
        Target("scans", _each(images), (*ANYWHERE, *IN_IMAGES), 0.36, _read_scan),
        Target("PAIRS.csv", _each(tables["pairs"]), text, 0.08, _read_pairs),
        Target("manifests", _each(tables["manifest"]), text, 0.08, _read_manifest),
        Target("accounts", [dict(tables["accounts"])], text, 0.08, lambda path, _: _import(app, path)),
        Target("outcomes", _each(tables["outcomes"]), text, 0.05, lambda path, _: _ignore(_outcomes(app, path))),
        Target(
            "calibration samples",
            _each(seeds.sample(work)),
            ANYWHERE,
            0.03,
            lambda path, _: _ignore(samples.load(path)),
        ),
        Target("settings", _each(tables["settings"]), text, 0.06, lambda path, _: _settings(path)),
        Target("MICR grammars", _each(tables["grammars"]), text, 0.06, lambda path, _: _grammars(path)),
        Target(
            "forms", _each(tables["templates"]), text, 0.04, lambda path, _: _ignore(templates.load(path.parent))
        ),
        Target("profiles", _each(tables["profile"]), text, 0.06, _read_profile),
        Target("bundles", [bundle], text, 0.04, _read_bundle),
        Target(
            "bundles, hashes right",
            [bundle],
            ANYWHERE,
            0.05,
            _read_bundle,
            frozenset({ONNX, GOLDEN, SEEN}),
            seeds.hashed_again,
        ),
        Target("bundle manifests", [bundle], IN_TEXT, 0.03, _read_bundle, frozenset({MANIFEST})),
        Target("image cash letters", _each(seeds.letters(images["fax.tif"])), ANYWHERE, 0.05, letter),
        Target("records", _each(seeds.records(work / "records")), ANYWHERE, 0.01, _read_records),
    )


def spoil(target: Target, rng: np.random.Generator) -> tuple[Files, str]:
    """Return a set of files of which one is hostile, and its name."""
    files = dict(target.sets[int(rng.integers(len(target.sets)))])
    name = sorted(target.spoilt or files)[int(rng.integers(len(target.spoilt or files)))]
    how = target.mutations[int(rng.integers(len(target.mutations)))]
    data = how(files[name], rng)
    if rng.random() < 0.2:
        data = target.mutations[int(rng.integers(len(target.mutations)))](data, rng)
    files[name] = data
    return target.after(files), name


def _each(files: Mapping[str, bytes]) -> list[Files]:
    return [{name: data} for name, data in files.items()]


def _ignore(_: object) -> None:
    """Say that only the reading counts."""


def _read_scan(path: Path, _: Path) -> None:
    scan = scans.read(path)
    scans.page_count(path)
    if int(scan.sha256[:4], 16) % _LOOKED_AT == 0:
        look(scan)


def _read_pairs(path: Path, own: Path) -> None:
    rows, columns = pairs_file.read(path)
    unscored = pairs_file.PairScore((), 0.0, None, None, Recommendation.UNSCORABLE, "")
    pairs_file.write(own / "SCORES.csv", rows, columns, [unscored] * len(rows), "mean")


def _read_manifest(path: Path, _: Path) -> None:
    manifest.read_manifest(path)


def _import(app: App, path: Path) -> None:
    _ignore(accounts_io.plan_import(app, path.parent).texts)


def _outcomes(app: App, path: Path) -> int:
    return outcomes_file.take_in(app.records, path)


def _settings(path: Path) -> None:
    settings_file.load(path.parent)


def _grammars(path: Path) -> None:
    known = grammar.load(path.parent)
    for line in ("⑆121000248⑆123456⑈17", "⑈000017⑈400229003⑆123456⑈10", "?" * 60):
        grammar.parse(line, "E-13B", known)


def _read_profile(path: Path, own: Path) -> None:
    named = Settings(own, profile=path.stem)
    App(named).profiles_folder.mkdir()
    (App(named).profiles_folder / path.name).write_bytes(path.read_bytes())
    _ignore(App(named).profile)


def _read_bundle(path: Path, _: Path) -> None:
    bundle = networks.open_bundle(path.parent)
    dataset.seen_by(bundle)
    networks.load_embedder(bundle, "onnx")


def _read_records(path: Path, own: Path) -> None:
    data = own / "data"
    data.mkdir()
    (data / path.name).write_bytes(path.read_bytes())
    with Records.open(Settings(data)) as records:
        _ignore(records.verify_audit().faults)
