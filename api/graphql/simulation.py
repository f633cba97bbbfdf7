"""Simulation in the graph: what rules would have given."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output, show
from api.graphql.mutations import mutation
from domain import simulation

BackTest = output(simulation.BackTest)
Affected = output(simulation.Affected)


@strawberry.type
class SimulationQuery:
    """What can be asked about back-tests."""

    @strawberry.field(
        description="How far a back-test is, and what came of it so far.",
        graphql_type=BackTest | None,
    )
    async def back_test(self, info: Info, id: strawberry.ID) -> Any:  # noqa: A002
        """Return a back-test, if there is one."""
        try:
            found = await info.context.run(simulation.find, {"back_test_id": id})
        except simulation.BackTestNotFound:
            return None
        return show(BackTest, found)


@strawberry.type
class SimulationMutation:
    """What can be done with back-tests."""

    start_back_test = mutation("StartBackTest", simulation.start, BackTest)
    cancel_back_test = mutation("CancelBackTest", simulation.cancel, BackTest)
