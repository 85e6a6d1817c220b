from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigverify.errors import SettingsError
from sigverify.settings import Settings, default_data_folder, load, save

# Everything that UTF-8 can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]))


def write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_gives_the_defaults_and_creates_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    assert load(folder) == Settings(folder)
    assert not folder.exists()


def test_keys_in_the_file_replace_defaults_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, 'fusion = "nearest"\nmax_megabytes = 7\n')
    assert load(tmp_path) == Settings(tmp_path, fusion="nearest", max_megabytes=7)


def test_an_explicit_folder_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGVERIFY_DATA", str(tmp_path / "other"))
    assert load(tmp_path).data_folder == tmp_path


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGVERIFY_DATA", str(tmp_path))
    write(tmp_path, 'theme = "dark"')
    assert default_data_folder() == tmp_path
    assert load() == Settings(tmp_path, theme="dark")


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_the_platforms_own_folder_serves(
    value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if value is None:
        monkeypatch.delenv("SIGVERIFY_DATA", raising=False)
    else:
        monkeypatch.setenv("SIGVERIFY_DATA", value)
    folder = platformdirs.user_data_path("sigverify", appauthor=False)
    assert folder.name == "sigverify"
    assert default_data_folder() == load().data_folder == folder


def test_a_relative_folder_stays_the_same_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGVERIFY_DATA", "from-environment")
    assert load(Path("data")).data_folder == tmp_path / "data"
    assert load().data_folder == tmp_path / "from-environment"


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("SIGVERIFY_DATA", "~/bank")
    assert default_data_folder() == tmp_path / "bank"


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    settings = Settings(
        tmp_path / "new" / "data",
        database_url="sqlite:////srv/bank.db",
        bundle=r"C:\models\näive 2",
        profile='a "quoted" one\nin two lines',
        fusion="nearest",
        theme="light",
        max_megabytes=1,
        max_megapixels=1000,
    )
    save(settings)
    assert load(settings.data_folder) == settings


@given(bundle=texts, profile=texts)
def test_any_text_survives_saving(tmp_path_factory: pytest.TempPathFactory, bundle: str, profile: str) -> None:
    settings = Settings(tmp_path_factory.getbasetemp() / "any-text", bundle=bundle, profile=profile)
    save(settings)
    assert load(settings.data_folder) == settings


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_saved_settings_are_for_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "data")
    save(settings)
    assert stat.S_IMODE(settings.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data_folder.stat().st_mode) == 0o700


def test_the_data_folder_is_not_in_its_own_file(tmp_path: Path) -> None:
    save(Settings(tmp_path))
    assert "data_folder" not in (tmp_path / "settings.toml").read_text()
    path = write(tmp_path, 'data_folder = "/elsewhere"')
    with pytest.raises(SettingsError, match="'data_folder' is not a setting") as caught:
        load(tmp_path)
    assert caught.value.path == path


@pytest.mark.parametrize("text", ["theme = ", "theme = dark", "[", 'theme = "dark"\ntheme = "light"'])
def test_broken_toml_names_the_file_and_the_line(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SettingsError, match=r"not valid TOML .*(line|end of document)") as caught:
        load(tmp_path)
    assert caught.value.path == path
    assert "Correct it, or delete the file" in str(caught.value)


def test_a_file_that_is_not_utf8_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes('profile = "Jürgen"'.encode("latin-1"))
    with pytest.raises(SettingsError, match="not valid TOML") as caught:
        load(tmp_path)
    assert caught.value.path == path


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'\xef\xbb\xbftheme = "dark"\r\nmax_megabytes = 9\r\n')
    assert load(tmp_path) == Settings(tmp_path, theme="dark", max_megabytes=9)


def test_an_unknown_key_is_named_and_the_known_ones_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, 'teme = "dark"')
    with pytest.raises(SettingsError, match="'teme' is not a setting") as caught:
        load(tmp_path)
    assert caught.value.path == path
    assert "theme" in caught.value.advice


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('fusion = "median"', '"mean", "nearest"'),
        ("fusion = 1", '"mean", "nearest"'),
        ('theme = "Dark"', '"system", "light", "dark"'),
        ("theme = []", '"system", "light", "dark"'),
        ("max_megabytes = 0", "from 1 to 4096"),
        ("max_megabytes = 4097", "from 1 to 4096"),
        ("max_megabytes = true", "from 1 to 4096"),
        ('max_megabytes = "9"', "from 1 to 4096"),
        ("max_megabytes = 2.5", "from 1 to 4096"),
        ("max_megapixels = -1", "from 1 to 1000"),
        ("max_megapixels = nan", "from 1 to 1000"),
        ("bundle = 3", "text in quotes"),
        ("profile = false", "text in quotes"),
        ("database_url = 2024-01-01", "text in quotes"),
    ],
)
def test_a_value_out_of_range_names_file_key_and_what_is_allowed(tmp_path: Path, line: str, advice: str) -> None:
    path = write(tmp_path, line)
    key = line.split()[0]
    with pytest.raises(SettingsError, match=f"{key} cannot be") as caught:
        load(tmp_path)
    assert caught.value.path == path
    assert advice in caught.value.advice


@pytest.mark.parametrize("value", [1, 4096])
def test_the_ends_of_a_range_are_inside(tmp_path: Path, value: int) -> None:
    write(tmp_path, f"max_megabytes = {value}")
    assert load(tmp_path).max_megabytes == value


def test_a_change_in_the_program_is_checked_like_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="max_megapixels cannot be 0"):
        replace(Settings(tmp_path), max_megapixels=0)


def test_a_path_that_utf8_cannot_hold_is_refused_before_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="bundle cannot be"):
        Settings(tmp_path, bundle="/models/\udcff")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.mkdir()
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        load(tmp_path)
    assert caught.value.path == path
    with pytest.raises(SettingsError, match="cannot be written") as caught:
        save(Settings(tmp_path))
    assert caught.value.path == path


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(SettingsError, match="cannot be written"):
        save(Settings(tmp_path / "data"))


def test_the_desks_own_settings_are_kept(tmp_path: Path) -> None:
    wanted = Settings(
        tmp_path,
        language="de",
        blind_first=True,
        next_at_once=False,
        shortcuts={"accept": "Y", 'odd "name"': "Ctrl+Ä"},
    )
    save(wanted)
    assert load(tmp_path) == wanted


@pytest.mark.parametrize(
    "line",
    ['language = "fr"', "blind_first = 1", 'next_at_once = "yes"', 'shortcuts = "A"', "shortcuts = { a = 1 }"],
)
def test_a_wrong_value_of_the_desks_settings_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.toml").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=line.split()[0]):
        load(tmp_path)
