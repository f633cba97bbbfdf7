"""Accounts and their entries in the graph."""

from datetime import datetime
from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import show, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from api.graphql.proofs import PROOFS, Proof
from domain import accounting, ledger
from domain.kernel import Page

BALANCES: Lookup[str, ledger.Balance] = Lookup(
    use_case=ledger.balances_of_many,
    keys="customer_ids",
    key=lambda balance: balance.customer_id,
)
BALANCES_AT: Lookup[str, accounting.BalanceAt] = Lookup(
    use_case=accounting.balances_of_many,
    keys="customer_ids",
    key=lambda balance: balance.customer_id,
)
STATEMENTS: Lookup[str, ledger.Statement] = Lookup(
    use_case=ledger.entries_of_many,
    keys="customer_ids",
    key=lambda statement: statement.customer_id,
)

Unit: TypeAlias = Annotated[str, strawberry.argument(description="Which value.")]
AsOf: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(description="What occurred until then; now, if not given."),
]
KnownOn: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(description="What was recorded until then; now, if not given."),
]


@shows(ledger.Balance, without=["customer_id"])
class Account:
    """What a customer holds of one unit of value."""


@shows(ledger.Adjustment)
class Adjustment:
    """What somebody gave or took by hand."""

    id: strawberry.ID


@shows(ledger.Entry)
class Entry:
    """What happened to an account, once."""

    id: strawberry.ID
    customer_id: strawberry.Private[str] = ""

    @strawberry.field(
        description="The way from it to the newest signed head, if that is over it.",
        graphql_type=Proof | None,
    )
    async def proof(self, info: Info) -> Any:
        """Return the proof; those of a page are found together."""
        asked = {"customer_id": self.customer_id}
        return await info.context.loaders.one(PROOFS, self.id, **asked)


def _entry(customer_id: str, entry: ledger.Entry) -> Entry:
    """Show an entry of a customer's account."""
    found = show(Entry, entry)
    found.customer_id = customer_id
    return found


@shows(ledger.Intervention)
class Intervention:
    """What somebody did to an account by hand."""

    id: strawberry.ID


@shows(ledger.HoldTerms)
class Hold:
    """What is set aside, until when, and what became of it."""

    id: strawberry.ID


@shows(ledger.Gift)
class Gift:
    """What one customer gave another."""

    id: strawberry.ID


@shows(ledger.Donation)
class Donation:
    """What a customer gave to a pot."""

    id: strawberry.ID


@shows(ledger.Conversion)
class Conversion:
    """How much of one unit of value became how much of another."""

    id: strawberry.ID


@shows(ledger.Pot)
class Pot:
    """What customers collect together."""

    id: strawberry.ID


@shows(ledger.UnitPolicy)
class UnitPolicy:
    """How accounts of a unit of value behave."""


@shows(ledger.Rate)
class UnitRate:
    """What one unit of value is worth in another."""


async def _page(
    info: Info, customer_id: str, unit: str, first: int, after: str | None
) -> Page[ledger.Entry]:
    """Return a page of a customer's entries; first pages of many come together."""
    asked = {"unit": unit, "limit": first}
    if after is None:
        found = await info.context.loaders.one(STATEMENTS, customer_id, **asked)
        assert found is not None, customer_id
        return found.entries
    asked |= {"customer_id": customer_id, "after": after}
    return await info.context.run(ledger.entries, asked)


@strawberry.type
class OfLedger:
    """The edges that lead from a customer to what they hold."""

    id: strawberry.ID

    @strawberry.field(description="What the customer holds, of each unit of value.")
    async def accounts(
        self, info: Info, as_of: AsOf = None, known_on: KnownOn = None
    ) -> list[Account]:
        """Return what a customer holds; who never held anything has no account."""
        loaders = info.context.loaders
        if as_of is None and known_on is None:
            held = await loaders.many(BALANCES, self.id)
            return [show(Account, balance) for balance in held]
        asked = {"as_of": as_of, "known_on": known_on}
        found = await loaders.many(BALANCES_AT, self.id, **asked)
        return [show(Account, balance) for balance in found]

    @strawberry.field(
        description="What happened to an account, newest first.",
        graphql_type=Connection[Entry],
    )
    async def entries(
        self, info: Info, unit: Unit = "points", first: First = 20, after: After = None
    ) -> Any:
        """Return a page of entries."""
        page = await _page(info, self.id, unit, first, after)
        return connection(
            page,
            lambda entry: _entry(self.id, entry),
            after,
            lambda entry: (entry.seq,),
        )

    @strawberry.field(
        description="What was set aside, newest first, and what became of it.",
        graphql_type=Connection[Hold],
    )
    async def holds(
        self,
        info: Info,
        unit: str | None = None,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of holds."""
        asked = {"customer_id": self.id, "unit": unit, "limit": first, "after": after}
        page = await info.context.run(ledger.list_holds, asked)
        return connection(
            page, lambda found: show(Hold, found), after, lambda found: (found.id,)
        )


@strawberry.type
class LedgerQuery:
    """What can be asked of the programme's accounts."""

    @strawberry.field(
        description="What customers collect together, newest first.",
        graphql_type=Connection[Pot],
    )
    async def pots(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of pots."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(ledger.list_pots, asked)
        return connection(
            page, lambda found: show(Pot, found), after, lambda found: (found.id,)
        )

    @strawberry.field(description="How accounts of a unit of value behave.")
    async def unit_policy(self, info: Info, unit: Unit) -> UnitPolicy:
        """Return the policy of a unit of value."""
        found = await info.context.run(ledger.find_policy, {"unit": unit})
        return show(UnitPolicy, found)

    @strawberry.field(description="What one unit of value is worth in another.")
    async def unit_rate(self, info: Info, unit: Unit, into: str) -> UnitRate:
        """Return the rate by which a unit of value is converted."""
        asked = {"unit": unit, "into": into}
        return show(UnitRate, await info.context.run(ledger.find_rate, asked))


@strawberry.type
class LedgerMutation:
    """What can be done with accounts."""

    adjust_balance = mutation("AdjustBalance", ledger.adjust, Adjustment)
    freeze_account = mutation("FreezeAccount", ledger.freeze, Intervention)
    unfreeze_account = mutation("UnfreezeAccount", ledger.unfreeze, Intervention)
    extend_lots = mutation("ExtendLots", ledger.extend_lots, Intervention)
    reinstate_lots = mutation("ReinstateLots", ledger.reinstate, Intervention)
    give_balance = mutation("GiveBalance", ledger.give, Gift)
    donate = mutation("Donate", ledger.donate, Donation)
    convert_balance = mutation("ConvertBalance", ledger.convert, Conversion)
    place_hold = mutation("PlaceHold", ledger.place_hold, Hold)
    confirm_hold = mutation("ConfirmHold", ledger.confirm_hold, Hold)
    release_hold = mutation("ReleaseHold", ledger.release_hold, Hold)
    create_pot = mutation("CreatePot", ledger.create_pot, Pot)
    close_pot = mutation("ClosePot", ledger.close_pot, Pot)
    set_unit_policy = mutation("SetUnitPolicy", ledger.set_policy, UnitPolicy)
    set_unit_rate = mutation("SetUnitRate", ledger.set_rate, UnitRate)
