"""Goods in messages: what was ordered, what goes with it, what points buy."""

from dataclasses import replace
from datetime import timedelta

from domain import catalogue, messages
from domain.messages import MessageState, Reason, goods
from domain.messages.goods import Goods
from domain.recommendations import Reason as Why
from domain.recommendations import ReasonKind, Recommendation
from tests.domain.messages.test_journeys import (
    advanced,
    bought,
    listed,
    looked,
    shop_that_writes,
)
from tests.domain.messages.writing import at, sent
from tests.world import NOON, World

WHY = Why(kind=ReasonKind.TOGETHER, nl="", en="", uses=(), uses_nl=(), purpose=None)


def _rec(product: str, kind: ReasonKind = ReasonKind.TOGETHER) -> Recommendation:
    return Recommendation(product_id=product, name=None, reason=replace(WHY, kind=kind))


def test_what_goes_with_an_order_is_of_each_line_in_turn_and_not_in_it() -> None:
    lines = [Goods(product=each, name=each, quantity=1, price=1) for each in "ab"]
    known = {
        "a": [_rec("b"), _rec("c"), _rec("d")],
        "b": [_rec("e"), _rec("p", ReasonKind.POPULAR), _rec("c")],
    }
    found = goods.beside(lines, known, 3)
    assert [each.product_id for each in found] == ["e", "c", "d"]
    assert goods.beside(lines, {}, 3) == ()


def test_the_order_is_the_one_that_the_message_is_of_or_else_the_last() -> None:
    old, new = (Goods(name=each, quantity=1, price=None) for each in ("old", "new"))
    ordered = {"2030-01-02": (new,), "2030-01-01": (old,)}
    assert goods.lines_of(ordered, "2030-01-01") == (old,)
    assert goods.lines_of(ordered, None) == (new,)
    assert goods.lines_of({}, None) == ()


async def test_thanks_name_what_was_ordered_as_the_shop_calls_it(shop: World) -> None:
    ann = await shop_that_writes(shop)
    put = catalogue.Put(source="shop", external_id="mug", name="Beker van het seizoen")
    await shop.run(catalogue.put, put)
    await bought(shop, ann, NOON - timedelta(hours=2), "1")
    await looked(shop)
    (thanks,) = await sent(shop)
    assert "Dit heb je besteld:" in thanks.content.text
    assert "* Beker van het seizoen\n  EUR 10,00" in thanks.content.text


async def test_an_offer_of_nothing_is_not_sent(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await bought(shop, ann, NOON - timedelta(hours=2))
    await looked(shop)
    await sent(shop)
    later = at(shop, NOON + timedelta(days=8))
    await advanced(later)
    assert await sent(later) == []
    (offer,) = [e for e in await listed(later) if e.template == "complement"]
    assert (offer.state, offer.reason) == (MessageState.SKIPPED, Reason.CONTENT_LINT)
    assert messages.Fact(name="content", value="nothing_to_show") in offer.evidence
