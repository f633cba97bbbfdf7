"""Fairness in the graph: whether everybody had the same terms."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import call, output
from domain import fairness

call(fairness.Audit, "FairnessAudit")
call(fairness.Check, "FairnessCheck")
call(fairness.Checked, "FairnessChecked")
call(fairness.OfLifeCycle, "FairnessOfLifeCycle")


@strawberry.type
class FairnessQuery:
    """What can be asked about fairness."""

    @strawberry.field(
        description="Whether everybody had the same terms in the last year, as of the"
        " last night; none as long as nobody has looked.",
        graphql_type=output(fairness.Audit) | None,
    )
    async def fairness_audit(self, info: Info) -> Any:
        """Return what was found last."""
        try:
            return await info.context.run(fairness.find_audit, {})
        except fairness.NotAuditedYet:
            return None
