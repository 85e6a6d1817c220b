"""What the tests of the window share: a demo bank, and a profile that tells its hands apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from calibration import profile as profiles
from calibration.metrics import ErrorRate
from calibration.operating import Target
from calibration.profile import Curve, Evidence, Profile
from models import bundle as bundles
from sigverify.app import App
from sigverify.demo.bank import _holders, make_demo_bank
from sigverify.demo.hands import genuine
from sigverify.demo.pens import any_pen
from sigverify.demo.sheets import specimen
from sigverify.mandates import Mandate, SigningRule
from sigverify.settings import Settings
from tests.ui.demo_desk import Bank, signed_twice
from ui import language
from ui.desk import DeskWindow


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("desk") / "bank"
    made = make_demo_bank(folder, accounts=2, cheques=6, seed=7)
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    genuine = next(row for row in rows if row["kind"] == "genuine")
    own = next(account for account in made.accounts if account.account == genuine["account"])
    other = next(account for account in made.accounts if account is not own)
    return Bank(
        folder=folder,
        enrolled={account.account: account.references for account in made.accounts},
        account=own.account,
        references=own.references,
        genuine=folder / genuine["file"],
        unsigned=folder / next(row["file"] for row in rows if row["kind"] == "unsigned"),
        strangers=other.references,
        strangers_again=_signs_again(made.accounts.index(other), folder / "again.png"),
    )


def _signs_again(holder: int, to: Path) -> Path:
    """Write another signature of a holder of the bank: one of the references would be a copy."""
    rng = np.random.default_rng(5)
    signed = genuine(_holders(2, 7)[holder], rng)
    Image.fromarray(specimen(signed, any_pen(rng), rng, paper=255)).save(to, dpi=(300, 300))
    return to


@pytest.fixture(scope="session")
def profile(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """Return a profile whose threshold lies between the account holder and the stranger."""
    if not (bundles.DEFAULT / bundles.MANIFEST).exists():
        pytest.skip(f"there is no trained bundle ({bundles.DEFAULT})")
    app = App(Settings(tmp_path_factory.mktemp("no-profile")))
    questioned = app.read(bank.genuine)
    own, strange = (
        app.verifier.verify(questioned, app.read_references(paths)).distances
        for paths in (bank.references, bank.strangers)
    )
    near, far = sum(own) / len(own), sum(strange) / len(strange)
    assert near < far
    slope = 8.0 / (far - near)
    rate = ErrorRate(0.08, 0.05, 0.12)
    return Profile(
        name="between",
        bundle=app.bundle.id,
        fusion="mean",
        curves=(
            Curve(
                references=1,
                slope=slope,
                offset=slope * (near + far) / 2,
                threshold=0.5,
                least_lr=-2.0,
                most_lr=2.0,
                evidence=Evidence(rate, rate, rate, rate, 40, 800, 900, 1000, Target()),
            ),
        ),
        data="demo bank",
    )


@pytest.fixture
def settings(profile: Profile, tmp_path: Path) -> Settings:
    profiles.save(profile, tmp_path / "profiles" / "between.json")
    return Settings(tmp_path, profile="between")


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    """Return the application as the command line would use it, beside the window's own."""
    made = App(settings)
    yield made
    if "records" in made.__dict__:
        made.records.close()


@pytest.fixture
def enrolled(app: App, bank: Bank) -> App:
    """Return the application with every account of the bank enrolled."""
    for number, paths in bank.enrolled.items():
        for path in paths:
            app.enrol(number, path, holder=f"Holder of {number}")
    return app


@pytest.fixture
def joint(app: App, bank: Bank) -> str:
    """Return the number of an account that A. Rahman and B. Khan sign for together."""
    for path in bank.references:
        app.enrol(bank.account, path, holder="A. Rahman")
    second = app.records.add_signatory(bank.account, "B. Khan")
    for path in bank.strangers:
        app.enrol(bank.account, path, signatory_id=second.id)
    app.records.set_mandate(bank.account, Mandate((SigningRule(2),)), "both of them")
    return bank.account


@pytest.fixture
def joint_cheque(bank: Bank, tmp_path: Path) -> Path:
    """Return a cheque that both have signed."""
    path = tmp_path / "joint.png"
    signed_twice(bank.genuine, bank.strangers_again, path)
    return path


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """Let the window speak English, whatever the machine's language is."""
    language.install(qapp, "en")
    yield
    language.install(qapp, "en")


@pytest.fixture
def desk(settings: Settings, qtbot: QtBot) -> DeskWindow:
    """Return the window with its model loaded and the keyboard focus."""
    window = DeskWindow(settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.loaded is not None, timeout=20_000)
    return window
