"""The SQL of offers: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import delete, or_, select

from domain.kernel import Unit, sets
from domain.kernel.records import encoded, insertion
from domain.kernel.rows import view
from domain.recommendations.offer_model import OFFERS_MAX, ProductOffer
from domain.recommendations.tables import product_offers

OFFERS = product_offers.c
NAMED = sets.given(OFFERS.product_id)
ADD = insertion(*sets.whole(product_offers)).on_conflict_do_nothing()


async def every(unit: Unit) -> tuple[ProductOffer, ...]:
    """Return what is not over, by product."""
    lasting = view(product_offers, ProductOffer).where(
        or_(OFFERS.until_at.is_(None), OFFERS.until_at > unit.now)
    )
    ordered = lasting.order_by(OFFERS.product_id).limit(OFFERS_MAX)
    return await unit.all(ProductOffer, ordered)


async def on_now(unit: Unit, product_ids: Sequence[str]) -> dict[str, ProductOffer]:
    """Return what of some products is on offer at this instant."""
    these = view(product_offers, ProductOffer).where(
        OFFERS.product_id.in_(select(NAMED.c.product_id)),
        or_(OFFERS.from_at.is_(None), OFFERS.from_at <= unit.now),
        or_(OFFERS.until_at.is_(None), OFFERS.until_at > unit.now),
    )
    given = sorted(set(product_ids))
    found = await unit.all(ProductOffer, these, product_id_of=given)
    return {each.product_id: each for each in found}


def put(unit: Unit, offers: Iterable[ProductOffer]) -> None:
    """Write down what is on offer, and forget what was."""
    unit.write(delete(product_offers))
    rows = [asdict(each) for each in offers]
    if rows:
        unit.write(ADD, records=encoded(rows))
