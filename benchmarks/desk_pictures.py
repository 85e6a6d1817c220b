"""Make the pictures of the desk, from the demo bank alone.

    python benchmarks/desk_pictures.py docs/images

writes desk-accept-light.png, desk-accept-dark.png, desk-flag-light.png and desk-flag-dark.png.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

# No screen is needed to paint a window.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The status bar names the operator: not whoever happens to make the pictures.
os.environ["LOGNAME"] = "clerk"

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from sigverify.app import App
from sigverify.demo.bank import Kind, make_demo_bank
from sigverify.geometry import Box
from sigverify.settings import Settings
from sigverify.verifier import Recommendation
from ui import theme
from ui.desk import DeskWindow


@dataclass(frozen=True, slots=True)
class Cheque:
    """A signed cheque of the demo bank, what it really is, and where its signature is."""

    path: Path
    account: str
    kind: Kind
    box: Box


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary) / "data")
        app = App(settings)
        cheques = enrolled_bank(app, Path(temporary) / "bank")
        wanted = {
            "accept": first(app, cheques, (Kind.GENUINE,), Recommendation.ACCEPT),
            "flag": first(app, cheques, (Kind.SKILLED, Kind.RANDOM), Recommendation.FLAG),
        }
        app.records.close()
        application = QApplication(sys.argv[:1])
        for name, cheque in wanted.items():
            for colours in ("light", "dark"):
                path = folder / f"desk-{name}-{colours}.png"
                picture(application, replace(settings, theme=colours), cheque, path)
                print(path)


def enrolled_bank(app: App, folder: Path) -> list[Cheque]:
    """Make a demo bank and enrol its accounts."""
    bank = make_demo_bank(folder, accounts=6, cheques=30)
    for account in bank.accounts:
        for reference in account.references:
            app.enrol(account.account, reference, holder=account.holder)
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as file:
        return [
            Cheque(folder / row["file"], row["account"], Kind(row["kind"]), Box(*map(int, row["box"].split())))
            for row in csv.DictReader(file)
            if row["box"]
        ]


def first(app: App, cheques: list[Cheque], kinds: tuple[Kind, ...], recommendation: Recommendation) -> Cheque:
    """Return the first cheque of the kinds (best kind first), its signature found, that gets the recommendation."""
    for cheque in sorted(
        (cheque for cheque in cheques if cheque.kind in kinds), key=lambda c: kinds.index(c.kind)
    ):
        verification = app.verify_account(app.read(cheque.path), cheque.account)
        found = verification.box is not None and verification.box.iou(cheque.box) >= 0.5
        if found and verification.recommendation is recommendation:
            return cheque
    raise SystemExit(f"no cheque gets {recommendation.value} as it should: is the model trained and calibrated?")


def picture(application: QApplication, settings: Settings, cheque: Cheque, path: Path) -> None:
    """Grab the desk with a cheque on it."""
    theme.apply(application, settings.theme)
    window = DeskWindow(settings)
    window.resize(1280, 800)
    window.show()
    wait(application, lambda: window.loaded is not None)
    window.verify_view.load_account(cheque.account)
    window.verify_view.open_cheque(cheque.path)
    window.verify_view.compare.cheque_view.setFocus()
    wait(application, lambda: window.runner.idle)
    application.processEvents()
    window.grab().save(str(path))
    window.close()


def wait(application: QApplication, done: Callable[[], bool]) -> None:
    while not done():
        application.processEvents(
            QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
