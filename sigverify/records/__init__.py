"""Accounts, their references, and the evidence of every verification and decision."""

from sigverify.records.batch_values import BatchCounts, BatchItem, BatchResult, BatchRun
from sigverify.records.store import Records
from sigverify.records.values import (
    Account,
    Approval,
    AuditEntry,
    Decision,
    Outcome,
    PendingApproval,
    ProfileActivation,
    Signatory,
    StoredApproval,
    StoredDecision,
    StoredMandate,
    StoredOutcome,
    StoredProfile,
    StoredReference,
    StoredVerification,
    Subject,
)

__all__ = [
    "Account",
    "Approval",
    "AuditEntry",
    "BatchCounts",
    "BatchItem",
    "BatchResult",
    "BatchRun",
    "Decision",
    "Outcome",
    "PendingApproval",
    "ProfileActivation",
    "Records",
    "Signatory",
    "StoredApproval",
    "StoredDecision",
    "StoredMandate",
    "StoredOutcome",
    "StoredProfile",
    "StoredReference",
    "StoredVerification",
    "Subject",
]
