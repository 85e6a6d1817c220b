"""What a bank has taught about its own forms: where on them the signature stands.

One JSON file in the data folder holds them. A form is known by the routing number in its magnetic line, by a
form id that the bank's own software gives, or by both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sigverify.errors import TemplatesError
from sigverify.files import private_folder, write_private
from sigverify.geometry import Box
from sigverify.micr import Grammar
from sigverify.scans import Scan

FILE_NAME = "templates.json"
# Scans of one form differ by what the feeder cuts off; forms of one bank that differ less share their layout.
_SAME_SIZE = 0.06
_LONGEST_MM = 1000.0


@dataclass(frozen=True, slots=True)
class Template:
    """Where one form is signed.

    Attributes
    ----------
    name
        What people call the form; a template of the same name replaces the one before.
    region
        Left, top, right, bottom in millimetres from the upper left corner of the page.
    page
        Width and height of the page in millimetres; scans of another size are another form.
    routing
        Routing number or sort code as the magnetic line gives it; "" where it does not matter.
    form
        Form id as the bank's software gives it; "" where it does not matter.

    Raises
    ------
    ValueError
        When nothing tells the form, or the region is empty or not on the page.
    """

    name: str
    region: tuple[float, float, float, float]
    page: tuple[float, float]
    routing: str = ""
    form: str = ""

    def __post_init__(self) -> None:
        left, top, right, bottom = self.region
        width, height = self.page
        if not self.name or not (self.routing or self.form):
            raise ValueError("a template needs a name, and a routing number or a form id")
        # Written so that NaN is refused, too.
        if not (0 <= left < right <= width <= _LONGEST_MM and 0 <= top < bottom <= height <= _LONGEST_MM):
            raise ValueError(f"the region {self.region} does not lie on a page of {self.page} mm")

    def box(self, scan: Scan) -> Box:
        """Return the region in the scan's pixels."""
        across, down = scan.width / self.page[0], scan.height / self.page[1]
        left, top, right, bottom = self.region
        x0, y0 = min(round(left * across), scan.width - 1), min(round(top * down), scan.height - 1)
        return Box(x0, y0, max(round(right * across), x0 + 1), max(round(bottom * down), y0 + 1))

    def fits(self, scan: Scan, routing: str = "", form: str = "") -> bool:
        """Tell whether a scan, with what is known of it, shows this form.

        The sizes are compared where the file states its resolution, else the proportions alone.
        """
        known = self.routing in ("", routing) and self.form in ("", form)
        width, height = _page(scan)
        if scan.dpi_estimated:
            height, width = height / width, 1.0
            expected = (1.0, self.page[1] / self.page[0])
        else:
            expected = self.page
        alike = all(abs(a - b) <= _SAME_SIZE * b for a, b in zip((width, height), expected, strict=True))
        return known and alike


@dataclass(frozen=True, slots=True)
class Forms:
    """What a bank knows of its forms: how their magnetic lines read, and where they are signed.

    `grammars` is None for the shipped ones.
    """

    grammars: tuple[Grammar, ...] | None = None
    templates: tuple[Template, ...] = ()


def teach(scan: Scan, box: Box, name: str, *, routing: str = "", form: str = "") -> Template:
    """Return the template that a box drawn on one scan of a form gives.

    Raises
    ------
    ValueError
        When the box does not lie on the scan, or neither routing number nor form id is given.
    """
    inside = box.clipped(scan.width, scan.height)
    if inside is None:
        raise ValueError(f"{box.as_tuple()} does not lie on a page of {scan.width} x {scan.height}")
    page = _page(scan)
    x0, y0, x1, y1 = inside.as_tuple()
    region = (
        x0 / scan.width * page[0],
        y0 / scan.height * page[1],
        x1 / scan.width * page[0],
        y1 / scan.height * page[1],
    )
    return Template(name, region, page, routing, form)


def match(known: Sequence[Template], scan: Scan, *, routing: str = "", form: str = "") -> Template | None:
    """Return the template that fits a scan; one that names both routing and form goes before the others."""
    fitting = [template for template in known if template.fits(scan, routing, form)]
    return max(fitting, key=lambda template: bool(template.routing) + bool(template.form), default=None)


def load(data_folder: Path) -> tuple[Template, ...]:
    """Read the templates of a data folder; none where there is no file.

    Raises
    ------
    TemplatesError
        When the file cannot be read or holds something else.
    """
    path = data_folder / FILE_NAME
    try:
        entries = json.loads(path.read_bytes())
        return tuple(_template(entry) for entry in entries["templates"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        problem = f"the templates cannot be read ({error.strerror})"
        raise TemplatesError(problem, "Check that it is a file that you may read", path=path) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = f"the templates are not valid ({error})"
        raise TemplatesError(
            problem, "Correct the file, or delete it and teach the forms again", path=path
        ) from error


def save(data_folder: Path, template: Template) -> None:
    """Add a template to those of a data folder, in place of one of the same name.

    Raises
    ------
    TemplatesError
        When the file holds something else or cannot be written.
    """
    others = [known for known in load(data_folder) if known.name != template.name]
    _write(data_folder, [*others, template])


def forget(data_folder: Path, name: str) -> None:
    """Remove the template of that name, if there is one.

    Raises
    ------
    TemplatesError
        As `save` does.
    """
    _write(data_folder, [known for known in load(data_folder) if known.name != name])


def _write(data_folder: Path, templates: Sequence[Template]) -> None:
    path = data_folder / FILE_NAME
    text = json.dumps({"templates": [asdict(template) for template in templates]}, ensure_ascii=False, indent=1)
    try:
        private_folder(data_folder)
        write_private(path, f"{text}\n".encode())
    except OSError as error:
        problem = f"the templates cannot be written ({error.strerror})"
        advice = "Check that the folder may be written and the disk has room"
        raise TemplatesError(problem, advice, path=path) from error


def _template(entry: dict[str, Any]) -> Template:
    unknown = set(entry) - {field.name for field in fields(Template)}
    if unknown:
        raise ValueError(f"{sorted(unknown)[0]!r} is not known")
    left, top, right, bottom = (float(v) for v in entry["region"])
    width, height = (float(v) for v in entry["page"])
    texts = {key: str(entry.get(key, "")) for key in ("name", "routing", "form")}
    return Template(region=(left, top, right, bottom), page=(width, height), **texts)


def _page(scan: Scan) -> tuple[float, float]:
    return scan.width / scan.dpi * 25.4, scan.height / scan.dpi * 25.4
