"""Several machines: a real cluster of two worker processes, one of which is killed on the way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from sigverify import batch
from sigverify.app import App
from sigverify.batch.looking import Knowledge, Task
from sigverify.errors import SigverifyError
from sigverify.jobs import Progress

pytest.importorskip("distributed")

from sigverify.batch.dask_workers import DaskWorkers


def test_a_worker_that_is_killed_costs_nothing(
    app: App, folder: Path, genuine: list[tuple[Path, str]], cluster: Any
) -> None:
    for at in range(8):
        target = folder / f"{at}.jpg"
        shutil.copy(genuine[at % len(genuine)][0], target)
        with target.open("ab") as file:
            file.write(bytes([at]))
    workers = DaskWorkers(cluster.scheduler_address, Knowledge(app.forms, app.limits))
    killed: list[int] = []

    def report(progress: Progress) -> None:
        if progress.done >= 2 and not killed:
            nanny = next(iter(cluster.workers.values()))
            killed.append(nanny.pid)
            os.kill(nanny.pid, 9)

    summary = batch.run(app, folder, out=folder.parent / "out", workers=workers, report=report)
    assert killed
    items = list(app.records.batch_items(summary.run_id))
    assert sorted(item.result.file for item in items) == [f"{at}.jpg" for at in range(8)]
    assert not any(item.result.failed for item in items)
    assert len({item.verification_id for item in items}) == 8 == len(app.records.verifications())
    account = {at: genuine[at % len(genuine)][1] for at in range(8)}
    assert {int(item.result.file[0]): item.result.account for item in items} == account


def test_a_scheduler_that_is_not_there_is_named(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sigverify.batch.dask_workers._PATIENCE", "1s")
    with pytest.raises(SigverifyError, match=r"tcp://127.0.0.1:9 does not answer"):
        DaskWorkers("tcp://127.0.0.1:9", Knowledge())


def test_an_unreadable_file_is_a_result_elsewhere_too(app: App, tmp_path: Path, cluster: Any) -> None:
    workers = DaskWorkers(cluster.scheduler_address, Knowledge(app.forms, app.limits))
    workers.submit(Task(tmp_path / "missing.jpg", "missing.jpg"))
    done: list[Any] = []
    while not done:
        done = workers.outcomes(1.0)
    workers.close()
    (looked,) = done[0].looked
    assert "does not exist" in looked.problem
