"""What the books say, in the graph."""

from datetime import datetime
from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.customers import Reference
from api.graphql.derivation import output, show, shows
from api.graphql.ledger import KnownOn, Unit
from domain import accounting

StatementLine = output(accounting.StatementLine)


@shows(accounting.AccountStatement)
class AccountStatement:
    """What happened to an account between two instants, as known on another."""

    customer_id: strawberry.ID
    since: datetime
    until: datetime
    known_on: datetime
    unit: str

    @strawberry.field(
        description="In the order in which it occurred.",
        graphql_type=Connection[StatementLine],
    )
    async def lines(self, info: Info, first: First = 50, after: After = None) -> Any:
        """Return a page of lines, of the same books as the balances."""
        asked = {
            "customer_id": self.customer_id,
            "since": self.since,
            "until": self.until,
            "known_on": self.known_on,
            "unit": self.unit,
            "limit": first,
            "after": after,
        }
        told = await info.context.run(accounting.statement, asked)
        return connection(
            told.lines,
            lambda line: line,
            after,
            lambda line: accounting.place(told.known_on, line),
        )


@strawberry.type
class AccountingQuery:
    """What can be asked of the books."""

    @strawberry.field(
        description="What happened to an account after an instant, in that order.",
        graphql_type=AccountStatement,
    )
    async def account_statement(  # noqa: PLR0913, PLR0917 - what is asked
        self,
        info: Info,
        customer_id: Reference,
        since: datetime,
        until: datetime | None = None,
        known_on: KnownOn = None,
        unit: Unit = "points",
    ) -> Any:
        """Return a statement of account: its balances first."""
        asked = {
            "customer_id": customer_id,
            "since": since,
            "until": until,
            "known_on": known_on,
            "unit": unit,
            "limit": 1,
        }
        return show(
            AccountStatement, await info.context.run(accounting.statement, asked)
        )
