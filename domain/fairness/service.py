"""What can be asked of fairness."""

from datetime import timedelta

from domain import scoring
from domain.fairness import store
from domain.fairness.model import Audit, Audited, AuditTerms, Check, FindAudit
from domain.fairness.refusals import NotAuditedYet
from domain.kernel import Unit, reads, writes

YEAR = timedelta(days=365)


@writes("system")
async def audit_terms(unit: Unit, command: AuditTerms) -> Audited:
    """Look whether everybody who may have something has it on the same terms."""
    del command
    since = unit.now - YEAR
    checks = [await store.checked(unit, each, since) for each in Check]
    differing = tuple(each for each in checks if each.differing)
    gate = await scoring.open_gate(unit)
    audit = Audit(
        as_of=unit.now,
        fair=not differing,
        checks=tuple(checks),
        life_cycles=await store.by_life_cycle(unit, gate, since),
    )
    store.put(unit, audit)
    return Audited(findings=differing)


@reads("accounting:read", refusals=(NotAuditedYet,))
async def find_audit(unit: Unit, command: FindAudit) -> Audit:
    """Tell whether everybody has the same terms, as of the last night."""
    del command
    found = await store.find(unit)
    if found is None:
        raise NotAuditedYet
    return found
