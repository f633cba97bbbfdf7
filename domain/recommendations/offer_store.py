"""The SQL of offers: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import or_, select

from domain.kernel import Unit, replacing, sets
from domain.kernel.rows import view
from domain.recommendations.offer_model import OFFERS_MAX, ProductOffer
from domain.recommendations.tables import product_offers

OFFERS = product_offers.c
NAMED = sets.given(OFFERS.product_id)


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


async def put(unit: Unit, offers: Iterable[ProductOffer]) -> None:
    """Write down what is on offer, and forget what was."""
    await replacing.replace_all(unit, product_offers, map(asdict, offers))
