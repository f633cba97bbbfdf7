"""Orders, rules and events to judge, as short as a test wants them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import earning
from domain.earning import EventCase, Facts, RuleVersion, Setting, Terms, evaluate
from domain.earning.evaluation import Evaluation
from domain.orders import CaseLine, OrderCase
from tests.world import NOON

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ANN = "cus_" + "a" * 32
ORDER = "ord_" + "1" * 32
EVENT = "evt_" + "1" * 32


def line(  # noqa: PLR0913
    no: int = 1,
    amount: int = 1_000,
    quantity: int = 1,
    *,
    product: str = "tea",
    category: str | None = None,
    discount: int = 0,
    tax: int = 0,
    returned: int = 0,
    returned_quantity: int = 0,
) -> CaseLine:
    return CaseLine(
        no=no,
        product_id=product,
        quantity=quantity,
        unit_price=(amount + discount) // quantity,
        amount=amount,
        discount=discount,
        tax=tax,
        returned_amount=returned,
        returned_quantity=returned_quantity,
        category=category,
    )


def order(*lines: CaseLine, at: datetime = NOON, **said: Any) -> OrderCase:
    return OrderCase(
        order_id=ORDER,
        customer_id=ANN,
        occurred_at=at,
        recorded_at=at,
        currency="EUR",
        amount=sum(each.amount for each in lines),
        returned_amount=sum(each.returned_amount for each in lines),
        lines=lines,
        **said,
    )


def event(type_: str = "review", at: datetime = NOON, **data: Any) -> EventCase:
    return EventCase(
        event_id=EVENT,
        type=type_,
        customer_id=ANN,
        occurred_at=at,
        recorded_at=at,
        data=data,
    )


def rule(
    name: str = "spend", number: int = 1, at: datetime | None = None, **terms: Any
) -> RuleVersion:
    return RuleVersion(
        id=f"erl_{number:032x}",
        rule=name,
        version=number,
        name=name,
        valid_from=at or NOON - timedelta(days=900),
        terms=Terms(**terms),
        recorded_at=NOON,
    )


def judged(
    case: OrderCase | EventCase, *rules: RuleVersion, facts: Facts | None = None
) -> Evaluation:
    setting = Setting(zone=AMSTERDAM, facts=facts or Facts())
    return evaluate(case, rules, setting)


def given(
    case: OrderCase | EventCase, *rules: RuleVersion, facts: Facts | None = None
) -> dict[str, int]:
    """Return what each rule gives for a case."""
    found = judged(case, *rules, facts=facts)
    return {each.rule.version.rule: each.amount for each in found.awards}


def why_not(case: OrderCase | EventCase, *rules: RuleVersion) -> dict[str, str]:
    """Return why rules give nothing."""
    return {each.rule: each.outcome for each in judged(case, *rules).refused}


Fixed = earning.Fixed
