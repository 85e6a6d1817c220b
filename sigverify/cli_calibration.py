"""Commands for whoever chooses the threshold: calibrate, profiles, outcomes, monitoring."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigverify.cli import ACCEPTED, FLAGGED, TARGET_MISSED, Data, Json, _print_json, _services, app
from sigverify.cli_model import BundleOption, Fusion
from sigverify.errors import NotPermitted, SettingsError
from sigverify.operators import Permission, system_user
from sigverify.progress import progress_line

if TYPE_CHECKING:
    from calibration.operating import Policy, Target
    from calibration.profile import Profile
    from sigverify.calibrating import Changes

profile_commands = typer.Typer(no_args_is_help=True, help="Calibration profiles: look at them, use another one.")
outcomes = typer.Typer(no_args_is_help=True, help="How cheques turned out, known otherwise than from sigverify.")
app.add_typer(profile_commands, name="profile")
app.add_typer(outcomes, name="outcomes")

Name = Annotated[str, typer.Argument(metavar="PROFILE", help="Its name, the beginning of it, or a file.")]
Last = Annotated[int, typer.Option("--last", min=1, help="How many verifications on record to look at.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the records.")]


@app.command()
def calibrate(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATA|PAIRS.csv|SAMPLE.npz", help="Signatures, pairs, or the distances kept with a profile."
        ),
    ] = None,
    from_records: Annotated[
        bool, typer.Option("--records", help="Calibrate on the bank's own cheques whose outcome is known.")
    ] = False,
    far: Annotated[
        float | None, typer.Option(help="Accept at most this share of skilled forgeries, 0 to 1.")
    ] = None,
    far_random: Annotated[
        float | None, typer.Option(help="Accept at most this share of random forgeries, 0 to 1.")
    ] = None,
    eer: Annotated[bool, typer.Option("--eer", help="Where both errors are equal (the default).")] = False,
    cost: Annotated[
        float | None,
        typer.Option(help="Least cost, an accepted forgery costing this many rejected genuine ones."),
    ] = None,
    prior: Annotated[float, typer.Option(help="Share of forgeries among cheques, for --cost.")] = 0.01,
    similarity: Annotated[float | None, typer.Option(help="Accept at this similarity, chosen by hand.")] = None,
    flag_frr: Annotated[
        float | None,
        typer.Option(
            help="Flag at most this share of genuine signatures outright; refer what lies between to a person."
        ),
    ] = None,
    band: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AMOUNT:KIND=VALUE", help="Another target above an amount, as 10000:far=0.01; may be repeated."
        ),
    ] = None,
    mapping: Annotated[
        str, typer.Option(help="Similarity to likelihood ratio: logistic, beta or isotonic.")
    ] = "logistic",
    name: Annotated[str, typer.Option(help="Name of the profile.")] = "profile",
    activate: Annotated[bool, typer.Option("--activate", help="Use the profile from now on.")] = False,
    reason: Reason = "calibrated at the command line",
    save: Annotated[Path | None, typer.Option(help="Write the profile to this file instead.")] = None,
    bundle: BundleOption = None,
    fusion: Fusion = None,
    as_json: Json = False,
    data: Data = None,
) -> int:
    """Fit the S-curve and choose the thresholds on labelled signatures."""
    from calibration import profile as profiles
    from calibration.mapping import MappingKind
    from calibration.operating import UnsupportedTarget
    from sigverify import activating, calibrating, profile_text, samples
    from sigverify.files import private_folder
    from sigverify.networks import load_embedder, open_bundle

    if from_records == bool(sources):
        raise typer.BadParameter("give signatures, or --records")
    if not name.replace("-", "").replace("_", "").isalnum():
        raise typer.BadParameter("--name takes letters, digits, - and _")
    if mapping not in list(MappingKind):
        raise typer.BadParameter("--mapping is logistic, beta or isotonic")
    chosen = {"far": far, "far_random": far_random, "cost": cost, "similarity": similarity}
    policy = _policy(chosen, eer, prior, flag_frr, band or [])
    services = _services(data)
    if activate:
        if save is not None:
            raise SettingsError("A profile outside the data folder cannot be activated", "Leave out --save")
        # Now rather than after minutes of work.
        _require(services, Permission.PROFILE)
    used = services.bundle if bundle is None else open_bundle(bundle)
    fused = fusion or services.settings.fusion
    with progress_line() as report:
        if from_records:
            sample = samples.from_records(services.records, used, fusion=fused, report=report)
        else:
            embedder = services.embedder if bundle is None else load_embedder(used)
            sample = samples.gather(sources or [], embedder, fusion=fused, limits=services.limits, report=report)
    try:
        made = calibrating.calibrate(
            sample,
            policy,
            name=name,
            mapping=MappingKind(mapping),
            author=services.records.operator if activate else system_user(),
            reason=reason,
        )
    except UnsupportedTarget as error:
        typer.echo(f"sigverify: {error}", err=True)
        if as_json:
            _print_json({"error": str(error), "have": error.have, "need": error.need, "kind": error.kind})
        return TARGET_MISSED
    if save is None:
        path = calibrating.keep(private_folder(services.profiles_folder), made, sample).profile
    else:
        path = save
        profiles.save(made, path)
    state = ""
    if activate:
        activation = activating.activate(services, made, reason)
        state = "active now" if activation.approval.in_force else "active once another operator approves of it"
    if as_json:
        _print_json(profile_text.as_json(made))
    else:
        typer.echo(profile_text.as_text(made))
        typer.echo("; ".join(filter(None, (f"Written to {path}", state))))
    return ACCEPTED


@app.command()
def monitor(last: Last = 500, as_json: Json = False, data: Data = None) -> int:
    """Say whether the signatures that come in are still what the profile expects; exit status 1 if not."""
    from calibration.drift import Drift
    from sigverify import monitoring
    from sigverify.profile_text import rate_text

    services = _services(data)
    if services.profile is None:
        raise SettingsError("There is no calibration profile", "Run sigverify calibrate")
    with progress_line() as report:
        found = monitoring.monitor(services.records, services.bundle, services.profile, last, report)
    if as_json:
        _print_json(found.as_json())
    else:
        typer.echo(f"Profile {found.profile}; the last {found.looked_at} verifications")
        if found.stability is not None and found.stability.count:
            index, chance = found.stability.index, found.stability.by_chance
            typer.echo(
                f"population stability index {index:.3f} ({found.stability.drift}); by chance to {chance:.3f}"
            )
        typer.echo(f"genuine signatures rejected, as the profile states: {rate_text(found.expected)}")
        for what, rate in (
            ("not recommended to accept", found.flagged),
            ("of those that clerks accepted", found.rejected),
            ("of those known to be genuine", found.rejected_for_certain),
        ):
            told = rate_text(rate.rate) if rate.count else "none"
            typer.echo(f"{what}: {told} of {rate.count} ({rate.drift})")
        typer.echo(found.advice)
    return FLAGGED if found.drift is Drift.RECALIBRATE else ACCEPTED


@profile_commands.command("list")
def profile_list(as_json: Json = False, data: Data = None) -> None:
    """List the profiles on record, in the data folder, and the shipped one."""
    from sigverify import activating

    for one in activating.known_profiles(_services(data)):
        curve = one.profile.curve(1)
        if as_json:
            shown = {
                "profile": one.profile.id,
                "active": one.active,
                "waiting": one.waiting,
                "stale": not one.fits,
            }
            shown |= {"bundle": one.profile.bundle, "threshold": curve.threshold, "author": one.author}
            _print_json(shown | {"at": None if one.at is None else one.at.isoformat()})
            continue
        state = "active" if one.active else "waits" if one.waiting else "" if one.fits else "stale"
        at = "" if one.at is None else f"{one.at:%Y-%m-%d %H:%M}"
        typer.echo(f"{state:8}{one.profile.id:28}  {curve.threshold:.3f}  {at:16}  {one.author}")


@profile_commands.command("show")
def profile_show(name: Name, as_json: Json = False, data: Data = None) -> None:
    """Show a profile: thresholds, error rates, and what they are from."""
    from sigverify import activating, profile_text

    found = activating.find(_services(data), name)
    if as_json:
        _print_json(profile_text.as_json(found))
    else:
        typer.echo(profile_text.as_text(found))


@profile_commands.command("activate")
def profile_activate(name: Name, reason: Reason, data: Data = None) -> None:
    """Make recommendations with another profile."""
    from sigverify import activating

    services = _services(data)
    _activate(services, activating.find(services, name), reason)


@profile_commands.command("rollback")
def profile_rollback(reason: Reason, data: Data = None) -> None:
    """Go back to the profile that was active before."""
    from sigverify import activating

    services = _services(data)
    _activate(services, activating.before_the_active_one(services), reason)


@profile_commands.command("compare")
def profile_compare(
    name: Name,
    other: Annotated[
        str | None, typer.Option("--with", metavar="PROFILE", help="Instead of the active one.")
    ] = None,
    last: Last = 500,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Compare a profile with the active one: on the pairs it was made from, and on what is on record."""
    from sigverify import activating, calibrating, recorded
    from sigverify.profile_text import rate_text

    services = _services(data)
    new = activating.find(services, name)
    old = services.profile if other is None else activating.find(services, other)
    if old is None:
        raise SettingsError("There is no active profile", "Name another one: --with")
    sample = activating.sample_of(services, new)
    beside = () if sample is None else calibrating.on_the_same_pairs(old, new, sample)
    with progress_line() as report:
        found = recorded.newest(services.records, services.bundle, last, report)
    changes = calibrating.changes(found, old, new, services.bundle.id)
    if as_json:
        pairs = [asdict(one) for one in beside]
        told = {"first": old.id, "second": new.id, "pairs": pairs, "looked_at": changes.looked_at}
        told |= {"changed": len(changes.changed), "newly_flagged": changes.newly_flagged}
        told |= {"newly_accepted": changes.newly_accepted}
        _print_json(told | {"verifications": [one.recorded.verification.id for one in changes.changed]})
        return
    typer.echo(f"{old.id}, then {new.id}")
    for one in beside:
        typer.echo(f"with {one.references} references:")
        for which in ("far", "far_random", "frr"):
            before, after = getattr(one.first, which), getattr(one.second, which)
            typer.echo(f"  {which:11}{rate_text(before):24}{rate_text(after)}")
    if sample is None:
        typer.echo("The pairs that it was made from are not kept here")
    typer.echo(_changes_told(changes))


