"""Several machines with the records on a server, as `sigverify batch --scheduler` has them."""

from __future__ import annotations

import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from sigverify import settings as settings_file
from sigverify.app import App
from sigverify.backing_up import restore
from sigverify.cli import run
from sigverify.settings import Settings

CHEQUES = 8


@pytest.fixture
def bank(demo_bank: Path, postgresql: Settings, tmp_path: Path) -> Path:
    """Return the data folder of the demo bank whose records are on the server."""
    here = App(Settings(demo_bank / "data"))
    backup = here.records.backup(tmp_path / "demo.backup")
    here.records.close()
    restore(postgresql, backup, "tests")
    settings_file.save(postgresql)
    shutil.copy(demo_bank / "data" / "micr.toml", postgresql.data_folder)
    return postgresql.data_folder


class _Killer(threading.Thread):
    """Kills a worker once the run has some results, and no sooner."""

    def __init__(self, cluster: Any, results: Path) -> None:
        super().__init__(daemon=True)
        self._cluster, self._results = cluster, results
        self.results_then: int | None = None
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            lines = self._results.read_text().splitlines() if self._results.exists() else []
            if len(lines) >= 2:
                os.kill(next(iter(self._cluster.workers.values())).pid, 9)
                self.results_then = len(lines)
                return


def test_a_worker_that_is_killed_costs_nothing_on_a_server(
    bank: Path, folder: Path, genuine: list[tuple[Path, str]], cluster: Any
) -> None:
    for at in range(CHEQUES):
        shutil.copy(genuine[at % len(genuine)][0], folder / f"{at}.jpg")
        with (folder / f"{at}.jpg").open("ab") as file:
            file.write(bytes([at]))
    killer = _Killer(cluster, folder / "sigverify-results" / "results.jsonl")
    killer.start()

    status = run(["batch", str(folder), "--scheduler", cluster.scheduler_address, "--data", str(bank)])

    killer.over.set()
    killer.join()
    assert status == 0
    assert killer.results_then is not None
    assert killer.results_then < CHEQUES
    app = App(settings_file.load(bank))
    with app.records as records:
        assert app.settings.database_url.startswith("postgresql://")
        (begun,) = records.batch_runs()
        assert begun.finished_at is not None
        items = list(records.batch_items(begun.id))
        assert sorted(item.result.file for item in items) == [f"{at}.jpg" for at in range(CHEQUES)]
        assert not any(item.result.failed for item in items)
        assert len({item.verification_id for item in items}) == CHEQUES == len(records.verifications())
        accounts = {int(item.result.file[0]): item.result.account for item in items}
    assert accounts == {at: genuine[at % len(genuine)][1] for at in range(CHEQUES)}
    lines = (folder / "sigverify-results" / "results.jsonl").read_text().splitlines()
    assert len(lines) == CHEQUES == len({json.loads(line)["file"] for line in lines})
