"""Hearing what became of what was recommended, and telling what that says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from domain import customers, scoring
from domain.customers import CustomerNotFound
from domain.kernel import CustomerId, Role, Unit, reads, writes
from domain.kernel.personal import PEOPLE_MIN, crowd
from domain.kernel.types import Count
from domain.recommendations import exploration, feedback_store, policies, store
from domain.recommendations.exploration import List
from domain.recommendations.feedback_model import (
    AskFeedback,
    Feedback,
    FeedbackGiven,
    FeedbackReport,
    GiveFeedback,
    ProductFeedback,
    SlotFeedback,
)
from domain.recommendations.feedback_store import Counted, Told
from domain.recommendations.model import ReasonKind
from domain.recommendations.refusals import (
    FeedbackOutOfTime,
    RecommenderNotFound,
    TooMuchFeedback,
)

# As long as a purchase is put down to what was shown, and as long as it is kept.
HEARD, KEPT = timedelta(days=feedback_store.BOUGHT_WITHIN_DAYS), timedelta(days=90)
ONE_DAY = timedelta(days=1)
OF_DAY_MAX, FORGOTTEN_MAX = 500, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetFeedback:
    """Forget some of what became of what was shown longer ago than is told."""

    limit: Annotated[int, Meta(ge=1, le=FORGOTTEN_MAX)] = FORGOTTEN_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackForgotten:
    """How much went, and whether there may be more."""

    done: Count
    more: bool


@writes(
    "recommendations:tell",
    refusals=(
        CustomerNotFound,
        RecommenderNotFound,
        FeedbackOutOfTime,
        TooMuchFeedback,
    ),
    subject="customer_id",
)
async def give_feedback(unit: Unit, command: GiveFeedback) -> FeedbackGiven:
    """Write down what became of a list that was recommended to a customer.

    Of who may not be profiled nothing is kept, nor of products unknown to the model.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    today = exploration.day_of(unit.now)
    # In the east it is tomorrow already.
    first, last = today - HEARD, today + ONE_DAY
    if not first <= command.day <= last:
        raise FeedbackOutOfTime(first, last)
    names = sorted({each.product_id for each in command.products})
    known = await _known(unit, command.model, names)
    await scoring.keep(unit, customer_id)
    others = await feedback_store.others_of_day(unit, customer_id, command, [*known])
    if others + len(known) > OF_DAY_MAX:
        raise TooMuchFeedback(OF_DAY_MAX)
    kinds = await _kinds(unit, customer_id)
    if kinds is None:
        return FeedbackGiven(kept=0)
    said: dict[str, list[ProductFeedback]] = {}
    for each in command.products:
        if each.product_id in known:
            said.setdefault(each.product_id, []).append(each)
    rows = [_told(unit, command, customer_id, each, kinds) for each in said.values()]
    if rows:
        feedback_store.add(unit, rows)
    return FeedbackGiven(kept=len(rows))


@reads("recommendations:read")
async def find_feedback(unit: Unit, command: AskFeedback) -> FeedbackReport:
    """Tell what became of what was recommended, and what other ways would bring."""
    del command
    gate = await scoring.open_gate(unit)
    since = exploration.day_of(unit.now) - KEPT
    counted = await feedback_store.counted(unit, gate, since)
    drawn = await feedback_store.drawn(unit, gate, since)
    return FeedbackReport(
        slots=tuple(map(_slot, counted)), policies=policies.worths(drawn)
    )


@writes("system", role=Role.INFERRING)
async def forget_feedback(unit: Unit, command: ForgetFeedback) -> FeedbackForgotten:
    """Forget what became of what was shown more than ninety days ago."""
    before = exploration.day_of(unit.now) - KEPT
    done = await feedback_store.forget_before(unit, before, command.limit)
    return FeedbackForgotten(done=done, more=done >= command.limit)


async def _known(unit: Unit, model: int, products: Sequence[str]) -> frozenset[str]:
    """Return the products that a model knows, or refuse.

    If what it said was forgotten, as it is before anybody may tell the last of it,
    those that the model in use knows.
    """
    known = await store.alongside(unit, model, products)
    if not known:
        if await store.numbered(unit, model) is None:
            raise RecommenderNotFound(model)
        used = await store.newest(unit)
        known = await store.alongside(unit, used.number, products) if used else {}
    return frozenset(known)


async def _kinds(unit: Unit, customer_id: CustomerId) -> dict[str, ReasonKind] | None:
    """Return for what a customer is shown products, if they may be profiled."""
    gate = await scoring.open_gate(unit)
    if not await store.is_admitted(unit, gate, customer_id):
        return None
    chosen = await store.chosen(unit, gate, [customer_id])
    return {
        each.product_id: ReasonKind(each.kind)
        for theirs in chosen.values()
        for each in theirs.items
    }


def _told(
    unit: Unit,
    command: GiveFeedback,
    customer_id: CustomerId,
    said: Sequence[ProductFeedback],
    kinds: Mapping[str, ReasonKind],
) -> Told:
    """Return what became of one product; only what comes last was ever drawn."""
    shown = List(
        tenant=str(unit.principal.tenant),
        customer_id=customer_id,
        slot=command.slot,
        model=command.model,
        day=command.day,
    )
    first, became = said[0], {each.feedback for each in said}
    last = max(each.place for each in command.products)
    drawn = first.drawn and first.place == last
    return Told(
        customer_id=customer_id,
        slot=command.slot,
        model=command.model,
        day=command.day,
        product_id=first.product_id,
        place=first.place,
        reason=kinds.get(first.product_id, ReasonKind.POPULAR),
        drawn=exploration.draw(shown) if drawn else None,
        seen_at=unit.now,
        clicked_at=unit.now if Feedback.CLICKED in became else None,
        bought_at=unit.now if Feedback.BOUGHT in became else None,
    )


def _slot(counted: Counted) -> SlotFeedback:
    many = counted.customers >= PEOPLE_MIN
    return SlotFeedback(
        slot=counted.slot,
        model=counted.model,
        customers=crowd(counted.customers),
        seen=counted.seen if many else None,
        clicked=round(counted.clicked / counted.seen, 4) if many else None,
        bought=round(counted.bought / counted.seen, 4) if many else None,
    )
