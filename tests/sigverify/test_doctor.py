"""The doctor names each missing piece, says in plain words what to do, and changes nothing."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType

import pytest

import models.pen
from calibration import profile as profiles
from models import bundle as bundles
from sigverify import doctor
from sigverify.app import App
from sigverify.doctor import Finding, examine
from sigverify.records.schema import SCHEMA_VERSION
from sigverify.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data")


def found(settings: Settings, what: str) -> Finding:
    return next(one for one in examine(settings) if one.what == what)


def test_a_fresh_installation_is_in_order_and_looking_makes_nothing(settings: Settings) -> None:
    findings = examine(settings)
    assert [str(one) for one in findings if not one.works and not one.optional] == []
    assert not settings.data_folder.exists()


def test_a_library_that_qt_lacks_is_named_with_the_package_that_has_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.import_module

    def lacking(name: str, package: str | None = None) -> ModuleType:
        if name.startswith("PySide6"):
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", lacking)
    desk = found(settings, "desk")
    assert not desk.works
    assert "libEGL.so.1" in desk.detail
    assert "apt-get install libegl1" in desk.advice


def test_without_a_screen_it_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    desk = found(settings, "desk")
    assert desk.optional
    assert "no screen" in desk.detail


def test_no_calibration_profile(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "DEFAULT", tmp_path / "none.json")
    profile = found(settings, "calibration profile")
    assert not profile.works
    assert "no calibration profile" in profile.detail
    assert "sigverify calibrate" in profile.advice


def test_a_profile_of_another_model_is_stale(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = App(settings).profile
    assert profile is not None
    monkeypatch.setattr(App, "profile", replace(profile, bundle="another-0123456789ab"))
    stale = found(settings, "calibration profile")
    assert not stale.works
    assert "another-0123456789ab" in stale.detail
    assert "sigverify calibrate" in stale.advice


def test_a_bundle_that_is_not_there_and_one_that_is_damaged(settings: Settings, tmp_path: Path) -> None:
    missing = found(replace(settings, bundle=str(tmp_path / "nowhere")), "model")
    assert not missing.works
    assert str(tmp_path / "nowhere") in missing.detail
    assert missing.advice
    damaged = tmp_path / "bundle"
    shutil.copytree(bundles.DEFAULT, damaged)
    (damaged / "network.onnx").write_bytes(b"no network")
    assert "hash differs" in found(replace(settings, bundle=str(damaged)), "model").detail


def test_a_pen_network_that_is_not_there(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.pen, "FOLDER", tmp_path)
    pen = found(settings, "pen network")
    assert not pen.works
    assert pen.advice == "Reinstall sigverify"


def test_a_data_folder_that_may_not_be_written(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    assert "is not a folder" in found(Settings(tmp_path / "file" / "data"), "data folder").detail
    settings.data_folder.mkdir()
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    folder = found(settings, "data folder")
    assert not folder.works
    assert "may not be written" in folder.detail
    assert "--data" in folder.advice


def test_a_full_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5 * 2**20))
    folder = found(settings, "data folder")
    assert (folder.works, folder.advice) == (False, "Make room on the disk")


def test_records_of_an_earlier_version_are_named_and_left_as_they_are(settings: Settings) -> None:
    App(settings).records.close()
    path = settings.data_folder / "records.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    before = path.read_bytes()
    database = found(settings, "database")
    assert f"is of version {SCHEMA_VERSION - 1}" in database.detail
    assert "after a backup" in database.detail
    assert path.read_bytes() == before


def test_a_damaged_database(settings: Settings) -> None:
    settings.data_folder.mkdir()
    (settings.data_folder / "records.db").write_bytes(b"this is no database at all" * 100)
    database = found(settings, "database")
    assert not database.works
    assert "records.db" in database.detail
    assert "backup" in database.advice


def test_a_package_that_is_missing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", none)
    monkeypatch.setattr(doctor, "_training", lambda: Finding("training", True, ""))
    package = found(settings, "onnxruntime")
    assert "pip install onnxruntime" in str(package)
    assert str(package).startswith("FAIL")


def test_findings_are_plain_enough_for_json_and_for_people(settings: Settings) -> None:
    for one in examine(settings):
        assert json.dumps({"detail": one.detail, "advice": one.advice})
        assert "Traceback" not in str(one)
        assert len(str(one).splitlines()) == 1
