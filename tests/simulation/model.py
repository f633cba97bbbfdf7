"""What a customer should have, as simply as it can be said."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
MONTHS, PENDING_DAYS = 2, 14
UNDONE_WITHIN = timedelta(days=30)
LINKED_WITHIN = timedelta(days=90)


@dataclass(slots=True, kw_only=True)
class Sold:
    """An order: what it comes to, what came back of it, and whose it is."""

    occurred_at: datetime
    amount: int
    owner: str | None = None
    visitor: str | None = None
    returned: int = 0
    cancelled: bool = False
    arrived: bool = False

    @property
    def kept(self) -> int:
        """Return the amount that counts."""
        return 0 if self.cancelled else self.amount - self.returned

    @property
    def available_at(self) -> datetime:
        """Return when the return window ends: at the same time of the day."""
        later = self.occurred_at.astimezone(ZONE) + timedelta(days=PENDING_DAYS)
        return later.astimezone(UTC)

    @property
    def expires_at(self) -> datetime:
        """Return the end of the last day, two months after the window."""
        opened = self.available_at.astimezone(ZONE).date()
        years, month = divmod(opened.month - 1 + MONTHS, 12)
        year, month = opened.year + years, month + 1
        last = date(year, month, min(opened.day, monthrange(year, month)[1]))
        return datetime.combine(last + timedelta(days=1), time(), ZONE)

    def points(self, now: datetime) -> tuple[int, int]:
        """Return what is available and what is pending of it: two rules are in force.

        A point for each whole euro, which waits and expires; and five for each whole
        ten euros, which do neither.
        """
        euros, bonus = self.kept // 100, self.kept // 1_000 * 5
        if now < self.available_at:
            return bonus, euros
        return bonus + (euros if now < self.expires_at else 0), 0


@dataclass(slots=True, kw_only=True)
class Union:
    """Two customers who became one, and what moved."""

    id: str
    kept: str
    merged: str
    at: datetime
    orders: tuple[str, ...]
    visitors: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Model:
    """Customers by the shop's ids, and their orders."""

    customers: tuple[str, ...]
    orders: dict[str, Sold] = field(default_factory=dict[str, Sold])
    visitors: dict[str, str] = field(default_factory=dict[str, str])
    into: dict[str, str] = field(default_factory=dict[str, str])
    unions: list[Union] = field(default_factory=list[Union])

    def who(self, customer: str) -> str:
        """Return whom a customer turned out to be."""
        while customer in self.into:
            customer = self.into[customer]
        return customer

    def standing(self) -> list[str]:
        """Return those who are themselves."""
        return [each for each in self.customers if each not in self.into]

    def arrive(self, name: str, customer: str | None) -> None:
        """Let an order come in; of a guest, if nobody is known to be the visitor."""
        order = self.orders[name]
        owner = customer if order.visitor is None else self.visitors.get(order.visitor)
        order.owner, order.arrived = owner and self.who(owner), True

    def link(self, visitor: str, customer: str, now: datetime) -> None:
        """Let a visitor be somebody, and have what they bought of late."""
        owner = self.visitors.setdefault(visitor, self.who(customer))
        for order in self.orders.values():
            late = order.occurred_at < now - LINKED_WITHIN
            theirs = order.arrived and order.visitor == visitor
            if theirs and order.owner is None and not late:
                order.owner = owner

    def merge(self, id_: str, kept: str, merged: str, now: datetime) -> None:
        """Let what one has be another's."""
        orders = (name for name, each in self.orders.items() if each.owner == merged)
        visitors = (name for name, each in self.visitors.items() if each == merged)
        union = Union(
            id=id_,
            kept=kept,
            merged=merged,
            at=now,
            orders=tuple(orders),
            visitors=tuple(visitors),
        )
        self.unions.append(union)
        self.into[merged] = kept
        self._move(union, kept)

    def undoable(self, now: datetime) -> list[Union]:
        """Return which mergers may be undone."""
        return [
            each
            for each in self.unions
            if each.kept not in self.into and now < each.at + UNDONE_WITHIN
        ]

    def unmerge(self, union: Union) -> None:
        """Give back what moved."""
        self.unions.remove(union)
        del self.into[union.merged]
        self._move(union, union.merged)

    def points(self, now: datetime) -> dict[str, tuple[int, int]]:
        """Return what each customer has, available and pending."""
        held: dict[str, tuple[int, int]] = dict.fromkeys(self.customers, (0, 0))
        for order in self.orders.values():
            if order.owner is not None:
                available, pending = held[order.owner]
                more, waiting = order.points(now)
                held[order.owner] = available + more, pending + waiting
        return held

    def _move(self, union: Union, to: str) -> None:
        for name in union.orders:
            self.orders[name].owner = to
        for name in union.visitors:
            self.visitors[name] = to
