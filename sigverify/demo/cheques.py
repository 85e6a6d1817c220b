"""Cheques printed, filled in, signed and scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sigverify.demo.hands import Hand, write
from sigverify.demo.kinematics import Trajectory
from sigverify.demo.pens import Pen
from sigverify.demo.press import PAGE_MM, BankDesign, Press, blank_form, print_micr
from sigverify.demo.sheets import put_ink, scanned
from sigverify.geometry import Box

# Ink level from which a pixel counts as signature when its box is measured.
_INKED = 64
_ONES = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen "
    "Seventeen Eighteen Nineteen"
)
_TENS = ". . Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety"


@dataclass(frozen=True, slots=True)
class ChequeFields:
    """What one cheque says.

    Attributes
    ----------
    design
        The bank.
    account
        Printed account number.
    number
        The cheque's own, six digits.
    payee, amount, day
        Filled in by hand; the amount in whole rupees, under one hundred million.
    signatory
        Printed name at the place to sign.
    micr
        The line at the bottom, see `cts_line`.
    drawer
        Whose handwriting fills the cheque in.
    """

    design: BankDesign
    account: str
    number: str
    payee: str
    amount: int
    day: date
    signatory: str
    micr: str
    drawer: Hand


@dataclass(frozen=True, slots=True)
class PrintedCheque:
    """A scanned cheque and the truth about it.

    Attributes
    ----------
    pixels
        uint8 (height, width, 3) RGB.
    box
        Around the signature's ink; None where there is none.
    ink
        uint8 (height, width): the level of the signature's ink alone, 0 to 255.
    """

    pixels: NDArray[np.uint8]
    box: Box | None
    ink: NDArray[np.uint8]


def cts_line(number: str, sort_code: str, short_account: str, transaction: str) -> str:
    """Return an Indian cheque's magnetic line (CTS-2010) in the symbols of Unicode's OCR block."""
    return f"\u2448{number}\u2448 {sort_code}\u2446 {short_account}\u2448 {transaction}"


def print_cheque(
    fields: ChequeFields,
    signature: Trajectory | None,
    pen: Pen,
    rng: np.random.Generator,
    *,
    dpi: float = 300,
) -> PrintedCheque:
    """Print, fill in, sign and scan a cheque.

    Parameters
    ----------
    fields
        What it says.
    signature
        Written about the origin; it is placed on the line, mostly above it, at times across it. None leaves
        the cheque unsigned.
    pen
        For the handwriting and the signature.
    rng
        Draws places, the paper's grain and the scanner's faults.
    dpi
        Of the scan.
    """
    press = Press(blank_form(fields.design, dpi), dpi)
    _print_fields(press, fields)
    page = press.pixels.copy()
    print_micr(page, fields.micr, float(rng.uniform(50, 56)), dpi)
    _fill_in(page, fields, pen, rng, dpi)
    ink = np.zeros(page.shape[:2], np.uint8)
    if signature is not None:
        placed = _on_the_line(signature, fields.design, rng)
        put_ink(page, placed, pen, rng, dpi, ink)
    pixels, ink = scanned(page, ink, rng, dpi, int(rng.integers(236, 254)))
    return PrintedCheque(pixels, _box_of(ink), ink)


def blank_sheet(rng: np.random.Generator, *, dpi: float = 300) -> NDArray[np.uint8]:
    """Return the scan of a sheet with nothing on it, uint8 (height, width, 3): the back of a form, say."""
    width, height = (round(v * dpi / 25.4) for v in PAGE_MM)
    paper = np.full((height, width, 3), (249, 248, 245), np.uint8)
    return scanned(paper, np.zeros((height, width), np.uint8), rng, dpi)[0]


def in_words(amount: int) -> str:
    """Return a whole amount in words, in the Indian way of counting (lakh, crore)."""
    parts: list[str] = []
    for size, name in ((10_000_000, "Crore"), (100_000, "Lakh"), (1000, "Thousand"), (100, "Hundred")):
        if amount >= size:
            parts += [in_words(amount // size), name]
            amount %= size
    if amount >= 20:
        parts.append(_TENS.split()[amount // 10])
        amount %= 10
    if amount or not parts:
        parts.append(_ONES.split()[amount])
    return " ".join(parts)


def in_figures(amount: int) -> str:
    """Return a whole amount in figures as written by hand in India: 2,60,000/-."""
    head, tail = divmod(amount, 1000)
    if not head:
        return f"{tail}/-"
    groups = [f"{tail:03d}"]
    while head >= 100:
        head, pair = divmod(head, 100)
        groups.append(f"{pair:02d}")
    return ",".join([str(head), *reversed(groups)]) + "/-"


def _print_fields(press: Press, fields: ChequeFields) -> None:
    """Print what the bank prints for one account: its number, the cheque's number, the signatory."""
    design = fields.design
    x, y = design.account_at
    press.text(x + 18, y + 4.8, fields.account, 3.4)
    press.text(x + 30, y + 11, f"No. {fields.number}", 2.3)
    x0, x1, line = design.sign_line
    middle = (x0 + x1) / 2
    if design.signatory_above:
        press.text(middle, line - 18.2, f"For {fields.signatory.upper()}", 2.4, anchor="ms")
        press.text(middle, line + 3.4, "Authorised signatory", 2.2, anchor="ms")
    else:
        press.text(middle, line + 3.2, fields.signatory.upper(), 2.6, anchor="ms")
        press.text(middle, line + 6.6, "Please sign above", 2.1, anchor="ms", bold=True)


def _fill_in(
    page: NDArray[np.uint8], fields: ChequeFields, pen: Pen, rng: np.random.Generator, dpi: float
) -> None:
    """Write payee, amount and date by hand."""
    left, _top, _right, bottom = fields.design.amount_box
    words = in_words(fields.amount) + " only"
    entries = [
        (fields.payee, 22.0 + float(rng.uniform(0, 18)), 24.0, 105.0, 9.0),
        (words, 26.0 + float(rng.uniform(0, 6)), 33.4, left - 36.0, 9.0),
        (in_figures(fields.amount), left + 9.5, bottom - 1.9, 38.0, 6.5),
    ]
    entries += [(digit, 155.4 + 5.2 * i, 10.1, 3.0, 4.2) for i, digit in enumerate(f"{fields.day:%d%m%Y}")]
    for text, x, y, width, height in entries:
        written = write(fields.drawer, text, rng)
        x0, y0, x1, y1 = written.bounds
        # Who runs out of room writes smaller.
        fitting = written.scaled(min(1.0, width / (x1 - x0), height / (y1 - y0)))
        put_ink(page, fitting.moved(x - fitting.bounds[0], y - float(rng.uniform(0, 0.5))), pen, rng, dpi)


def _on_the_line(signature: Trajectory, design: BankDesign, rng: np.random.Generator) -> Trajectory:
    """Move a signature to where people sign: over the line, one in four onto what is printed there."""
    x0, x1, line = design.sign_line
    left, top, right, bottom = signature.bounds
    across = (x0 + x1) / 2 + float(rng.normal(0, 3)) - (left + right) / 2
    low = float(rng.uniform(1.0, 4.5) if rng.random() < 0.25 else rng.uniform(-4.0, 0.5))
    up = line + low - bottom
    # Under the amount's box and inside the paper.
    up += max(0.0, design.amount_box[3] - 2.0 - (top + up))
    across -= max(0.0, right + across - (PAGE_MM[0] - 2.0))
    return signature.moved(across, up)


def _box_of(ink: NDArray[np.uint8]) -> Box | None:
    inked = ink >= _INKED
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return None
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
