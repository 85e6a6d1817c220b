"""Accounts, their references, and the evidence of every verification and decision."""

from sigverify.records.store import Records
from sigverify.records.values import Account, Decision, StoredDecision, StoredReference, StoredVerification

__all__ = ["Account", "Decision", "Records", "StoredDecision", "StoredReference", "StoredVerification"]
