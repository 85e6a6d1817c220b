"""Folders of a bank that does not exist: references, a day's cheques and the truth about them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sigverify.demo.cheques import ChequeFields, blank_sheet, cts_line, print_cheque
from sigverify.demo.hands import Hand, Manner, genuine, hand, skilled_forgery
from sigverify.demo.kinematics import Trajectory
from sigverify.demo.pens import Pen, any_pen
from sigverify.demo.press import DESIGNS
from sigverify.demo.sheets import specimen
from sigverify.errors import DatasetError
from sigverify.files import private_folder, write_private
from sigverify.geometry import Box
from sigverify.jobs import Cancel, Doing, Progress, Report, silent


class Kind(Enum):
    """What a questioned cheque really is."""

    GENUINE = "genuine"
    SKILLED = "skilled"
    RANDOM = "random"
    UNSIGNED = "unsigned"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo bank: its number, who signs for it, and scans of known genuine signatures."""

    account: str
    holder: str
    references: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class DemoBank:
    """What `make_demo_bank` wrote."""

    folder: Path
    accounts: tuple[DemoAccount, ...]
    cheques: int


class _Medium(Enum):
    """How a clearing house stores a cheque: file ending, dots an inch."""

    COLOUR = ("jpg", 300)
    LOSSLESS = ("png", 300)
    TWO_LEVEL = ("tif", 200)
    SMALL_GRAY = ("jpg", 100)


_SHARES = {Kind.GENUINE: 0.5, Kind.SKILLED: 0.2, Kind.RANDOM: 0.15, Kind.UNSIGNED: 0.1, Kind.BLANK: 0.05}
_MEDIA_SHARES = (0.76, 0.1, 0.1, 0.04)
_TWO_LEVEL_AT = 145
# For `micr.toml` in the data folder: its bank knows its accounts by the short number on the line alone.
DEMO_GRAMMAR = """\
# The magnetic line of a demo cheque has the last six of the account's eight digits.
[[grammar]]
name = "India"
account_key = "00{account}"
"""
# There are not many more names.
_MOST_ACCOUNTS = 500
# Far from the account holders' numbers: nobody forges in a customer's own hand.
_STRANGERS = 1_000_000


