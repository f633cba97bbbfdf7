"""What fairness is called with."""

from collections.abc import Mapping

from domain import fairness
from tests.anomaly.shop import Prepared, always

COMMANDS: Mapping[str, Prepared] = {
    "fairness.audit_terms": always(fairness.AuditTerms())
}
