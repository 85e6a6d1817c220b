from __future__ import annotations

import threading
from collections.abc import Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from sigverify.errors import ScanError
from sigverify.jobs import Cancel, Progress, Report
from ui.runner import Runner


class Answers:
    """Callbacks that remember what they were called with, and in which thread."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[Exception] = []
        self.stops = 0
        self.threads: set[threading.Thread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    def stopped(self) -> None:
        self.stops += 1


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.shutdown()
    made.wait()


@pytest.fixture
def answers() -> Answers:
    return Answers()


def until_cancelled(_: Report, cancel: Cancel) -> str:
    """Run until the user has asked to stop."""
    while not cancel.requested:
        Event().wait(0.001)
    cancel.check()
    return "never"


def test_a_job_runs_in_another_thread_and_answers_in_this_one(
    runner: Runner, answers: Answers, qtbot: QtBot
) -> None:
    runner.submit(
        "a", "Counting", lambda _report, _cancel: threading.current_thread(), answers.done, answers.failed
    )
    qtbot.waitUntil(lambda: bool(answers.results))
    assert answers.results != [threading.current_thread()]
    assert answers.threads == {threading.current_thread()}


def test_a_newer_request_supersedes_a_running_one_and_a_waiting_one(
    runner: Runner, answers: Answers, qtbot: QtBot
) -> None:
    ran: list[str] = []
    running, go_on = Event(), Event()

    def first(_report: Report, _cancel: Cancel) -> str:
        running.set()
        go_on.wait(10)
        return "first"

    def named(name: str) -> str:
        ran.append(name)
        return name

    runner.submit("a", "First", first, answers.done, answers.failed, answers.stopped)
    assert running.wait(10)
    for name in ("second", "third"):
        runner.submit(
            "a",
            name,
            lambda _report, _cancel, name=name: named(name),
            answers.done,
            answers.failed,
            answers.stopped,
        )
    go_on.set()
    qtbot.waitUntil(lambda: runner.idle)
    assert answers.results == ["third"]
    assert ran == ["third"]
    assert (answers.errors, answers.stops) == ([], 0)


def test_a_lasting_job_is_never_replaced(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    running, go_on = Event(), Event()

    def first(_report: Report, _cancel: Cancel) -> str:
        running.set()
        go_on.wait(10)
        return "first"

    runner.submit("busy", "Working", first, answers.done, answers.failed)
    assert running.wait(10)
    for name in ("second", "third"):
        runner.submit(
            "retire", name, lambda _report, _cancel, name=name: name, answers.done, answers.failed, lasting=True
        )
    go_on.set()
    qtbot.waitUntil(lambda: runner.idle)
    assert answers.results == ["first", "second", "third"]


def test_jobs_without_a_key_are_all_answered(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    for name in ("first", "second"):
        runner.submit(
            None, "Adding", lambda _report, _cancel, name=name: name, answers.done, answers.failed, long=True
        )
    qtbot.waitUntil(lambda: runner.idle)
    assert answers.results == ["first", "second"]


def test_a_long_job_does_not_hold_up_a_quick_one(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    runner.submit("import", "Importing", until_cancelled, answers.done, answers.failed, answers.stopped, long=True)
    runner.submit("verify", "Comparing", lambda _report, _cancel: "compared", answers.done, answers.failed)
    qtbot.waitUntil(lambda: answers.results == ["compared"])
    assert not runner.idle
    runner.cancel()
    qtbot.waitUntil(lambda: answers.stops == 1)


def test_jobs_with_different_keys_are_all_answered(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    for key in "abc":
        runner.submit(key, key, lambda _report, _cancel, key=key: key, answers.done, answers.failed)
    qtbot.waitUntil(lambda: runner.idle)
    assert answers.results == ["a", "b", "c"]


def test_an_error_that_the_user_can_act_on_is_handed_over(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    error = ScanError("is damaged", path="a.png")

    def job(_report: Report, _cancel: Cancel) -> None:
        raise error

    runner.submit("a", "Reading", job, answers.done, answers.failed)
    qtbot.waitUntil(lambda: bool(answers.errors))
    assert answers.errors == [error]


def test_a_bug_is_logged_and_handed_over(
    runner: Runner, answers: Answers, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    runner.submit("a", "Dividing", lambda _report, _cancel: 1 / 0, answers.done, answers.failed)
    qtbot.waitUntil(lambda: bool(answers.errors))
    assert isinstance(answers.errors[0], ZeroDivisionError)
    assert "Dividing failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_progress_of_the_first_job_is_reported(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    seen: list[Progress] = []
    runner.progressed.connect(seen.append)

    def job(report: Report, _cancel: Cancel) -> None:
        report(Progress(1, 2, "half"))
        report(Progress(2, 2))

    runner.submit("a", "Working", job, answers.done, answers.failed)
    qtbot.waitUntil(lambda: bool(answers.results))
    assert seen == [Progress(1, 2, "half"), Progress(2, 2)]


def test_cancelling_stops_the_running_and_the_waiting_jobs(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    runner.submit("a", "Running", until_cancelled, answers.done, answers.failed, answers.stopped)
    runner.submit("b", "Waiting", until_cancelled, answers.done, answers.failed, answers.stopped)
    runner.cancel()
    qtbot.waitUntil(lambda: answers.stops == 2)
    assert runner.idle
    assert (answers.results, answers.errors) == ([], [])


def test_a_job_that_finishes_in_spite_of_being_cancelled_counts_as_stopped(
    runner: Runner, answers: Answers, qtbot: QtBot
) -> None:
    running, go_on = Event(), Event()

    def stubborn(_report: Report, _cancel: Cancel) -> str:
        running.set()
        go_on.wait(10)
        return "late"

    runner.submit("a", "Working", stubborn, answers.done, answers.failed, answers.stopped)
    assert running.wait(10)
    runner.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: answers.stops == 1)
    assert answers.results == []


def test_the_title_of_the_oldest_job_is_told_and_the_end_too(
    runner: Runner, answers: Answers, qtbot: QtBot
) -> None:
    titles: list[str] = []
    runner.busy.connect(titles.append)
    for key in ("Reading", "Comparing"):
        runner.submit(key, key, lambda _report, _cancel: None, answers.done, answers.failed)
    qtbot.waitUntil(lambda: runner.idle)
    assert titles == ["Reading", "Reading", "Comparing", ""]


def test_shutting_down_does_not_wait_but_leaves_no_thread(runner: Runner, answers: Answers, qtbot: QtBot) -> None:
    before = threading.active_count()
    running, go_on = Event(), Event()
    ended: list[str] = []

    def stubborn(_report: Report, _cancel: Cancel) -> None:
        running.set()
        go_on.wait(10)
        ended.append("job")

    runner.submit("a", "Running", stubborn, answers.done, answers.failed, answers.stopped)
    runner.submit("b", "Keeping", lambda _report, _cancel: ended.append("lasting"), answers.done, answers.failed,
                  lasting=True)  # fmt: skip
    runner.submit("c", "Importing", until_cancelled, answers.done, answers.failed, answers.stopped, long=True)
    assert running.wait(10)
    runner.shutdown(lambda: ended.append("closed"))
    assert ended == []
    runner.submit("d", "Too late", lambda _report, _cancel: 1, answers.done, answers.failed)
    go_on.set()
    runner.wait()
    assert ended == ["job", "lasting", "closed"]
    assert threading.active_count() == before
    qtbot.wait(20)
    assert (answers.results, answers.errors, answers.stops) == ([], [], 0)


def test_one_job_is_cancelled_by_its_key_and_the_others_go_on(runner: Runner, qtbot: QtBot) -> None:
    stopped: list[str] = []
    begun = Event()

    def job(_report: Report, cancel: Cancel) -> None:
        begun.set()
        while not cancel.requested:
            Event().wait(0.001)
        cancel.check()

    done: list[int] = []
    runner.submit(
        "batch", "Batch", job, lambda _: None, lambda _: None, lambda: stopped.append("batch"), long=True
    )
    runner.submit("other", "Other", lambda _r, _c: 7, done.append, lambda _: None, lambda: stopped.append("other"))
    assert begun.wait(5)
    runner.cancel_only("batch")
    qtbot.waitUntil(lambda: runner.idle)
    assert (stopped, done) == (["batch"], [7])