@profile_commands.command("export")
def profile_export(name: Name, file: Path, data: Data = None) -> None:
    """Write a profile into a file, word for word."""
    from calibration import profile as profiles
    from sigverify import activating

    found = activating.find(_services(data), name)
    if file.exists():
        raise SettingsError("is there already", "Choose a new file", path=file)
    profiles.save(found, file)
    typer.echo(f"{found.id} written to {file}")


@profile_commands.command("import")
def profile_import(file: Path, data: Data = None) -> None:
    """Take a profile from a file into the records; it is not active by that."""
    from sigverify import activating

    if file.suffix != ".json" or not file.is_file():
        raise SettingsError("is not the file of a profile", "Give a file that profile export wrote", path=file)
    services = _services(data)
    found = activating.find(services, str(file))
    activating.put_on_record(services, found)
    typer.echo(f"{found.id} is on record; activate it with: sigverify profile activate {found.id} --reason ...")


@outcomes.command("add")
def outcomes_add(
    verification: Annotated[int, typer.Argument(metavar="ID", help="As `audit show` has it: verifications:ID.")],
    outcome: Annotated[str, typer.Argument(help="genuine, skilled, random, or unknown to take it back.")],
    source: Annotated[str, typer.Option(help="How that is known: the customer confirmed it...")],
    data: Data = None,
) -> None:
    """Record how a signature turned out, as it became known independently of the recommendation."""
    from sigverify import outcomes_file

    saved = _services(data).records.save_outcome(verification, outcomes_file.parse(outcome), source)
    typer.echo(f"verification {verification}: {saved.outcome.value.lower()}, {saved.source}")


