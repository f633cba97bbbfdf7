"""Fairness: that everybody has the same terms, whatever is inferred of them."""

from domain.fairness.model import (
    Audit,
    Audited,
    AuditTerms,
    Check,
    Checked,
    FindAudit,
    OfLifeCycle,
)
from domain.fairness.refusals import NotAuditedYet
from domain.fairness.service import audit_terms, find_audit

__all__ = [
    "Audit",
    "AuditTerms",
    "Audited",
    "Check",
    "Checked",
    "FindAudit",
    "NotAuditedYet",
    "OfLifeCycle",
    "audit_terms",
    "find_audit",
]
