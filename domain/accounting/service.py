"""What can be asked of an account's books: what was held, and what happened."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain import customers, ledger, tenants
from domain.accounting import rules, store
from domain.accounting.model import (
    AccountStatement,
    BalanceAt,
    BalancesOfMany,
    FindBalance,
    Funds,
    ReadStatement,
    StatementLine,
)
from domain.accounting.store import Asked, Line, Place
from domain.customers import CustomerNotFound
from domain.kernel import BadCursor, Unit, pages, reads
from domain.ledger import AccountKey, Side, TransferKind, UnitUnknown

SEQ_MAX = 2**63 - 1
# What the first page knew, its last line's place, and what was held after it.
Cursor = tuple[datetime, datetime, int, int, int, int, int]


async def on_posted(unit: Unit, event: ledger.PointsPosted) -> None:
    """Roll up the entries of accounts that filled another roll-up."""
    filled = rules.filled(event.changes)
    if filled:
        reached = {AccountKey(each.customer_id, each.unit): each.seq for each in filled}
        store.roll_up(unit, reached)


@reads(
    "ledger:read",
    refusals=(CustomerNotFound, UnitUnknown, tenants.ProgrammeNotFound),
    subject="customer_id",
)
async def balance(unit: Unit, command: FindBalance) -> BalanceAt:
    """Tell what a customer held as of an instant, as was known on an instant.

    An instant that is not given, or has yet to come, is now.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    await _check_unit(unit, command.unit)
    key = AccountKey(customer_id, command.unit)
    (found,) = await _balances(unit, [key], command.as_of, command.known_on)
    return found


@reads("ledger:read", subject="customer_ids")
async def balances_of_many(
    unit: Unit, command: BalancesOfMany
) -> tuple[BalanceAt, ...]:
    """Tell what those customers held, of each unit of value, who ever held anything."""
    many = ledger.BalancesOfMany(customer_ids=command.customer_ids)
    held = await ledger.balances_of_many(unit, many)
    keys = [AccountKey(each.customer_id, each.unit) for each in held]
    return await _balances(unit, keys, command.as_of, command.known_on)


@reads(
    "ledger:read",
    refusals=(CustomerNotFound, UnitUnknown, BadCursor, tenants.ProgrammeNotFound),
    subject="customer_id",
)
async def statement(unit: Unit, command: ReadStatement) -> AccountStatement:
    """List what happened to an account between two instants, with running balances.

    What occurred at `since` is in the opening balance; what occurred at `until` is the
    last line. The same question gets the same answer as long as it says `known_on`.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    await _check_unit(unit, command.unit)
    key = AccountKey(customer_id, command.unit)
    known_on = rules.came(command.known_on, unit.now)
    until = rules.came(command.until, unit.now)
    since = min(command.since, until)
    after = Place(at=since, seq=SEQ_MAX)
    carried: Funds | None = None
    if command.after is not None:
        known_on, at, seq, *amounts = pages.place(command.after, Cursor)
        after = Place(at=at, seq=seq)
        available, pending, held, debt = amounts
        carried = Funds(available=available, pending=pending, held=held, debt=debt)
    due = await ledger.unwritten(unit, [key])
    asked = Asked(key=key, since=since, as_of=until, known_on=known_on)
    ((opening, closing),) = await store.balances(unit, [asked], due)
    found = await store.lines(unit, asked, after, command.limit, due)
    lines = list(_carried(found, carried or opening))
    return AccountStatement(
        customer_id=customer_id,
        unit=command.unit,
        since=since,
        until=until,
        known_on=known_on,
        opening=opening,
        closing=closing,
        lines=pages.page(lines, command.limit, lambda line: place(known_on, line)),
    )


async def _balances(
    unit: Unit,
    keys: Sequence[AccountKey],
    as_of: datetime | None,
    known_on: datetime | None,
) -> tuple[BalanceAt, ...]:
    at, known = rules.came(as_of, unit.now), rules.came(known_on, unit.now)
    due = await ledger.unwritten(unit, keys)
    asked = [Asked(key=key, since=at, as_of=at, known_on=known) for key in keys]
    found = await store.balances(unit, asked, due)
    return tuple(
        BalanceAt(
            customer_id=key.customer_id,
            unit=key.unit,
            as_of=at,
            known_on=known,
            available=funds.available,
            pending=funds.pending,
            held=funds.held,
            debt=funds.debt,
        )
        for key, (_, funds) in zip(keys, found, strict=True)
    )


def _carried(lines: Sequence[Line], opening: Funds) -> Iterator[StatementLine]:
    """Carry the balance from line to line."""
    carried = opening
    for line in lines:
        carried = carried.after(Side(line.debit), Side(line.credit), line.amount)
        values = store.named(line)
        values["kind"] = TransferKind(line.kind)
        values["debit"], values["credit"] = Side(line.debit), Side(line.credit)
        yield StatementLine(**values, balance=carried)


def place(known_on: datetime, line: StatementLine) -> tuple[object, ...]:
    """Return the place of a line, after which a statement goes on as it began."""
    held = line.balance
    at = (known_on, line.occurred_at, line.seq)
    return (*at, held.available, held.pending, held.held, held.debt)


async def _check_unit(unit: Unit, code: str) -> None:
    programme = await tenants.programme(unit)
    if code not in {each.code for each in programme.units}:
        raise UnitUnknown(code)
