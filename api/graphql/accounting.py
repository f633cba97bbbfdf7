"""What the books say, in the graph."""

from datetime import date, datetime
from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.customers import Reference
from api.graphql.derivation import output, show, shows
from api.graphql.ledger import AsOf, KnownOn, Unit
from domain import accounting

StatementLine = output(accounting.StatementLine)
TrialBalance = output(accounting.TrialBalance)
Movements = output(accounting.Movements)
Liability = output(accounting.Liability)


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

    @strawberry.field(
        description="What stands on every side; for each unit they are zero together.",
        graphql_type=TrialBalance,
    )
    async def trial_balance(
        self, info: Info, as_of: AsOf = None, known_on: KnownOn = None
    ) -> Any:
        """Return the trial balance."""
        asked = {"as_of": as_of, "known_on": known_on}
        return await info.context.run(accounting.trial_balance, asked)

    @strawberry.field(
        description="What moved between sides in each of some months, and why.",
        graphql_type=Movements,
    )
    async def movements(
        self,
        info: Info,
        since: date,
        until: date | None = None,
        known_on: KnownOn = None,
    ) -> Any:
        """Return what moved, month by month."""
        asked = {"since": since, "until": until, "known_on": known_on}
        return await info.context.run(accounting.movements, asked)

    @strawberry.field(
        description="What customers hold, until when, and what of it will expire.",
        graphql_type=Liability,
    )
    async def liability(
        self, info: Info, as_of: AsOf = None, known_on: KnownOn = None
    ) -> Any:
        """Return what the tenant owes its customers."""
        asked = {"as_of": as_of, "known_on": known_on}
        return await info.context.run(accounting.liability, asked)