def make_demo_bank(
    folder: Path,
    *,
    accounts: int = 8,
    cheques: int = 24,
    seed: int = 7,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> DemoBank:
    """Write a demo bank: `references/`, `cheques/`, `truth.csv` and `manifest.csv`.

    `truth.csv` has file (below the folder), account, kind and box ("x0 y0 x1 y1" in pixels, or empty);
    `manifest.csv` has file (below `cheques`) and account. The same arguments write the same images.

    Parameters
    ----------
    folder
        Made when missing; it must not hold cheques yet.
    accounts
        2 to 500: a random forgery is another holder's signature.
    cheques
        About half of them genuine; from 5 on there is one of each kind.
    seed
        Which bank.
    report, cancel
        Progress in files, and a way to stop.

    Raises
    ------
    DatasetError
        When the folder already holds a demo bank, or the numbers are outside their range.
    Cancelled
        When the user stops it; what was written stays.
    """
    if not 2 <= accounts <= _MOST_ACCOUNTS or cheques < 1:
        raise DatasetError(
            f"A demo bank has 2 accounts to {_MOST_ACCOUNTS} and at least 1 cheque", "Choose other numbers"
        )
    _need_room(folder / "cheques")
    _need_room(folder / "references")
    holders = _holders(accounts, seed)
    numbers = [f"{100_001 + i:08d}" for i in range(accounts)]
    total = accounts + cheques
    private_folder(folder)
    private_folder(folder / "references")
    enrolled: list[DemoAccount] = []
    for index, (number, holder) in enumerate(zip(numbers, holders, strict=True)):
        _step(cancel, report, index, total, Doing.REFERENCES.told(account=number))
        rng = np.random.default_rng([seed, 1, index])
        paths = _write_references(private_folder(folder / "references" / number), holder, rng)
        enrolled.append(DemoAccount(number, holder.name, paths))

    private_folder(folder / "cheques")
    truth: list[tuple[str, str, str, str]] = []
    kinds = _kinds(cheques, np.random.default_rng([seed, 2]))
    first = int(np.random.default_rng([seed, 3]).integers(100, 900)) * 100
    turns = np.random.default_rng([seed, 6]).permutation(cheques) % accounts
    for index, (kind, who) in enumerate(zip(kinds, turns.tolist(), strict=True)):
        rng = np.random.default_rng([seed, 4, index])
        name, box = _write_cheque(folder / "cheques", kind, holders, who, numbers[who], first + index, rng)
        _step(cancel, report, accounts + index, total, name)
        truth.append((f"cheques/{name}", numbers[who], kind.value, "" if box is None else _spelt(box)))
    _write_table(folder / "truth.csv", ("file", "account", "kind", "box"), truth)
    _write_table(
        folder / "manifest.csv",
        ("file", "account"),
        [(file.split("/")[1], account) for file, account, *_ in truth],
    )
    report(Progress(total, total, Doing.DONE))
    return DemoBank(folder, tuple(enrolled), cheques)


def synthetic_set(
    folder: Path,
    *,
    writers: int = 12,
    genuine_each: int = 8,
    forged_each: int = 8,
    seed: int = 7,
    plant_leaks: bool = False,
    report: Report = silent,
    cancel: Cancel | None = None,
) -> None:
    """Write a set of cropped signatures, `<writer>/{genuine,forged}/<n>.png`, gray, 300 dpi.

    Parameters
    ----------
    folder
        The set's own folder, made when missing; it must be empty.
    writers, genuine_each, forged_each
        How many.
    seed
        Which writers.
    plant_leaks
        False draws paper, margin and pen of genuine and forged images from the same distributions. True
        gives forgeries darker paper, wider margins, a broader pen and paler ink: what a verifier must not
        see, for tests that it does not.
    report, cancel
        Progress in images, and a way to stop.

    Raises
    ------
    DatasetError
        When the folder is not empty.
    Cancelled
        When the user stops it.
    """
    _need_room(folder)
    private_folder(folder)
    total = writers * (genuine_each + forged_each)
    done = 0
    for index in range(writers):
        victim = hand(seed * 10_000 + index)
        home = private_folder(folder / f"{index + 1:03d}")
        for forged, count in ((False, genuine_each), (True, forged_each)):
            place = private_folder(home / ("forged" if forged else "genuine"))
            for number in range(count):
                _step(cancel, report, done, total, f"writer {home.name}")
                rng = np.random.default_rng([seed, 5, index, int(forged), number])
                forger = hand(_STRANGERS + int(rng.integers(_STRANGERS)))
                signed = skilled_forgery(victim, forger, rng) if forged else genuine(victim, rng)
                pixels = _leaky(signed, rng) if forged and plant_leaks else _plain(signed, rng)
                _write_image(place / f"{number + 1:02d}.png", Image.fromarray(pixels), 300)
                done += 1
    report(Progress(done, total, Doing.DONE))


def _need_room(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DatasetError("There is something in this place already", "Choose a new folder", path=folder)


def _step(cancel: Cancel | None, report: Report, done: int, total: int, note: str) -> None:
    if cancel is not None:
        cancel.check()
    report(Progress(done, total, note))


def _holders(count: int, seed: int) -> list[Hand]:
    """Return account holders, no two of the same name and all manners of signing among them."""
    found: dict[str, Hand] = {}
    manners: Counter[Manner] = Counter()
    number = seed * 1000
    while len(found) < count:
        someone = hand(number)
        if someone.name not in found and manners[someone.manner] <= count // len(Manner):
            found[someone.name] = someone
            manners[someone.manner] += 1
        number += 1
    return list(found.values())


def _kinds(count: int, rng: np.random.Generator) -> list[Kind]:
    """Return so many kinds in random order, in their shares, each at least once when there is room."""
    exact = {kind: share * count for kind, share in _SHARES.items()}
    quota = {kind: max(int(value), 1 if count >= len(Kind) else 0) for kind, value in exact.items()}
    while sum(quota.values()) < count:
        short = max(Kind, key=lambda kind: exact[kind] - quota[kind])
        quota[short] += 1
    while sum(quota.values()) > count:
        long = max(Kind, key=lambda kind: quota[kind] - exact[kind] if quota[kind] > 1 else -1.0)
        quota[long] -= 1
    kinds = [kind for kind in Kind for _ in range(quota[kind])]
    return [kinds[i] for i in rng.permutation(count)]


def _write_references(folder: Path, holder: Hand, rng: np.random.Generator) -> tuple[Path, ...]:
    """Write one to three scans as branches keep them: now gray, now colour, at 200 or 300 dpi."""
    paths: list[Path] = []
    for number in range(int(rng.integers(1, 4))):
        dpi = int(rng.choice([200, 300]))
        paper, margin = int(rng.integers(232, 255)), float(rng.uniform(4, 10))
        pixels = specimen(genuine(holder, rng), any_pen(rng), rng, dpi=dpi, paper=paper, margin_mm=margin)
        image = Image.fromarray(pixels)
        paths.append(folder / f"{number + 1}.png")
        _write_image(paths[-1], image.convert("L") if rng.random() < 0.4 else image, dpi)
    return tuple(paths)


def _write_cheque(
    folder: Path,
    kind: Kind,
    holders: Sequence[Hand],
    who: int,
    account: str,
    number: int,
    rng: np.random.Generator,
) -> tuple[str, Box | None]:
    """Write one cheque; return its file name and where it is signed."""
    medium = list(_Medium)[int(rng.choice(len(_Medium), p=_MEDIA_SHARES))]
    ending, dpi = medium.value
    box: Box | None = None
    if kind is Kind.BLANK:
        pixels = blank_sheet(rng, dpi=dpi)
    else:
        design = DESIGNS[who % len(DESIGNS)]
        stranger = hand(_STRANGERS + int(rng.integers(_STRANGERS)))
        fields = ChequeFields(
            design=design,
            account=account,
            number=f"{number:06d}",
            payee=stranger.name,
            amount=_amount(rng),
            day=date(2025, 1, 6) + timedelta(days=int(rng.integers(330))),
            signatory=holders[who].name,
            micr=cts_line(f"{number:06d}", design.sort_code, account[-6:], "10"),
            drawer=holders[who],
        )
        signature = _signed(kind, holders, who, rng)
        cheque = print_cheque(fields, signature, any_pen(rng), rng, dpi=dpi)
        pixels, box = cheque.pixels, cheque.box
    name = f"chq_{number:06d}.{ending}"
    _write_image(folder / name, _on(medium, pixels), dpi)
    return name, box


def _signed(kind: Kind, holders: Sequence[Hand], who: int, rng: np.random.Generator) -> Trajectory | None:
    """Return what stands on the line of a printed cheque."""
    if kind is Kind.GENUINE:
        return genuine(holders[who], rng)
    if kind is Kind.SKILLED:
        return skilled_forgery(holders[who], hand(_STRANGERS + int(rng.integers(_STRANGERS))), rng)
    if kind is Kind.RANDOM:
        other = (who + 1 + int(rng.integers(len(holders) - 1))) % len(holders)
        return genuine(holders[other], rng)
    return None


def _amount(rng: np.random.Generator) -> int:
    """Return a sum as cheques are written for: mostly round, hundreds to lakhs."""
    amount = int(np.exp(rng.uniform(np.log(400), np.log(900_000))))
    return max(100, amount // 500 * 500) if rng.random() < 0.7 else amount


def _on(medium: _Medium, pixels: NDArray[np.uint8]) -> Image.Image:
    image = Image.fromarray(pixels)
    if medium is _Medium.TWO_LEVEL:
        return image.convert("L").point(lambda level: 255 * (level > _TWO_LEVEL_AT), "1")
    return image.convert("L") if medium is _Medium.SMALL_GRAY else image


def _plain(signed: Trajectory, rng: np.random.Generator) -> NDArray[np.uint8]:
    paper, margin = int(rng.integers(244, 253)), float(rng.uniform(4, 8))
    return _gray(specimen(signed, any_pen(rng), rng, paper=paper, margin_mm=margin))


def _leaky(signed: Trajectory, rng: np.random.Generator) -> NDArray[np.uint8]:
    pen = any_pen(rng)
    pale = tuple(int(v + (235 - v) * 0.3) for v in pen.colour)
    broad = Pen(pen.width_mm * 1.6, (pale[0], pale[1], pale[2]), pen.kind)
    paper, margin = int(rng.integers(222, 232)), float(rng.uniform(10, 14))
    return _gray(specimen(signed, broad, rng, paper=paper, margin_mm=margin))


def _gray(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _write_image(path: Path, image: Image.Image, dpi: int) -> None:
    buffer = io.BytesIO()
    if path.suffix == ".jpg":
        image.save(buffer, "JPEG", quality=88, dpi=(dpi, dpi))
    elif path.suffix == ".tif":
        image.save(buffer, "TIFF", compression="group4", dpi=(dpi, dpi))
    else:
        # Paper grain does not compress: more effort costs time and saves nothing.
        image.save(buffer, "PNG", compress_level=1, dpi=(dpi, dpi))
    write_private(path, buffer.getvalue())


def _spelt(box: Box) -> str:
    return " ".join(str(edge) for edge in box.as_tuple())


def _write_table(path: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    write_private(path, buffer.getvalue().encode())
