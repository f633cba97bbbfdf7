"""Which lines of which orders a return is of; never more comes back than was bought."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from domain.kernel import CustomerId
from domain.orders.model import OrderId
from domain.orders.returns import Pending, Returned, ReturnLine, Unmatched

LineKey: TypeAlias = tuple[OrderId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A line of an order that stands, and what came back of it so far."""

    order_id: OrderId
    no: int
    product_id: str
    variant: str | None
    quantity: int
    amount: int
    returned_quantity: int
    returned_amount: int
    customer_id: CustomerId | None
    currency: str
    occurred_at: datetime

    @property
    def left(self) -> int:
        """Return how many may still come back."""
        return self.quantity - self.returned_quantity

    @property
    def amount_left(self) -> int:
        """Return how much may still be given back."""
        return self.amount - self.returned_amount

    def worth(self, quantity: int) -> int:
        """Return what was charged for so many of those that are left.

        In parts or at once, all of them come to what is left of the amount.
        """
        if quantity == self.left:
            return self.amount_left
        done = self.returned_quantity
        upto = self.amount * (done + quantity) // self.quantity
        return min(upto - self.amount * done // self.quantity, self.amount_left)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a return comes to: lines of orders, and what could not be told."""

    lines: tuple[Returned, ...]
    unmatched: tuple[Unmatched, ...]

    @property
    def amount(self) -> int:
        """Return what was given back of what had been charged."""
        return sum(line.amount for line in self.lines)


class Books:
    """The lines that returns may be of, as they stand while returns are applied."""

    def __init__(self, bought: Iterable[Bought]) -> None:
        self.lines = {(each.order_id, each.no): each for each in bought}
        self.touched: dict[LineKey, Bought] = {}
        self._by_order: defaultdict[OrderId, list[LineKey]] = defaultdict(list)
        self._by_product: defaultdict[tuple[CustomerId, str], list[LineKey]] = (
            defaultdict(list)
        )
        for key, each in sorted(self.lines.items()):
            self._by_order[each.order_id].append(key)
        newest = sorted(self.lines.values(), key=_no)
        newest.sort(key=_age, reverse=True)
        for each in newest:
            if each.customer_id is not None:
                product = each.customer_id, each.product_id
                self._by_product[product].append((each.order_id, each.no))

    def apply(self, pending: Pending) -> Matched:
        """Apply a return, and tell what came of it."""
        lines: list[Returned] = []
        unmatched: list[Unmatched] = []
        for place, asked in enumerate(pending.asked):
            given = [*self._give(pending, asked)]
            lines += given
            quantity = (asked.quantity or 0) - sum(each.quantity for each in given)
            amount = (asked.amount or 0) - sum(each.amount for each in given)
            if quantity or (asked.amount is not None and amount):
                unmatched.append(
                    Unmatched(
                        place=place,
                        line=asked.line,
                        product_id=asked.product_id,
                        quantity=quantity,
                        amount=None if asked.amount is None else amount,
                    )
                )
        return Matched(tuple(lines), tuple(unmatched))

    def _give(self, pending: Pending, asked: ReturnLine) -> Iterator[Returned]:
        candidates = [*self._candidates(pending, asked)]
        if asked.quantity is not None:
            return self._by_quantity(candidates, asked.quantity, asked.amount)
        if asked.line is None and asked.product_id is None:
            return self._by_share(candidates, asked.amount or 0)
        return self._by_amount(candidates, asked.amount or 0)

    def _by_quantity(
        self, candidates: Sequence[Bought], quantity: int, amount: int | None
    ) -> Iterator[Returned]:
        done = 0
        for each in candidates:
            taken = min(quantity - done, each.left)
            if not taken:
                continue
            worth = each.worth(taken)
            if amount is not None:
                share = amount * (done + taken) // quantity - amount * done // quantity
                worth = min(share, each.amount_left)
            done += taken
            yield self._take(each, taken, worth)

    def _by_amount(
        self, candidates: Sequence[Bought], amount: int
    ) -> Iterator[Returned]:
        for each in candidates:
            taken = min(amount, each.amount_left)
            amount -= taken
            if taken:
                yield self._take(each, 0, taken)

    def _by_share(
        self, candidates: Sequence[Bought], amount: int
    ) -> Iterator[Returned]:
        """Spread an amount over lines in proportion, to the last cent."""
        whole = sum(each.amount_left for each in candidates)
        amount, upto, given = min(amount, whole), 0, 0
        for each in candidates:
            upto += each.amount_left
            taken = amount * upto // whole - given if whole else 0
            given += taken
            if taken:
                yield self._take(each, 0, taken)

    def _take(self, bought: Bought, quantity: int, amount: int) -> Returned:
        key = bought.order_id, bought.no
        self.lines[key] = self.touched[key] = replace(
            bought,
            returned_quantity=bought.returned_quantity + quantity,
            returned_amount=bought.returned_amount + amount,
        )
        return Returned(
            order_id=bought.order_id, line=bought.no, quantity=quantity, amount=amount
        )

    def _candidates(self, pending: Pending, asked: ReturnLine) -> Iterator[Bought]:
        """Give the lines that are meant, first those from which to take first."""
        for key in self._keys(pending, asked):
            each = self.lines[key]
            if (
                pending.currency in {None, each.currency}
                and asked.line in {None, each.no}
                and asked.product_id in {None, each.product_id}
                and asked.variant in {None, each.variant}
                and (pending.order_id or each.occurred_at <= pending.occurred_at)
            ):
                yield each

    def _keys(self, pending: Pending, asked: ReturnLine) -> Sequence[LineKey]:
        if pending.order_id is not None:
            if asked.line is not None:
                key = pending.order_id, asked.line
                return (key,) if key in self.lines else ()
            return self._by_order[pending.order_id]
        if pending.customer_id is None or asked.product_id is None:
            return ()
        return self._by_product[pending.customer_id, asked.product_id]


def sums(lines: Iterable[Returned]) -> Mapping[OrderId, int]:
    """Return how much was given back of each order."""
    found: defaultdict[OrderId, int] = defaultdict(int)
    for each in lines:
        found[each.order_id] += each.amount
    return found


def _no(bought: Bought) -> int:
    return bought.no


def _age(bought: Bought) -> tuple[datetime, OrderId]:
    return bought.occurred_at, bought.order_id
