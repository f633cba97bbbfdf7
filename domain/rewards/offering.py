"""Offers: which rewards a customer can have, and why not the others."""

from collections.abc import Mapping, Sequence

from domain import customers, ledger, tenants
from domain.customers import CustomerNotFound
from domain.kernel import BadCursor, CustomerId, Page, Unit, pages, reads
from domain.orders import Channel
from domain.rewards import circumstances, redemption_store, rules, store
from domain.rewards.model import (
    Reward,
    RewardsOfCustomer,
    RewardsOfMany,
)
from domain.rewards.redemption import Offer, Offers
from domain.rewards.rules import Circumstances, Supply


@reads(
    "rewards:redeem",
    refusals=(BadCursor, CustomerNotFound),
    subject="customer_id",
)
async def rewards_of_customer(unit: Unit, command: RewardsOfCustomer) -> Page[Offer]:
    """Tell every reward, whether a customer can have it, and why not.

    Without a channel, what is for one channel only is told as if they were there.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    after = command.after and pages.place(command.after, tuple[str])[0]
    found = await store.page_published(unit, after or "", command.limit)
    theirs = await offers(unit, [customer_id], found, command.channel)
    return pages.page(theirs[customer_id], command.limit, lambda each: (each.reward,))


@reads("rewards:redeem", subject="customer_ids")
async def rewards_of_many(unit: Unit, command: RewardsOfMany) -> tuple[Offers, ...]:
    """Tell the first rewards as each of many customers sees them."""
    found = await store.page_published(unit, "", command.limit)
    theirs = await offers(unit, command.customer_ids, found, None)
    return tuple(
        Offers(
            customer_id=customer_id,
            offers=pages.page(rows, command.limit, lambda each: (each.reward,)),
        )
        for customer_id, rows in theirs.items()
    )


async def offers(
    unit: Unit,
    customer_ids: Sequence[CustomerId],
    found: Sequence[Reward],
    channel: Channel | None,
) -> Mapping[CustomerId, list[Offer]]:
    """Return rewards as customers see them, in the order given."""
    who = await circumstances.of_many(unit, customer_ids, found, channel)
    own = await redemption_store.own(unit, customer_ids)
    purses = await purses_of(unit, customer_ids)
    words = tenants.wordings(await tenants.programme(unit))
    segments = await circumstances.segments(unit, customer_ids, found)
    return {
        customer_id: [
            offer(
                customer_id,
                each,
                who[customer_id],
                Supply(
                    now=unit.now,
                    words=words,
                    quantity=1,
                    taken=each.taken,
                    spent=each.spent,
                    own=own[customer_id, each.id],
                    balance=purses.get((customer_id, each.terms.unit), 0),
                    segments=segments[customer_id],
                ),
            )
            for each in found
        ]
        for customer_id in customer_ids
    }


async def purses_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> Mapping[tuple[CustomerId, str], int]:
    """Return what customers can spend, of each unit of value."""
    asked = ledger.BalancesOfMany(customer_ids=tuple(customer_ids))
    return {
        (each.customer_id, each.unit): each.available
        for each in await ledger.balances_of_many(unit, asked)
    }


def offer(
    customer_id: CustomerId, reward: Reward, who: Circumstances, supply: Supply
) -> Offer:
    """Return a reward as a customer sees it."""
    terms = reward.terms
    against = rules.why_not(terms, who, supply)
    left = None if terms.stock is None else max(terms.stock - reward.taken, 0)
    return Offer(
        customer_id=customer_id,
        reward_id=reward.id,
        reward=reward.reward,
        version=reward.version,
        name=reward.name,
        description=reward.description,
        kind=terms.kind,
        terms=terms,
        available=not against,
        missing=rules.missing(terms, supply),
        left=left,
        obstacles=against,
    )


async def offers_of(
    unit: Unit, customer_id: CustomerId, channel: Channel, limit: int
) -> tuple[Offer, ...]:
    """Return the first rewards as a customer sees them at a channel."""
    found = (await store.page_published(unit, "", limit))[:limit]
    return tuple((await offers(unit, [customer_id], found, channel))[customer_id])


async def automatic_for(
    unit: Unit, customer_id: CustomerId | None, channel: Channel
) -> tuple[Reward, ...]:
    """Return the rewards that a customer's basket gets unasked at this instant.

    Somebody of whom nothing is known gets what a new customer gets.
    """
    unasked = [each for each in await store.published(unit) if each.terms.automatic]
    if customer_id is None:
        who = await circumstances.of_nobody(unit, channel)
    else:
        theirs = await circumstances.of_many(unit, [customer_id], unasked, channel)
        who = theirs[customer_id]
    return tuple(
        each
        for each in unasked
        if rules.is_open(each.terms, unit.now) and rules.is_for(each.terms, who)
    )
