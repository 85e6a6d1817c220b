"""What was seen on a page and what is known of it in, a recommendation and its evidence out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sigverify import signing
from sigverify.app import App
from sigverify.batch.accounts import Facts
from sigverify.batch.looking import Looked
from sigverify.copying import Enrolled, Scanned, check_cheque
from sigverify.errors import RecordsError
from sigverify.judging import Recommendation
from sigverify.records.names import valid_number
from sigverify.signing import ChequeVerification, Party
from sigverify.verifier import Verification, the_nearer

# Of one canvas: float32 (dimensions,).
Embedding = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A reference without its image."""

    id: int
    file_name: str
    sha256: str
    embedding: Embedding


def party_of(app: App, account: str) -> Party:
    """Return who may sign for an enrolled account today; embeddings that are not kept yet are made."""
    today = datetime.now().date()
    found = app.records.embedded_references(account, today, app.verifier.model)
    if any(reference.vector is None for reference in found):
        app.references(account)
        found = app.records.embedded_references(account, today, app.verifier.model)
    return app.party(
        account,
        [
            (one.signatory_id, one.id, Known(one.id, one.file_name, one.sha256, np.frombuffer(one.vector, "<f4")))
            for one in found
            if one.vector is not None
        ],
    )


def embed_all(app: App, pages: Sequence[Looked]) -> list[list[Embedding | None]]:
    """Return the embedding of all that was `seen` on each page, by one run of the network; None for none."""
    canvases = [one.canvas for page in pages for one in page.seen if one.canvas is not None]
    embedded = iter(app.verifier.embed(np.stack(canvases)) if canvases else ())
    return [[None if one.canvas is None else next(embedded) for one in page.seen] for page in pages]


def compare(
    app: App,
    looked: Looked,
    embeddings: Sequence[Embedding | None],
    facts: Facts,
    party: Party,
) -> ChequeVerification:
    """Compare as `signing.verify_cheque` does, looked at elsewhere; embeddings are of all `seen`."""
    references = [reference for signer in party.signers for reference in signer.references]
    found = [
        app.verifier.compare_embedded(one.found, one.canvas, embedding, references, looked.seconds, one.packed)
        for one, embedding in zip(looked.seen, embeddings, strict=True)
    ]
    if looked.wider is not None:
        found[0] = the_nearer(found[0], found.pop())
    done = signing.judge_cheque(app.verifier, found, party.signers, party.mandate, facts.amount)
    if not facts.unknown:
        if facts.account is None:
            return done
        known = [
            (Enrolled(one.id, one.file_name, one.sha256), one.embedding)
            for one in references
            if isinstance(one, Known)
        ]
        scanned = Scanned(facts.account, looked.sha256, facts.cheque_number)
        return check_cheque(app, done, scanned, known)
    # Nothing was compared: why not is what the clerk has to know.
    return replace(done, signatures=(_unknown(done.whole, facts.unknown), *done.signatures[1:]))


def recordable(account: str | None) -> str | None:
    """Return an account's number as evidence may have it; None where no account may have it."""
    try:
        return None if account is None else valid_number(account)
    except RecordsError:
        return None


def _unknown(whole: Verification, why: str) -> Verification:
    return replace(whole, recommendation=Recommendation.UNSCORABLE, reason=why)
