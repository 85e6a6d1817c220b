from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sigverify import templates
from sigverify.errors import TemplatesError
from sigverify.geometry import Box
from sigverify.scans import Scan
from sigverify.templates import Template

REGION = (140.0, 50.0, 195.0, 70.0)
PAGE = (203.2, 91.44)
SAVINGS = Template("savings", REGION, PAGE, routing="500229009")


def page(dpi: float = 200, *, inches: tuple[float, float] = (8.0, 3.6), estimated: bool = False) -> Scan:
    width, height = (round(v * dpi) for v in inches)
    return Scan(np.full((height, width), 255, np.uint8), dpi, estimated, 1, 1, "0" * 64, None)


def test_a_box_drawn_on_one_scan_is_found_on_another_at_another_resolution() -> None:
    taught = templates.teach(page(200), Box(1100, 400, 1500, 560), "form", form="A7")
    assert taught.box(page(200)) == Box(1100, 400, 1500, 560)
    assert taught.box(page(300)) == Box(1650, 600, 2250, 840)


def test_the_routing_number_and_the_page_s_size_tell_the_form() -> None:
    known = [SAVINGS]
    assert templates.match(known, page(), routing="500229009") is SAVINGS
    assert templates.match(known, page(), routing="500211012") is None
    assert templates.match(known, page()) is None
    assert templates.match(known, page(inches=(6.0, 2.75)), routing="500229009") is None


def test_a_guessed_resolution_leaves_the_proportions_to_tell_the_form() -> None:
    assert SAVINGS.fits(page(150, inches=(12.0, 5.4), estimated=True), routing="500229009")
    assert not SAVINGS.fits(page(150, inches=(8.0, 5.4), estimated=True), routing="500229009")


def test_what_names_more_goes_first() -> None:
    current = Template("current", REGION, PAGE, routing="500229009", form="C2")
    known = [SAVINGS, current]
    assert templates.match(known, page(), routing="500229009", form="C2") is current
    assert templates.match(known, page(), routing="500229009") is SAVINGS


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"routing": ""},
        {"region": (140.0, 50.0, 140.0, 70.0)},
        {"region": (140.0, 50.0, 230.0, 70.0)},
        {"region": (float("nan"), 50.0, 195.0, 70.0)},
        {"page": (5000.0, 5000.0)},
    ],
)
def test_a_template_that_tells_nothing_is_refused(change: dict[str, object]) -> None:
    entries: dict[str, object] = {"name": "savings", "region": REGION, "page": PAGE, "routing": "500229009"}
    with pytest.raises(ValueError):  # noqa: PT011 the message is for developers
        Template(**(entries | change))  # type: ignore[arg-type]


def test_a_box_off_the_page_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="does not lie"):
        templates.teach(page(), Box(9000, 0, 9100, 10), "form", form="A7")


def test_templates_are_kept_and_replaced_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert templates.load(folder) == ()
    other = Template("other \u2448", REGION, PAGE, form="X")
    templates.save(folder, SAVINGS)
    templates.save(folder, other)
    moved = Template("savings", (10.0, 50.0, 60.0, 70.0), PAGE, routing="500229009")
    templates.save(folder, moved)
    assert templates.load(folder) == (other, moved)
    templates.forget(folder, "savings")
    assert templates.load(folder) == (other,)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"templates": [{"name": "a"}]}',
        '{"templates": [{"name": "a", "region": [1, 2, 3], "page": [9, 9], "form": "a"}]}',
        '{"templates": [{"name": "a", "region": [1, 2, 3, 4], "page": [9, 9], "form": "a", "regoin": 1}]}',
    ],
)
def test_a_damaged_file_is_named_and_not_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / templates.FILE_NAME
    path.write_text(text)
    with pytest.raises(TemplatesError, match=templates.FILE_NAME):
        templates.load(tmp_path)
    with pytest.raises(TemplatesError):
        templates.save(tmp_path, SAVINGS)
    assert path.read_text() == text
