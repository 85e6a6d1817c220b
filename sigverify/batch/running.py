"""Go through a folder of cheques: hand out files to workers, compare what comes back, put it on record at once.

Nothing piles up: workers hold two tasks each, and what they bring back is recorded before more is handed out. The
records alone know what is done, so that a run that was killed at any moment goes on by starting it again.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sigverify.app import App
from sigverify.batch import comparing
from sigverify.batch.accounts import Facts, NamePattern, facts
from sigverify.batch.feeding import Feed, Folder, Watched
from sigverify.batch.looking import Knowledge, Looked, Task, digest_of
from sigverify.batch.manifest import Manifest, read_manifest
from sigverify.batch.pace import Pace
from sigverify.batch.workers import Outcome, Processes, Workers
from sigverify.children import on_one_processor
from sigverify.jobs import Cancel, Pause, Report, silent
from sigverify.judging import Reason, Recommendation
from sigverify.records import BatchItem, BatchResult, BatchRun
from sigverify.remarks import Remark
from sigverify.signing import Party, other_boxes
from sigverify.verifier import Verification

# How long to wait for a worker before looking whether the user wants something else.
_PATIENCE = 0.2
_MOST_ATTEMPTS = 2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setup:
    """How a folder is gone through.

    Attributes
    ----------
    manifest, columns
        The list of the day's cheques, and which of its columns is which where their names do not say it.
    pattern
        How file names tell the account, as `{account}_{number}`; "" where they do not.
    form
        Id of the cheques' form, where the bank has one.
    pairs
        Whether pages of one file may be fronts and backs in turn.
    """

    manifest: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    form: str = ""
    pairs: bool = True

    def told(self, app: App) -> str:
        """Return it as text, with what recommends: the same text goes on with the same run."""
        profile = app.verifier.profile
        return json.dumps(
            {
                "manifest": "" if self.manifest is None else str(self.manifest.resolve()),
                "columns": dict(self.columns),
                "pattern": self.pattern,
                "form": self.form,
                "pairs": self.pairs,
                "model": app.verifier.model,
                "profile": "" if profile is None else profile.id,
            },
            sort_keys=True,
        )


Taken = Callable[[BatchItem], None]


def _nobody(_: BatchItem) -> None:
    """Tell nobody of a result."""


class Batch:
    """One run over a folder."""

    def __init__(
        self,
        app: App,
        folder: Path,
        setup: Setup,
        *,
        again: bool = False,
        watch: bool = False,
        workers: Workers | None = None,
        report: Report = silent,
        cancel: Cancel | None = None,
        pause: Pause | None = None,
        taken: Taken = _nobody,
    ) -> None:
        """Take up the run in the records, or begin one.

        Parameters
        ----------
        again
            Look at everything once more, in a new run.
        watch
            Do not end with the folder, but take what comes into it until the user stops it.
        workers
            Processes on this machine where none are given.
        report, cancel, pause, taken
            Progress, how to stop and to hold it up, and who is told of each result as it is on record.

        Raises
        ------
        DatasetError
            When the folder, the manifest or the pattern is of no use.
        """
        self._app, self._folder, self._setup = app, folder, setup
        self._feed: Feed = Watched(folder) if watch else Folder(folder)
        self._pattern = NamePattern.of(setup.pattern) if setup.pattern else None
        self._list = _List(setup)
        self._cancel, self._pause, self._taken = cancel or Cancel(), pause or Pause(), taken
        self.run: BatchRun = app.records.begin_batch(str(folder.resolve()), setup.told(app), again=again)
        self._workers = workers or Processes(Knowledge(app.forms, app.limits))
        before = app.records.batch_counts(self.run.id)
        # A file that comes again is told by its content.
        self._taken_up = watch or before.done > 0
        self._pace = Pace(report)
        self._more: deque[Task] = deque()

    @property
    def resumed(self) -> int:
        """How many cheques were on record already."""
        return self._pace.resumed

    def go(self) -> None:
        """Look at everything that is not on record yet.

        Raises
        ------
        Cancelled
            When the user stops it; what is finished is on record.
        """
        try:
            with on_one_processor():
                self._go_through()
            self._app.records.finish_batch(self.run.id)
        finally:
            self._workers.close()

    def _go_through(self) -> None:
        while self._feed.open or self._more or self._workers.busy:
            self._cancel.check()
            self._pace.tell(self._feed.cheques, paused=self._pause.on)
            while self._workers.free > 0 and not self._pause.on and (task := self._next()) is not None:
                self._workers.submit(task)
            if self._workers.busy:
                self._take(self._workers.outcomes(_PATIENCE))
            else:
                time.sleep(_PATIENCE)  # held up, or nothing has come
        self._pace.tell(self._feed.cheques, paused=False)

    def _next(self) -> Task | None:
        """Return the next page of a file that was begun, or else the next file."""
        if self._more:
            return self._more.popleft()
        source = self._feed.take()
        if source is None:
            return None
        known = self._app.records.batch_contents(self.run.id, source.name) if self._taken_up else set()
        return Task(
            source.path,
            source.name,
            pairs=self._setup.pairs and not self._list.manifest.tells_pages(source.name),
            is_back=source.is_back,
            form=self._setup.form,
            known=frozenset(known),
        )

    def _take(self, outcomes: list[Outcome]) -> None:
        pages: list[tuple[Task, Looked]] = []
        for outcome in outcomes:
            if outcome.error is not None:
                self._cancel.check()  # whatever ends the program may end its workers first
                raise outcome.error
            if outcome.died is not None:
                pages += self._died(outcome, outcome.died)
                continue
            pages += [(outcome.task, looked) for looked in outcome.looked]
            last = outcome.looked[-1]
            if last.page < last.pages and not outcome.task.boxes:
                self._more.append(replace(outcome.task, page=last.page + 1, attempt=0))
                self._pace.expect(1)
        embedded = comparing.embed_all(self._app, [looked for _, looked in pages])
        for (task, looked), embeddings in zip(pages, embedded, strict=True):
            if looked.known or self._was_moved(looked):
                self._pace.count(None, is_back=looked.is_back)
            elif looked.is_back or looked.problem:
                self._record(task, looked)
            else:
                self._compare(task, looked, embeddings)

    def _died(self, outcome: Outcome, why: Remark) -> list[tuple[Task, Looked]]:
        """Try once more what a worker has died over: it may have been killed for another reason."""
        task = outcome.task
        attempt = task.attempt + outcome.begun
        if attempt < _MOST_ATTEMPTS:
            self._more.appendleft(replace(task, attempt=attempt))
            return []
        told = why.told(file=task.name)
        _log.error("page %d: %s", task.page, told)
        problem = f"{Reason.UNREADABLE} {told}"
        return [(task, Looked(task.page, digest_of(task.path), problem=problem))]

    def _was_moved(self, looked: Looked) -> bool:
        """Tell whether a page is on record by a name that its file has no more."""
        if not self._taken_up:
            return False
        names = self._app.records.batch_names(self.run.id, looked.sha256, looked.page)
        return any(not (self._folder / name).exists() for name in names)

    def _compare(self, task: Task, looked: Looked, embeddings: list[comparing.Embedding | None]) -> None:
        records = self._app.records
        named = self._pattern.read(Path(task.name).stem) if self._pattern else {}
        entry = self._list.manifest.entry(task.name, looked.page)
        known = facts(entry, looked.line, named, lambda number: records.account(number) is not None)
        party = Party()
        if not known.unknown and known.account is not None:
            party = comparing.party_of(self._app, known.account)
        others = other_boxes(looked.signatures[0].found)[: party.mandate.most_signatures(known.amount) - 1]
        if others and not task.boxes:
            # The mandate asks for several signatures: the page is looked at once more, for all of them.
            again = replace(task, page=looked.page, pairs=False, boxes=tuple(others), known=frozenset(), attempt=0)
            self._more.appendleft(again)
            return
        done = comparing.compare(self._app, looked, embeddings, known, party)
        result = _result(task, looked, known, done.whole)
        item = records.add_batch_item(
            self.run.id,
            result,
            done,
            {
                "account": comparing.recordable(known.account),
                "file_name": task.name,
                "page": looked.page,
                "sha256": looked.sha256,
                "reference_ids": party.reference_ids,
                "amount": known.amount,
                "cheque_number": known.cheque_number,
                "mandate_id": party.mandate_id,
            },
        )
        self._tell(item)

    def _record(self, task: Task, looked: Looked) -> None:
        """Put a page on record that nothing was compared on."""
        result = BatchResult(
            file=task.name,
            page=looked.page,
            sha256=looked.sha256,
            is_back=looked.is_back,
            failed=bool(looked.problem),
            recommendation=Recommendation.UNSCORABLE,
            reason=looked.problem or Remark.BACK.told(),
            seconds=round(looked.seconds, 4),
        )
        self._tell(self._app.records.add_batch_item(self.run.id, result))

    def _tell(self, item: BatchItem | None) -> None:
        if item is not None and self._replaces(item.result):
            self._pace.count_anew(self._app.records.batch_counts(self.run.id))
        else:
            self._pace.count(item)
        if item is not None:
            self._taken(item)

    def _replaces(self, result: BatchResult) -> bool:
        """Tell whether the run had another content of that page: its file came anew."""
        if not self._taken_up:
            return False
        contents = self._app.records.batch_contents(self.run.id, result.file)
        return sum(page == result.page for _, page in contents) > 1


class _List:
    """The manifest as it is now: in a watched folder it grows with the day."""

    def __init__(self, setup: Setup) -> None:
        """Read it; what is wrong with it is told before anything starts."""
        self._setup = setup
        self._changed = self._when_changed()
        self._read = Manifest() if setup.manifest is None else read_manifest(setup.manifest, setup.columns)

    @property
    def manifest(self) -> Manifest:
        path, changed = self._setup.manifest, self._when_changed()
        if path is not None and changed not in (0, self._changed):
            self._read, self._changed = read_manifest(path, self._setup.columns), changed
        return self._read

    def _when_changed(self) -> int:
        path = self._setup.manifest
        return 0 if path is None or not path.exists() else path.stat().st_mtime_ns


def _result(task: Task, looked: Looked, known: Facts, whole: Verification) -> BatchResult:
    quality = () if whole.quality is None else whole.quality.problems
    return BatchResult(
        file=task.name,
        page=looked.page,
        sha256=looked.sha256,
        account=known.account,
        origin=known.origin,
        serial=known.serial,
        cheque_number=known.cheque_number,
        amount=known.amount,
        drawn_on=known.drawn_on,
        recommendation=whole.recommendation,
        reason=" ".join((whole.reason, *known.problems)),
        similarity=whole.similarity,
        threshold=whole.threshold,
        box=whole.box,
        quality=" ".join(quality),
        seconds=round(looked.seconds, 4),
    )
