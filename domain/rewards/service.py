"""The catalogue: drafted, published, retired; and seen by who decides what is in it."""

from domain import ledger, tenants, vouchers
from domain.kernel import (
    BadCursor,
    FieldError,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)
from domain.rewards import circumstances, guard, rules, store
from domain.rewards.events import RewardPublished, RewardRetired
from domain.rewards.model import (
    PRICED,
    FindReward,
    ListRewards,
    PublishReward,
    PutReward,
    RetireReward,
    Reward,
    RewardKind,
    RewardStatus,
    RewardTerms,
)
from domain.rewards.refusals import (
    NothingDrafted,
    NotPublished,
    RewardNotFound,
    TooManyRewards,
    UnfairPrice,
)
from domain.tenants import UnitKind
from domain.vouchers import PoolNotFound

FIRST = ("", 0)


@writes(
    "rewards:write",
    refusals=(Malformed, ledger.UnitUnknown, PoolNotFound, TooManyRewards),
)
async def put_reward(unit: Unit, command: PutReward) -> Reward:
    """Write a draft of a reward; customers have what is published meanwhile."""
    await _check(unit, command.terms)
    entry = await store.hold(unit, command.reward)
    if entry is None:
        if await store.count(unit) >= store.REWARDS_MAX:
            raise TooManyRewards(store.REWARDS_MAX)
        entry = await store.add(unit, command.reward)
        entry = entry or await store.hold(unit, command.reward)
        assert entry is not None, command.reward
    known = await store.draft_of(unit, command.reward)
    store.draft(
        unit,
        entry,
        known.version if known else entry.current + 1,
        name=command.name,
        description=command.description,
        terms=command.terms,
    )
    return await _found(unit, command.reward)


@writes("rewards:write", refusals=(RewardNotFound, NothingDrafted, UnfairPrice))
async def publish_reward(unit: Unit, command: PublishReward) -> Reward:
    """Let customers have what the draft of a reward says, from now on.

    It is refused if some customer who bought before could then get a worse price than
    one who is new. What was reserved under the version before stays as it was.
    """
    await store.hold_catalogue(unit)
    entry = await store.hold(unit, command.reward)
    if entry is None:
        raise RewardNotFound
    drafted = await store.draft_of(unit, command.reward)
    if drafted is None:
        raise NothingDrafted
    await _refuse_unfair(unit, command.reward, drafted.terms)
    if drafted.terms.kind in PRICED and drafted.terms.voucher_pool is None:
        await vouchers.ensure_pool(unit, _pool(drafted))
    store.publish(unit, entry, drafted.version)
    unit.emit(RewardPublished(reward_id=entry.id, version=drafted.version))
    return await _found(unit, command.reward)


@writes("rewards:write", refusals=(RewardNotFound, NotPublished, UnfairPrice))
async def retire_reward(unit: Unit, command: RetireReward) -> Reward:
    """Let nobody have a reward any more; what was redeemed stays so.

    It is refused as publishing is: if it is what made another reward's price fair.
    """
    await store.hold_catalogue(unit)
    entry = await store.hold(unit, command.reward)
    current = None if entry is None else await store.current(unit, command.reward)
    if entry is None:
        raise RewardNotFound
    if current is None or current.status is not RewardStatus.PUBLISHED:
        raise NotPublished
    await _refuse_unfair(unit, command.reward, None)
    store.retire(unit, entry)
    unit.emit(RewardRetired(reward_id=entry.id))
    return await _found(unit, command.reward)


@reads("rewards:read", refusals=(RewardNotFound,))
async def find_reward(unit: Unit, command: FindReward) -> Reward:
    """Tell what a reward is: its draft if there is one, else its last version."""
    return await _found(unit, command.reward)


@reads("rewards:read", refusals=(BadCursor,))
async def list_rewards(unit: Unit, command: ListRewards) -> Page[Reward]:
    """Tell all rewards, by name: of each the draft and the last version."""
    after = command.after and pages.place(command.after, tuple[str, int])
    rows = await store.page(unit, after or FIRST, command.limit)
    return pages.page(rows, command.limit, lambda each: (each.reward, each.version))


def _pool(reward: Reward) -> vouchers.CreatePool:
    assert reward.terms.discount is not None, reward
    terms = vouchers.VoucherTerms(
        discount=reward.terms.discount, valid_days=reward.terms.voucher_days
    )
    return vouchers.CreatePool(
        pool=rules.pool_of(reward), name=reward.name, terms=terms
    )


async def _check(unit: Unit, terms: RewardTerms) -> None:
    """Refuse a reward of which some word means nothing here."""
    rules.check(terms)
    if terms.discount is not None:
        vouchers.check_discount(terms.discount, "/terms/discount")
    programme = await tenants.programme(unit)
    kinds = {each.code: each.kind for each in programme.units}
    for code in (terms.unit, terms.gives_unit):
        if code is not None and code not in kinds:
            raise ledger.UnitUnknown(code)
    if terms.gives_unit is not None and not _is_of_kind(terms, kinds[terms.gives_unit]):
        raise _malformed("/terms/gives_unit", "Another kind of unit is meant.")
    if terms.voucher_pool is not None:
        await vouchers.pool_named(unit, terms.voucher_pool)
    if terms.pot is not None:
        await _check_pot(unit, terms.pot, terms.unit)
    tier = terms.audience.tier_from
    if tier is not None and tier not in await circumstances.ranks(unit):
        raise _malformed("/terms/audience/tier_from", "There is no such tier.")


async def _check_pot(unit: Unit, pot_id: ledger.PotId, code: str) -> None:
    try:
        pot = await ledger.find_pot(unit, ledger.FindPot(pot_id=pot_id))
    except ledger.PotNotFound as refusal:
        raise _malformed("/terms/pot", "There is no such pot.") from refusal
    if pot.status is not ledger.PotStatus.OPEN:
        raise _malformed("/terms/pot", "It is closed.")
    if pot.unit != code:
        raise _malformed("/terms/pot", "It collects another unit.")


def _is_of_kind(terms: RewardTerms, kind: UnitKind) -> bool:
    wanted = UnitKind.MONEY if terms.kind is RewardKind.CREDIT else UnitKind.TICKETS
    return kind == wanted


async def _refuse_unfair(unit: Unit, reward: str, terms: RewardTerms | None) -> None:
    """Refuse a change of the catalogue after which the whole would be unfair."""
    beside = [
        (each.reward, each.terms)
        for each in await store.published(unit)
        if each.reward != reward
    ]
    unfair = guard.unfair([*beside, *([] if terms is None else [(reward, terms)])])
    if unfair is not None:
        raise UnfairPrice(unfair)


async def _found(unit: Unit, reward: str) -> Reward:
    found = await store.draft_of(unit, reward) or await store.current(unit, reward)
    if found is None:
        raise RewardNotFound
    return found


def _malformed(pointer: str, detail: str) -> Malformed:
    return Malformed((FieldError(pointer=pointer, detail=detail),))
