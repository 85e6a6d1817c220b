"""A demo bank with its accounts enrolled, ready to be worked at."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from calibration import profile as profiles
from sigverify import canvas
from sigverify.activating import activate
from sigverify.demo import DATA, demo_of
from sigverify.demo.bank import DEMO_GRAMMAR, DemoBank, make_demo_bank
from sigverify.files import private_folder, write_private
from sigverify.jobs import Cancel, Doing, Progress, Report, silent
from sigverify.micr import grammar
from sigverify.settings import Settings

if TYPE_CHECKING:
    from sigverify.app import App

_BESIDE = "demo-bank"


def enrol_demo_bank(app: App, bank: DemoBank, report: Report = silent, cancel: Cancel | None = None) -> None:
    """Put a demo bank's accounts with their references into the records of `app`, and its grammar beside them.

    Where nothing else is on record, it is judged by a profile that was calibrated on other synthetic hands, as a
    bank calibrates on its own customers.

    Raises
    ------
    Cancelled
        When the user stops it; what was written stays.
    """
    own = private_folder(app.settings.data_folder) / grammar.FILE_NAME
    if not own.exists():
        write_private(own, DEMO_GRAMMAR.encode())
    demo_profile = profiles.load(profiles.DEMO)
    is_new = not app.records.search_accounts("", limit=1) and not app.records.profile_activations()
    if is_new and demo_profile.fits(app.bundle.id, canvas.VERSION):
        activate(app, demo_profile, "calibrated on synthetic hands, as the account holders are")
    for at, account in enumerate(bank.accounts):
        report(Progress(at, len(bank.accounts), Doing.ENROLLING.told(account=account.account)))
        for reference in account.references:
            if cancel is not None:
                cancel.check()
            app.enrol(account.account, reference, holder=account.holder)


def demo_beside(settings: Settings, report: Report = silent, cancel: Cancel | None = None) -> Settings:
    """Return the settings of a demo bank inside a data folder, apart from its records; made where there is none.

    Raises
    ------
    Cancelled
        When the user stops it; nothing is left of it.
    """
    from sigverify.app import App

    folder = settings.data_folder / _BESIDE
    dressed = replace(
        Settings(folder / DATA), theme=settings.theme, language=settings.language, shortcuts=settings.shortcuts
    )
    if demo_of(dressed.data_folder) is not None:
        return dressed
    part = private_folder(settings.data_folder) / f".{_BESIDE}.part"
    for left_over in (part, folder):
        shutil.rmtree(left_over, ignore_errors=True)
    app = App(Settings(part / DATA))
    try:
        enrol_demo_bank(app, make_demo_bank(part, report=report, cancel=cancel), report, cancel)
    except BaseException:
        _close(app)
        shutil.rmtree(part, ignore_errors=True)
        raise
    _close(app)
    part.rename(folder)
    return dressed


def _close(app: App) -> None:
    if "records" in app.__dict__:
        app.records.close()
