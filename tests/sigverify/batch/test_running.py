"""The whole way of a folder: every cheque once, whatever is in it and whatever happens meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from sigverify import batch
from sigverify.app import App
from sigverify.batch import BatchProgress, BatchSummary, Setup, looking
from sigverify.batch.looking import Knowledge, Task, look_at
from sigverify.batch.workers import Outcome, Processes
from sigverify.errors import Cancelled, DatasetError, SigverifyError
from sigverify.jobs import Cancel, Pause, Progress
from sigverify.judging import Recommendation
from sigverify.mandates import Mandate, SigningRule
from sigverify.records import BatchItem, Decision
from sigverify.remarks import Remark

Genuine = list[tuple[Path, str]]


class Here:
    """Does tasks in this process: what the tests of everything but processes need."""

    def __init__(self, app: App, before: Callable[[Task], object] = lambda _: None) -> None:
        self._knowledge, self._before = Knowledge(app.forms, app.limits), before
        self._tasks: list[Task] = []
        self.looked_at: list[str] = []

    @property
    def free(self) -> int:
        return 2 - len(self._tasks)

    @property
    def busy(self) -> int:
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        self._tasks.append(task)

    def outcomes(self, seconds: float) -> list[Outcome]:
        task = self._tasks.pop(0)
        self._before(task)
        looked = look_at(task, self._knowledge)
        self.looked_at += [task.name for one in looked if not one.known]
        return [Outcome(task, looked)]

    def close(self) -> None:
        self._tasks.clear()


def go(app: App, folder: Path, setup: Setup | None = None, **how: Any) -> dict[str, BatchItem]:
    """Run with workers in this process; return items by file and page."""
    how.setdefault("workers", Here(app))
    summary = batch.run(app, folder, setup, out=folder.parent / "out", **how)
    return items(app, summary)


def items(app: App, summary: BatchSummary) -> dict[str, BatchItem]:
    found = list(app.records.batch_items(summary.run_id))
    names = [f"{item.result.file}#{item.result.page}" for item in found]
    assert len(set(names)) == len(names)
    return dict(zip(names, found, strict=True))


def test_each_cheque_is_compared_with_its_account_and_has_its_evidence(
    app: App, folder: Path, genuine: Genuine
) -> None:
    for path, _ in genuine[:2]:
        shutil.copy(path, folder)
    found = go(app, folder)
    for path, account in genuine[:2]:
        item = found[f"{path.name}#1"]
        assert (item.result.account, item.result.origin) == (account, "line")
        assert item.result.serial == path.stem.removeprefix("chq_")
        assert item.verification_id is not None
        evidence = app.records.verification(item.verification_id)
        assert evidence is not None
        scan = app.read(path)
        straight = app.verify_account(scan, account)
        assert evidence.distances == pytest.approx(straight.distances, abs=1e-5)
        assert (evidence.sha256, evidence.cheque_number) == (scan.sha256, item.result.cheque_number)
        assert evidence.mandate is not None
        assert evidence.mandate.matches[0].signatory is not None
    assert app.records.verify_audit().intact


def test_a_run_leaves_the_other_processors_to_its_workers_and_takes_them_back(
    app: App, folder: Path, genuine: Genuine
) -> None:
    shutil.copy(genuine[0][0], folder)
    before, during = cv2.getNumThreads(), []
    cv2.setNumThreads(2)
    try:
        go(app, folder, workers=Here(app, before=lambda _: during.append(cv2.getNumThreads())))
        assert (during, cv2.getNumThreads()) == ([1], 2)
    finally:
        cv2.setNumThreads(before)


def test_what_is_on_record_is_not_looked_at_again(app: App, folder: Path, genuine: Genuine) -> None:
    (first, _), (second, _), *_ = genuine
    shutil.copy(first, folder / "a.jpg")
    go(app, folder)
    shutil.copy(second, folder / "b.jpg")
    workers = Here(app)
    found = go(app, folder, workers=workers)
    assert workers.looked_at == ["b.jpg"]
    assert set(found) == {"a.jpg#1", "b.jpg#1"}
    assert len(app.records.verifications()) == 2


def test_a_renamed_file_is_the_same_cheque_and_a_copy_a_second_presentment(
    app: App, folder: Path, genuine: Genuine
) -> None:
    shutil.copy(genuine[0][0], folder / "a.jpg")
    go(app, folder)
    (folder / "a.jpg").rename(folder / "renamed.jpg")
    assert set(go(app, folder)) == {"a.jpg#1"}
    shutil.copy(folder / "renamed.jpg", folder / "copy.jpg")
    shutil.copy(folder / "renamed.jpg", folder / "a.jpg")
    found = go(app, folder)
    copied = found["copy.jpg#1"]
    assert copied.duplicate_of == found["a.jpg#1"].id
    assert copied.result.recommendation is Recommendation.FLAG
    assert copied.result.similarity is not None


def test_the_same_cheque_scanned_twice_is_a_second_presentment(app: App, folder: Path, genuine: Genuine) -> None:
    shutil.copy(genuine[0][0], folder / "a.jpg")
    with Image.open(genuine[0][0]) as image:
        image.save(folder / "b.png", dpi=(300, 300))
    found = go(app, folder)
    assert found["b.png#1"].duplicate_of == found["a.jpg#1"].id


def test_bad_files_have_their_row_and_the_others_go_on(app: App, folder: Path, genuine: Genuine) -> None:
    shutil.copy(genuine[0][0], folder / "good.jpg")
    whole = genuine[0][0].read_bytes()
    bad = {
        "cut.jpg": whole[: len(whole) // 3],
        "empty.tif": b"",
        "letter.png": b"Dear Sir",
        "locked.pdf": b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<</Encrypt 1 0 R>>",
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    Image.new("L", (1, 1)).save(folder / "pixel.png")
    (folder / "dangling.jpg").symlink_to(folder / "nowhere.jpg")
    found = go(app, folder)
    assert found["good.jpg#1"].result.recommendation is Recommendation.ACCEPT
    for name in bad:
        result = found[f"{name}#1"].result
        assert (result.recommendation, result.failed) == (Recommendation.UNSCORABLE, True)
        assert name in result.reason
    assert found["pixel.png#1"].result.recommendation is Recommendation.UNSCORABLE
    assert set(go(app, folder)) == set(found), "failed ones are not tried again while they are the same"


def test_a_bug_in_looking_costs_one_page(
    app: App, folder: Path, genuine: Genuine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, (path, _) in enumerate(genuine[:2]):
        shutil.copy(path, folder / f"{at}.jpg")

    def broken(scan: Any, *_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    whole = looking.find_signature
    calls = iter([broken, whole])
    monkeypatch.setattr(looking, "find_signature", lambda sight, box=None: next(calls)(sight, box))
    found = go(app, folder)
    assert "ZeroDivisionError" in found["0.jpg#1"].result.reason
    assert found["0.jpg#1"].result.failed
    assert found["1.jpg#1"].result.recommendation is Recommendation.ACCEPT


def test_pages_are_cheques_and_backs_are_told_by_their_missing_line(
    app: App, folder: Path, genuine: Genuine
) -> None:
    fronts = []
    for path, _ in genuine[:2]:
        with Image.open(path) as image:
            fronts.append(image.convert("L"))
    back = Image.new("L", fronts[0].size, 235)
    pages = [fronts[0], back, fronts[1], back.copy()]
    pages[0].save(folder / "pairs.tif", save_all=True, append_images=pages[1:], dpi=(300, 300))
    fronts[0].save(folder / "fronts.pdf", save_all=True, append_images=fronts[1:], resolution=300)
    found = go(app, folder)
    assert set(found) == {"pairs.tif#1", "pairs.tif#3", "fronts.pdf#1", "fronts.pdf#2"}
    for name, account in (("pairs.tif#1", genuine[0][1]), ("pairs.tif#3", genuine[1][1])):
        assert found[name].result.account == account
    run = found["pairs.tif#1"].run_id
    assert [item.result.page for item in app.records.batch_items(run, backs=True) if item.result.is_back] == [2, 4]
    without = go(app, folder, Setup(pairs=False))
    assert "pairs.tif#2" in without


def test_a_back_in_a_file_of_its_own_is_kept_with_the_run_and_not_looked_at(
    app: App, folder: Path, genuine: Genuine
) -> None:
    shutil.copy(genuine[0][0], folder / "1_front.jpg")
    Image.new("L", (2200, 1000), 235).save(folder / "1_back.png")
    reports: list[Progress] = []
    assert set(go(app, folder, report=reports.append)) == {"1_front.jpg#1"}
    assert (reports[-1].done, reports[-1].total) == (1, 1)


def test_an_account_that_is_not_known_goes_to_the_list_with_its_reason(
    app: App, folder: Path, genuine: Genuine
) -> None:
    (one, own), (other, theirs), *_ = genuine
    shutil.copy(one, folder / "a.jpg")
    shutil.copy(other, folder / "b.jpg")
    manifest = folder / "manifest.csv"
    manifest.write_text(f"file,account\na.jpg,999\nb.jpg,{own if own != theirs else '00100001'}\n")
    found = go(app, folder, Setup(manifest))
    for name, reason in (("a.jpg#1", "magnetic line"), ("b.jpg#1", "magnetic line")):
        item = found[name]
        assert item.result.recommendation is Recommendation.UNSCORABLE
        assert reason in item.result.reason
        assert item.verification_id is not None, "a clerk can decide about it"
        assert app.records.save_decision(item.verification_id, Decision.PUT_ASIDE)


def test_the_manifest_tells_amount_date_and_number(app: App, folder: Path, genuine: Genuine) -> None:
    path, account = genuine[0]
    shutil.copy(path, folder / "a.jpg")
    manifest = folder / "list.csv"
    manifest.write_text(f"file,account,amount,date,number\na.jpg,{account},1250.50,2026-03-04,4711\n")
    result = go(app, folder, Setup(manifest))["a.jpg#1"].result
    assert (str(result.amount), str(result.drawn_on), result.cheque_number) == ("1250.5", "2026-03-04", "4711")
    assert result.recommendation is Recommendation.ACCEPT


def test_a_mandate_of_two_looks_for_a_second_signature(app: App, folder: Path, genuine: Genuine) -> None:
    path, account = genuine[0]
    shutil.copy(path, folder / "a.jpg")
    app.records.add_signatory(account, "B. Khan")
    app.records.set_mandate(account, Mandate((SigningRule(2),)), "two of them")
    result = go(app, folder)["a.jpg#1"].result
    straight = app.verify_account(app.read(path), account)
    assert result.recommendation is straight.recommendation is Recommendation.FLAG
    assert result.reason == straight.reason


def test_a_stopped_run_keeps_what_is_finished_and_goes_on(app: App, folder: Path, genuine: Genuine) -> None:
    for at, (path, _) in enumerate(genuine[:3]):
        shutil.copy(path, folder / f"{at}.jpg")
    cancel = Cancel()

    def stop(task: Task) -> None:
        if task.name == "1.jpg":
            cancel.request()

    with pytest.raises(Cancelled):
        go(app, folder, workers=Here(app, stop), cancel=cancel)
    rows = (folder.parent / "out" / "results.csv").read_text().splitlines()
    assert len(rows) == 1 + 2
    workers = Here(app)
    assert len(go(app, folder, workers=workers)) == 3
    assert workers.looked_at == ["2.jpg"]


def test_a_paused_run_takes_up_nothing_new(app: App, folder: Path, genuine: Genuine) -> None:
    for at, (path, _) in enumerate(genuine[:3]):
        shutil.copy(path, folder / f"{at}.jpg")
    pause, told = Pause(), []
    workers = Here(app, lambda task: pause.turn(True) if task.name == "0.jpg" else None)

    def report(progress: Progress) -> None:
        assert isinstance(progress, BatchProgress)
        told.append((progress.paused, progress.done, workers.busy))
        # Long enough for what workers have to be done with.
        if [state for state in told if state[0] and state[2] == 0][2:]:
            pause.turn(False)

    assert len(go(app, folder, workers=workers, pause=pause, report=report)) == 3
    held = {done for paused, done, busy in told if paused and not busy}
    assert held == {2}, "what workers had was finished, and nothing begun"


def test_progress_tells_counts_and_speed(app: App, folder: Path, genuine: Genuine) -> None:
    for at, (path, _) in enumerate(genuine[:3]):
        shutil.copy(path, folder / f"{at}.jpg")
    (folder / "bad.jpg").write_bytes(b"bad")
    told: list[Progress] = []
    go(app, folder, report=told.append)
    last = told[-1]
    assert isinstance(last, BatchProgress)
    assert (last.done, last.total, last.failed) == (4, 4, 1)
    assert any(isinstance(one, BatchProgress) and one.per_second > 0 and one.seconds_left for one in told)


def test_another_setup_is_another_run(app: App, folder: Path, genuine: Genuine) -> None:
    shutil.copy(genuine[0][0], folder / "a.jpg")
    first = go(app, folder)["a.jpg#1"]
    second = go(app, folder, Setup(form="F1"))["a.jpg#1"]
    third = go(app, folder, again=True)["a.jpg#1"]
    assert len({first.run_id, second.run_id, third.run_id}) == 3
    assert second.duplicate_of is None


def test_nothing_is_begun_where_the_folder_or_the_list_is_of_no_use(app: App, folder: Path) -> None:
    with pytest.raises(DatasetError, match="is not a folder"):
        batch.run(app, folder / "missing")
    assert not (folder / "missing").exists()
    with pytest.raises(DatasetError, match="holds no scans"):
        batch.run(app, folder)
    Image.new("L", (10, 10)).save(folder / "a.png")
    with pytest.raises(DatasetError, match="cannot be read as CSV"):
        batch.run(app, folder, Setup(folder / "missing.csv"))
    assert app.records.batch_runs() == []


def test_a_watched_folder_takes_what_comes_until_it_is_stopped(app: App, folder: Path, genuine: Genuine) -> None:
    cancel = Cancel()
    rounds = 0

    def report(progress: Progress) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            shutil.copy(genuine[0][0], folder / "late.jpg")
        if progress.done == 1 or rounds > 500:
            cancel.request()

    assert list(go(app, folder, watch=True, cancel=cancel, report=report)) == ["late.jpg#1"]
    assert (folder.parent / "out" / batch.RESULTS).read_text().count("late.jpg") == 1


def test_a_file_that_comes_late_and_whole_counts_once(app: App, folder: Path, genuine: Genuine) -> None:
    cancel = Cancel()
    told: list[BatchProgress] = []
    (folder / "slow.jpg").write_bytes(genuine[0][0].read_bytes()[:20000])

    def report(progress: Progress) -> None:
        assert isinstance(progress, BatchProgress)
        told.append(progress)
        if progress.failed and (folder / "slow.jpg").stat().st_size == 20000:
            shutil.copy(genuine[0][0], folder / "slow.jpg")
        if (progress.done and not progress.failed) or len(told) > 500:
            cancel.request()

    summary = batch.run(
        app, folder, out=folder.parent / "out", workers=Here(app), watch=True, cancel=cancel, report=report
    )
    assert any(one.failed == 1 for one in told)
    assert (told[-1].done, told[-1].total, told[-1].failed) == (1, 1, 0)
    assert (summary.counts.done, summary.counts.failed) == (1, 0)
    (item,) = app.records.batch_items(summary.run_id)
    assert item.result.account == genuine[0][1]


def test_processes_that_are_killed_cost_nothing(app: App, folder: Path, genuine: Genuine) -> None:
    for at, (path, _) in enumerate(genuine[:4]):
        shutil.copy(path, folder / f"{at}.jpg")
    workers = Processes(Knowledge(app.forms, app.limits), count=1)
    killed: list[int] = []

    def report(progress: Progress) -> None:
        if progress.done == 1 and not killed:
            killed.extend(workers.pids)
            for pid in workers.pids:
                os.kill(pid, 9)

    found = go(app, folder, workers=workers, report=report)
    assert killed
    assert len(found) == 4
    assert not any(item.result.failed for item in found.values())


def test_a_file_that_ends_its_worker_is_given_up_after_two(app: App, folder: Path, genuine: Genuine) -> None:
    shutil.copy(genuine[0][0], folder / "a.jpg")
    shutil.copy(genuine[1][0], folder / "deadly.jpg")

    class Deadly(Here):
        deaths = 0

        def outcomes(self, seconds: float) -> list[Outcome]:
            if self._tasks[0].name == "deadly.jpg":
                Deadly.deaths += 1
                return [Outcome(self._tasks.pop(0), died=Remark.READER_ENDED)]
            return super().outcomes(seconds)

    found = go(app, folder, workers=Deadly(app))
    assert Deadly.deaths == 2
    assert found["deadly.jpg#1"].result.failed
    assert "was ended" in found["deadly.jpg#1"].result.reason
    assert found["a.jpg#1"].result.recommendation is Recommendation.ACCEPT


def test_a_worker_that_hangs_is_ended(app: App, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sigverify.batch.workers.HANGS_AFTER", 0.01)
    fifo = folder / "pipe.jpg"
    noise = np.random.default_rng(1).integers(0, 255, (3000, 4000), np.uint8)
    cv2.imwrite(str(fifo), noise)
    workers = Processes(Knowledge(app.forms, app.limits), count=1)
    workers.submit(Task(fifo, fifo.name))
    done: list[Outcome] = []
    for _ in range(100):
        done += workers.outcomes(0.05)
        if done:
            break
    workers.close()
    assert [outcome.died for outcome in done] == [Remark.READER_HANGS]
    assert workers.busy == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no interrupt of one process there")
def test_ctrl_c_does_not_end_a_worker_that_is_still_starting(app: App, folder: Path, genuine: Genuine) -> None:
    path, _ = genuine[0]
    workers = Processes(Knowledge(app.forms, app.limits), count=1)
    workers.submit(Task(path, path.name))
    done: list[Outcome] = []
    for _ in range(200):
        for pid in workers.pids:
            os.kill(pid, signal.SIGINT)
        done += workers.outcomes(0.05)
        if done:
            break
    workers.close()
    assert [(outcome.died, outcome.error) for outcome in done] == [(None, None)]


def test_workers_that_cannot_start_end_the_run(app: App, folder: Path, genuine: Genuine) -> None:
    shutil.copy(genuine[0][0], folder / "a.jpg")
    workers = Processes(Knowledge(app.forms, app.limits), count=1)

    def report(_: Progress) -> None:
        for pid in workers.pids:
            os.kill(pid, 9)

    with pytest.raises(SigverifyError, match="end before they have begun"):
        go(app, folder, workers=workers, report=report)
    (run,) = app.records.batch_runs()
    assert list(app.records.batch_items(run.id)) == []
