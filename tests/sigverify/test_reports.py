from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigverify import reports


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(evil: str) -> None:
    assert reports.safe_cell(evil) == "'" + evil


@pytest.mark.parametrize("plain", ["-0.25", "+3", "-1e-3", "A. Rahman", "", "2024-03-02", "a=b"])
def test_numbers_and_plain_text_stay_as_they_are(plain: str) -> None:
    assert reports.safe_cell(plain) == plain


def test_no_value_is_an_empty_cell() -> None:
    assert reports.number(None) == ""
    assert reports.number(0.5) == "0.500000"


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2
        )
    )
)
def test_a_table_reads_back_as_its_disarmed_cells(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "table.csv"
    reports.write_csv(path, ["a", "b"], rows)
    with path.open(newline="", encoding="utf-8") as file:
        read = list(csv.reader(file))
    assert read == [["a", "b"], *([reports.safe_cell(cell) for cell in row] for row in rows)]


def test_a_table_is_for_its_owner_alone(tmp_path: Path) -> None:
    reports.write_csv(tmp_path / "table.csv", ["a"], [["1"]])
    assert stat.S_IMODE((tmp_path / "table.csv").stat().st_mode) == 0o600
