"""The tables, as the newest migration leaves them.

Evidence only grows: in EVIDENCE, triggers of the database itself forbid changing and deleting rows. Every row
of AUDITED is vouched for by the audit chain (`sigverify.records.chain`). Images vouch for themselves by their
hash, and once they are removed the chain does; search words can be made anew.
"""

from sigverify.records.schema.accounts import (
    AccountRow,
    AccountWordRow,
    EmbeddingRow,
    ImageRow,
    MandateRow,
    ReferenceInkRow,
    ReferenceRow,
    SignatoryRow,
)
from sigverify.records.schema.batches import BatchItemRow, BatchRunRow
from sigverify.records.schema.columns import Base, Sealed, Text
from sigverify.records.schema.keeping import AuditHeadRow, AuditRow, OperatorRow, VaultRow
from sigverify.records.schema.profiles import ActivationRow, ProfileRow
from sigverify.records.schema.verdicts import ApprovalRow, DecisionRow, OutcomeRow, SeenInkRow, VerificationRow

# Number of the newest migration in `migrations/versions`.
SCHEMA_VERSION = 7

EVIDENCE: tuple[type[Base], ...] = (
    MandateRow,
    VerificationRow,
    DecisionRow,
    ApprovalRow,
    ProfileRow,
    ActivationRow,
    BatchItemRow,
    OutcomeRow,
    AuditRow,
)
AUDITED: tuple[type[Base], ...] = (
    AccountRow,
    SignatoryRow,
    ReferenceRow,
    EmbeddingRow,
    VaultRow,
    OperatorRow,
    BatchRunRow,
    *(table for table in EVIDENCE if table is not AuditRow),
)
SEALED: tuple[type[Sealed], ...] = (ImageRow, EmbeddingRow, SeenInkRow, ReferenceInkRow)

__all__ = [
    "AUDITED",
    "EVIDENCE",
    "SCHEMA_VERSION",
    "SEALED",
    "AccountRow",
    "AccountWordRow",
    "ActivationRow",
    "ApprovalRow",
    "AuditHeadRow",
    "AuditRow",
    "Base",
    "BatchItemRow",
    "BatchRunRow",
    "DecisionRow",
    "EmbeddingRow",
    "ImageRow",
    "MandateRow",
    "OperatorRow",
    "OutcomeRow",
    "ProfileRow",
    "ReferenceInkRow",
    "ReferenceRow",
    "Sealed",
    "SeenInkRow",
    "SignatoryRow",
    "Text",
    "VaultRow",
    "VerificationRow",
]
