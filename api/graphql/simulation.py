"""Simulation in the graph: what rules would have given."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import graph_type, output, show
from api.graphql.mutations import mutation
from domain import simulation

# What is only an argument is described in the words of the domain too.
graph_type(simulation.Whom, output)

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

    @strawberry.field(
        description="All back-tests, newest first.", graphql_type=Connection[BackTest]
    )
    async def back_tests(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of back-tests."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(simulation.list_back_tests, asked)
        return connection(
            page, lambda each: show(BackTest, each), after, lambda each: (each.id,)
        )

    @strawberry.field(
        description="Who gains most of each unit by the drafts, or loses most.",
        graphql_type=list[Affected],
    )
    async def affected_by_back_test(
        self,
        info: Info,
        back_test_id: strawberry.ID,
        whom: simulation.Whom = simulation.Whom.WINNERS,
    ) -> Any:
        """Return up to a hundred customers of each unit."""
        asked = {"back_test_id": back_test_id, "whom": whom}
        return (await info.context.run(simulation.who_is_affected, asked)).customers


@strawberry.type
class SimulationMutation:
    """What can be done with back-tests."""

    start_back_test = mutation("StartBackTest", simulation.start, BackTest)
    cancel_back_test = mutation("CancelBackTest", simulation.cancel, BackTest)