@outcomes.command("import")
def outcomes_import(
    file: Annotated[
        Path,
        typer.Argument(help="CSV: outcome, source, and verification or account and cheque_number."),
    ],
    data: Data = None,
) -> None:
    """Record many outcomes from a CSV; every line is checked before anything is stored."""
    from sigverify import outcomes_file

    services = _services(data)
    _require(services, Permission.OUTCOME)
    typer.echo(f"{outcomes_file.take_in(services.records, file)} outcomes recorded")


def _require(services: Any, permission: Permission) -> None:
    if not services.records.may(permission):
        raise NotPermitted(f"{services.records.operator} may not {permission}", "Ask an administrator")


def _activate(services: Any, found: Profile, reason: str) -> None:
    from sigverify import activating

    activation = activating.activate(services, found, reason)
    state = "is active now" if activation.approval.in_force else "waits for another operator's approval"
    typer.echo(f"{found.id} {state}")


def _policy(
    chosen: dict[str, float | None], eer: bool, prior: float, flag_frr: float | None, bands: list[str]
) -> Policy:
    from calibration.operating import Policy, Target

    given = {kind: value for kind, value in chosen.items() if value is not None}
    if len(given) + eer > 1:
        raise typer.BadParameter("give one of --far, --far-random, --eer, --cost and --similarity")
    try:
        kind, value = next(iter(given.items()), ("eer", 0.0))
        return Policy(
            Target(kind, value, prior), flag_frr, tuple(sorted((_band(one, prior) for one in bands), key=_above))
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _band(text: str, prior: float) -> tuple[int, Target]:
    from calibration.operating import Target

    above, _, target = text.partition(":")
    kind, _, value = target.partition("=")
    try:
        return int(above), Target(kind.strip().replace("-", "_"), float(value or 0.0), prior)
    except ValueError as error:
        raise typer.BadParameter(f"--band takes AMOUNT:KIND=VALUE as 10000:far=0.01 ({error})") from None


def _above(band: tuple[int, Target]) -> int:
    return band[0]


def _changes_told(changes: Changes) -> str:
    return (
        f"Would change {len(changes.changed)} of the last {changes.looked_at} recommendations about a signature: "
        f"{changes.newly_flagged} newly flagged, {changes.newly_accepted} newly accepted"
    )
