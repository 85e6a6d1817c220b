"""By what a demo bank is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration import profile as profiles
from sigverify import canvas
from sigverify.app import App
from sigverify.demo import bank, opening
from sigverify.demo.bank import DemoBank
from sigverify.settings import Settings


@pytest.fixture
def made(tmp_path: Path) -> DemoBank:
    return bank.make_demo_bank(tmp_path / "bank", accounts=2, cheques=1)


def test_the_demo_profile_belongs_to_the_shipped_network(tmp_path: Path) -> None:
    app = App(Settings(tmp_path))
    assert profiles.load(profiles.DEMO).fits(app.bundle.id, canvas.VERSION)


def test_a_demo_bank_is_judged_by_its_own_profile(tmp_path: Path, made: DemoBank) -> None:
    app = App(Settings(tmp_path / "data"))
    assert app.profile is not None
    assert app.profile.name == "default"
    opening.enrol_demo_bank(app, made)
    for one in (app, App(Settings(tmp_path / "data"))):
        with one.records:
            assert one.profile is not None
            assert one.profile.id == profiles.load(profiles.DEMO).id


def test_what_others_are_judged_by_stays_as_it_is(tmp_path: Path, made: DemoBank) -> None:
    with App(Settings(tmp_path / "data")).records as records:
        records.add_account("00100999", "Somebody Else")
    app = App(Settings(tmp_path / "data"))
    opening.enrol_demo_bank(app, made)
    assert app.records.profile_activations() == []
    assert app.profile is not None
    assert app.profile.name == "default"
    app.records.close()
