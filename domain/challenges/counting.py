"""Counting: what an order or event counts for the steps of a version; pure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import structs

from domain.challenges.counters import Counter, Run, Tally
from domain.challenges.model import ChallengeVersion
from domain.challenges.terms import (
    ChallengeMeasure,
    ChallengeReturns,
    ChallengeStep,
)
from domain.earning import (
    PLAIN,
    EventCase,
    Judge,
    OnEvent,
    OnOrder,
    fields_of,
    judge_of,
    line_check,
    number_told,
)
from domain.orders import CaseLine, OrderCase

Case: TypeAlias = OrderCase | EventCase
LineCheck: TypeAlias = Callable[[CaseLine], bool]
OF_LINES = frozenset({"order.quantity", "order.lines"})
BY_LINE = frozenset({ChallengeMeasure.QUANTITY, ChallengeMeasure.PRODUCTS})


class Deed(NamedTuple):
    """What a case counts for: how much, or which ones."""

    amount: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedStep:
    """A step, ready to count."""

    step: ChallengeStep
    judge: Judge
    line: LineCheck | None
    zone: ZoneInfo
    currency: str

    def concerns(self, case: Case) -> bool:
        """Tell whether a case is of the kind that the step is about."""
        on = self.step.on
        if isinstance(case, OrderCase):
            return isinstance(on, OnOrder)
        return isinstance(on, OnEvent) and on.event == case.type

    def deed(self, case: Case) -> Deed | None:
        """Return what a case of that kind counts for, or None."""
        told = self.whole(case)
        if not told.stands or not self.judge.holds(told, PLAIN):
            return None
        if isinstance(told, OrderCase):
            return self._of_order(told)
        return self._of_event(told)

    def whole(self, case: Case) -> Case:
        """Return a case as if nothing came back, if that does not matter here."""
        keeps = self.step.returns is ChallengeReturns.KEEP
        if not keeps or not isinstance(case, OrderCase) or not case.returned_amount:
            return case
        lines = tuple(
            structs.replace(each, returned_quantity=0, returned_amount=0)
            for each in case.lines
        )
        return structs.replace(case, returned_amount=0, lines=lines)

    def _of_order(self, order: OrderCase) -> Deed | None:
        if order.amount and not order.left:
            return None
        lines = [
            each
            for each in order.lines
            if each.quantity > each.returned_quantity
            and (self.line is None or self.line(each))
        ]
        if self.line is not None and not lines:
            return None
        match self.step.measure:
            case ChallengeMeasure.AMOUNT:
                if order.currency != self.currency:
                    return None
                found = Deed(order.left)
                if self.line is not None:
                    found = Deed(sum(e.amount - e.returned_amount for e in lines))
            case ChallengeMeasure.QUANTITY:
                found = Deed(sum(e.quantity - e.returned_quantity for e in lines))
            case ChallengeMeasure.PRODUCTS:
                found = Deed(0, tuple({each.product_id: 0 for each in lines}))
            case ChallengeMeasure.DAYS:
                found = self._day(order)
            case _:
                found = Deed(1)
        return found if found.amount or found.keys else None

    def _of_event(self, event: EventCase) -> Deed | None:
        match self.step.measure:
            case ChallengeMeasure.DAYS:
                return self._day(event)
            case ChallengeMeasure.VALUE:
                told = number_told(event, self.step.field or "")
                return Deed(told) if told else None
            case _:
                return Deed(1)

    def _day(self, case: Case) -> Deed:
        return Deed(0, (case.occurred_at.astimezone(self.zone).date().isoformat(),))

    def counter(self) -> Counter:
        """Return what counts for the step, from nothing."""
        if self.step.streak is not None:
            return Run(self.step.streak)
        return Tally(self.step.within_days)


@lru_cache(maxsize=1_024)
def counted(
    version: ChallengeVersion, zone: ZoneInfo, currency: str
) -> tuple[CountedStep, ...]:
    """Return the steps of a version, ready to count in a zone."""
    return tuple(
        CountedStep(
            step=each,
            judge=judge_of(each.conditions, zone),
            line=None if each.lines is None else line_check(each.lines),
            zone=zone,
            currency=currency,
        )
        for each in version.terms.steps
    )


def wants_lines(step: ChallengeStep) -> bool:
    """Tell whether what a step asks of an order is in its lines."""
    fields = fields_of(step.conditions)
    asked = any(each.startswith("line.") or each in OF_LINES for each in fields)
    return asked or step.lines is not None or step.measure in BY_LINE
