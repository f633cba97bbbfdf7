"""What can be asked of quotes; nothing is written down by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec

from domain import customers, earning, orders, rewards, tenants, vouchers
from domain.customers import CustomerNotFound
from domain.kernel import CustomerId, Unit, ids, reads
from domain.orders import CaseLine, OrderCase
from domain.quotes import rules
from domain.quotes.distances import distances
from domain.quotes.model import (
    AskQuote,
    DiscountSource,
    Quote,
    QuotedAward,
    QuotedDiscount,
    QuotedVoucher,
)
from domain.quotes.rules import Basket
from domain.quotes.sources import SOURCES
from domain.rewards import Offer, Reward


@reads("quotes:read", refusals=(CustomerNotFound,), subject="customer_id")
async def quote(unit: Unit, command: AskQuote) -> Quote:
    """Tell what a basket costs and earns, why, and what is within reach.

    The quote is signed, and an order that carries it is judged by what holds now, also
    if rules change meanwhile.
    """
    programme = await tenants.programme(unit)
    customer_id = None
    if command.customer_id is not None:
        customer_id = await customers.resolve(unit, command.customer_id)
    currency = command.currency or programme.currency
    basket = Basket(lines=command.lines, shipping=command.shipping)
    automatic = await rewards.automatic_for(unit, customer_id, command.channel)
    basket, discounts = _unasked(basket, automatic)
    basket, of_codes, checked = await _by_codes(unit, command, basket)
    case = _case(unit, command, basket, customer_id, currency)
    locale = command.locale or programme.locales[0]
    appraisal = await earning.appraise(unit, case, SOURCES, locale)
    offers: tuple[Offer, ...] = ()
    if customer_id is not None and command.rewards:
        offers = await rewards.offers_of(
            unit, customer_id, command.channel, command.rewards
        )
    awards = tuple(
        QuotedAward(
            rule=each.rule,
            version=each.version,
            unit=each.unit,
            amount=each.amount,
            shared=each.shared,
        )
        for each in appraisal.awards
    )
    quoted = Quote(
        id=unit.new_id("quo"),
        customer_id=customer_id,
        quoted_at=unit.now,
        valid_until=unit.now + timedelta(seconds=command.valid_s),
        currency=currency,
        lines=rules.lines_of(basket),
        amount=basket.amount,
        shipping=basket.shipping,
        discounts=(*discounts, *of_codes),
        vouchers=checked,
        awards=awards,
        decisions=appraisal.decisions,
        distances=await distances(unit, command.lines, automatic, customer_id),
        rewards=offers,
        token=None,
    )
    return _signed(unit, command, basket, quoted, appraisal.facts)


def _unasked(
    basket: Basket, automatic: Sequence[Reward]
) -> tuple[Basket, tuple[QuotedDiscount, ...]]:
    """Take off what comes by itself."""
    found: list[QuotedDiscount] = []
    for reward, off in rules.best(basket, automatic):
        basket = rules.less(basket, off)
        found.append(
            QuotedDiscount(
                source=DiscountSource.REWARD,
                name=reward.reward,
                amount=off.amount,
                shipping=off.shipping,
                lines=off.lines,
            )
        )
    return basket, tuple(found)


async def _by_codes(
    unit: Unit, command: AskQuote, basket: Basket
) -> tuple[Basket, tuple[QuotedDiscount, ...], tuple[QuotedVoucher, ...]]:
    """Take off what vouchers are good for, one after the other, of what is left."""
    found: list[QuotedDiscount] = []
    checked: list[QuotedVoucher] = []
    for code in dict.fromkeys(command.vouchers):
        asked = vouchers.ValidateVoucher(
            code=code,
            customer_id=command.customer_id,
            cart=command.cart,
            lines=basket.lines,
            shipping=basket.shipping,
        )
        told = await vouchers.validate_voucher(unit, asked)
        checked.append(
            QuotedVoucher(code=code, valid=told.valid, obstacles=told.obstacles)
        )
        off = told.deduction
        if off is not None:
            basket = rules.less(basket, off)
            found.append(
                QuotedDiscount(
                    source=DiscountSource.VOUCHER,
                    name=code,
                    amount=off.amount,
                    shipping=off.shipping,
                    lines=off.lines,
                )
            )
    return basket, tuple(found), tuple(checked)


def _case(
    unit: Unit,
    command: AskQuote,
    basket: Basket,
    customer_id: CustomerId | None,
    currency: str,
) -> OrderCase:
    """Return a basket as the order that it may become."""
    lines = tuple(
        CaseLine(
            no=no,
            product_id=each.product_id,
            quantity=each.quantity,
            unit_price=each.unit_price,
            amount=each.quantity * each.unit_price - each.discount,
            discount=each.discount,
            tax=each.tax,
            variant=each.variant,
            category=each.category,
        )
        for no, each in enumerate(basket.lines, start=1)
    )
    return OrderCase(
        order_id=unit.new_id("ord"),
        customer_id=customer_id,
        occurred_at=unit.now,
        recorded_at=unit.now,
        currency=currency,
        amount=basket.amount,
        lines=lines,
        channel=command.channel,
        source=command.source,
        shipping=basket.shipping,
        points_paid=command.points_paid,
        vouchers=command.vouchers,
    )


def _signed(
    unit: Unit,
    command: AskQuote,
    basket: Basket,
    quoted: Quote,
    facts: earning.Facts,
) -> Quote:
    """Return a quote with what an order may carry; of nobody's, there is nothing."""
    if quoted.customer_id is None:
        return quoted
    told = (quoted.currency, command.channel, command.source, quoted.shipping)
    promise = orders.Promise(
        id=quoted.id,
        tenant=ids.encode("tnt", unit.principal.tenant),
        customer_id=quoted.customer_id,
        quoted_at=quoted.quoted_at,
        valid_until=quoted.valid_until,
        currency=quoted.currency,
        basket=orders.digest_basket(
            told, command.points_paid, command.vouchers, basket.lines
        ),
        amount=quoted.amount,
        shipping=quoted.shipping,
        awards=tuple(
            orders.PromisedAward(
                rule=each.rule,
                version=each.version,
                unit=each.unit,
                amount=each.amount,
            )
            for each in quoted.awards
        ),
        discounts=tuple(each.name for each in quoted.discounts),
        facts=msgspec.to_builtins(facts),
    )
    return replace(quoted, token=orders.sign_quote(unit, promise))
