"""Make the pictures of the desk, from the demo bank alone.

    python benchmarks/desk_pictures.py docs/images [WHAT...]

writes desk-<what>-light.png and desk-<what>-dark.png: a cheque to accept, one to flag (its overlay too), an unsigned
one, a batch, an account, and a calibration; all of them, or those that are named. They take the place of those that
are there.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# No screen is needed to paint a window.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The status bar names the operator: not whoever happens to make the pictures.
os.environ["LOGNAME"] = "clerk"

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from sigverify import batch
from sigverify.app import App
from sigverify.demo.bank import Kind, make_demo_bank, synthetic_set
from sigverify.demo.opening import enrol_demo_bank
from sigverify.geometry import Box
from sigverify.judging import Recommendation
from sigverify.settings import Settings
from ui import language, theme
from ui.desk import DeskWindow
from ui.rail import Place
from ui.verify.mode_bar import Mode

SIZE = (1280, 800)


@dataclass(frozen=True, slots=True)
class Cheque:
    """A cheque of the demo bank, what it really is, and where it is signed, if it is."""

    path: Path
    account: str
    kind: Kind
    box: Box | None


def main(folder: Path, wanted: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary) / "data")
        app = App(settings)
        cheques = enrolled_bank(app, Path(temporary) / "bank")
        accept = first(app, cheques, (Kind.GENUINE,), Recommendation.ACCEPT)
        flag = first(app, cheques, (Kind.SKILLED, Kind.RANDOM), Recommendation.FLAG)
        unsigned = first(app, cheques, (Kind.UNSIGNED,), Recommendation.UNSCORABLE)
        bank = Path(temporary) / "bank"
        batch.run(app, bank / "cheques", batch.Setup(bank / "manifest.csv"), out=Path(temporary) / "out")
        app.records.close()
        hands = Path(temporary) / "signatures"
        # Not a seed that the network was trained on.
        synthetic_set(hands / "hands", writers=24, seed=1001)
        application = QApplication(sys.argv[:1])
        language.install(application, "en")
        for colours in ("light", "dark"):
            dressed = replace(settings, theme=colours)
            theme.apply(application, colours)
            for name, prepare in (
                ("accept", lambda window: show_cheque(application, window, accept)),
                ("flag", lambda window: show_cheque(application, window, flag)),
                ("overlay", lambda window: show_overlay(application, window, accept)),
                ("unsigned", lambda window: show_cheque(application, window, unsigned)),
                ("batch", lambda window: show_batch(application, window)),
                ("account", lambda window: show_account(application, window, accept.account)),
                ("calibration", lambda window: show_calibration(application, window, hands)),
            ):
                if wanted and name not in wanted:
                    continue
                path = folder / f"desk-{name}-{colours}.png"
                picture(application, dressed, prepare, path)
                print(path)


def enrolled_bank(app: App, folder: Path) -> list[Cheque]:
    """Make a demo bank and enrol its accounts."""
    enrol_demo_bank(app, make_demo_bank(folder, accounts=6, cheques=30))
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as file:
        return [
            Cheque(
                folder / row["file"],
                row["account"],
                Kind(row["kind"]),
                Box(*map(int, row["box"].split())) if row["box"] else None,
            )
            for row in csv.DictReader(file)
        ]


def first(app: App, cheques: list[Cheque], kinds: tuple[Kind, ...], recommendation: Recommendation) -> Cheque:
    """Return a cheque of the kinds (best kind first) that gets the recommendation, its signature found where it is.

    One of an account with many references, which show more of the desk.
    """
    known = {number: len(app.records.references(number)) for number in app.records.account_numbers()}
    for cheque in sorted(
        (cheque for cheque in cheques if cheque.kind in kinds),
        key=lambda c: (kinds.index(c.kind), -known[c.account]),
    ):
        verification = app.verify_account(app.read(cheque.path), cheque.account)
        right = verification.box is None
        if cheque.box is not None:
            right = verification.box is not None and verification.box.iou(cheque.box) >= 0.5
        if right and verification.recommendation is recommendation:
            return cheque
    raise SystemExit(f"no cheque gets {recommendation.value} as it should: is the model trained and calibrated?")


def show_cheque(application: QApplication, window: DeskWindow, cheque: Cheque) -> None:
    window.go_to(Place.VERIFY)
    window.verify_view.load_account(cheque.account)
    window.verify_view.open_cheque(cheque.path)
    wait(application, lambda: window.runner.idle)
    window.verify_view.focus_signatures()


def show_overlay(application: QApplication, window: DeskWindow, cheque: Cheque) -> None:
    show_cheque(application, window, cheque)
    window.verify_view.compare.panes.set_mode(Mode.OVERLAY)


def show_batch(application: QApplication, window: DeskWindow) -> None:
    window.go_to(Place.BATCH)
    wait(application, lambda: window.runner.idle)
    window.batch_view.list.table.clearFocus()
    # Where the picture happens to be made is nobody's folder.
    window.batch_view.bar.source.setText("/srv/bank/cheques")


def show_account(application: QApplication, window: DeskWindow, number: str) -> None:
    window.go_to(Place.ACCOUNTS)
    wait(application, lambda: window.runner.idle)
    window.accounts_view.open_account(number)
    wait(application, lambda: window.runner.idle)
    window.accounts_view.search.clearFocus()


def show_calibration(application: QApplication, window: DeskWindow, signatures: Path) -> None:
    window.go_to(Place.CALIBRATION)
    wait(application, lambda: window.runner.idle)
    view = window.calibration_view
    view.calibrate_on([signatures])
    wait(application, lambda: window.runner.idle and not view.settling)
    assert view.area.plots is not None
    view.area.plots.setCurrentIndex(1)


def picture(
    application: QApplication, settings: Settings, prepare: Callable[[DeskWindow], None], path: Path
) -> None:
    """Grab the desk with something on it."""
    window = DeskWindow(settings)
    window.resize(*SIZE)
    window.show()
    wait(application, lambda: window.loaded is not None)
    prepare(window)
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
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
