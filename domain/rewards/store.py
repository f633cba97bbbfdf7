"""The SQL of the catalogue of rewards: one function, one statement, one type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.rewards.model import Reward, RewardId, RewardStatus, RewardTerms
from domain.rewards.tables import reward_versions, rewards

REWARDS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the catalogue, whatever its versions say."""

    id: RewardId
    reward: str
    current: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: RewardId
    reward: str
    version: int
    status: RewardStatus
    name: str
    description: str
    terms: dict[str, Any]
    taken: int
    spent: int
    recorded_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


ALL = select(
    rewards.c.id,
    rewards.c.reward,
    rewards.c.taken,
    rewards.c.spent,
    *(
        reward_versions.c[name]
        for name in (
            *("version", "status", "name", "description", "terms"),
            *("recorded_at", "published_at", "retired_at"),
        )
    ),
).select_from(
    rewards.join(reward_versions, reward_versions.c.reward_id == rewards.c.id)
)
IS_CURRENT = reward_versions.c.version == rewards.c.current
IS_DRAFT = reward_versions.c.status == RewardStatus.DRAFT


async def hold(unit: Unit, reward: str) -> Entry | None:
    """Return an entry, and keep others from changing it until this unit ends."""
    this = view(rewards, Entry).where(rewards.c.reward == reward)
    return await unit.one(Entry, this.with_for_update())


async def hold_catalogue(unit: Unit) -> None:
    """Keep others from publishing until this unit ends: the whole must be fair."""
    every = select(rewards.c.id).order_by(rewards.c.id).with_for_update().cte("every")
    await unit.value(select(func.count()).select_from(every))


async def add(unit: Unit, reward: str) -> Entry | None:
    """Make an entry, unless there is one of its name."""
    new = upsert(rewards).values(
        id=unit.new_id("rwd"), reward=reward, current=0, taken=0, spent=0
    )
    made = new.on_conflict_do_nothing().returning(
        rewards.c.id, rewards.c.reward, rewards.c.current
    )
    return await unit.one(Entry, made)


async def count(unit: Unit) -> int:
    """Return how many entries there are."""
    return int(await unit.value(select(func.count()).select_from(rewards)))


def draft(unit: Unit, entry: Entry, version: int, **said: Any) -> None:
    """Write a draft, in the place of what stood there."""
    values = {
        "reward_id": entry.id,
        "version": version,
        "status": RewardStatus.DRAFT,
        "recorded_at": unit.now,
        **said,
        "terms": msgspec.to_builtins(said["terms"]),
    }
    new = upsert(reward_versions).values(values)
    kept = {each: new.excluded[each] for each in (*said, "recorded_at")}
    unit.write(
        new.on_conflict_do_update(
            index_elements=["tenant_id", "reward_id", "version"], set_=kept
        )
    )


def publish(unit: Unit, entry: Entry, version: int) -> None:
    """Let a draft be what customers can have, and retire what was."""
    retire(unit, entry)
    this = and_(
        reward_versions.c.reward_id == entry.id, reward_versions.c.version == version
    )
    values = {"status": RewardStatus.PUBLISHED, "published_at": unit.now}
    unit.write(update(reward_versions).where(this).values(**values))
    unit.write(update(rewards).where(rewards.c.id == entry.id).values(current=version))


def retire(unit: Unit, entry: Entry) -> None:
    """Retire what customers could have."""
    this = and_(
        reward_versions.c.reward_id == entry.id,
        reward_versions.c.status == RewardStatus.PUBLISHED,
    )
    values = {"status": RewardStatus.RETIRED, "retired_at": unit.now}
    unit.write(update(reward_versions).where(this).values(**values))


async def draft_of(unit: Unit, reward: str) -> Reward | None:
    """Return the draft of a reward, if there is one."""
    found = await _rewards(unit, ALL.where(rewards.c.reward == reward, IS_DRAFT))
    return found[0] if found else None


async def current(unit: Unit, reward: str) -> Reward | None:
    """Return the last version of a reward that was published, if there is one."""
    found = await _rewards(unit, ALL.where(rewards.c.reward == reward, IS_CURRENT))
    return found[0] if found else None


async def published(unit: Unit) -> tuple[Reward, ...]:
    """Return all rewards that are published, by name."""
    these = ALL.where(IS_CURRENT, reward_versions.c.status == RewardStatus.PUBLISHED)
    return await _rewards(unit, these.order_by(rewards.c.reward).limit(REWARDS_MAX))


async def page(unit: Unit, after: tuple[str, int], limit: int) -> tuple[Reward, ...]:
    """Return drafts and last versions after one, by name, and one more."""
    place = tuple_(rewards.c.reward, reward_versions.c.version)
    these = ALL.where(or_(IS_CURRENT, IS_DRAFT), place > after)
    ordered = these.order_by(rewards.c.reward, reward_versions.c.version)
    return await _rewards(unit, ordered.limit(limit + 1))


async def page_published(unit: Unit, after: str, limit: int) -> tuple[Reward, ...]:
    """Return published rewards after one, by name, and one more."""
    these = ALL.where(IS_CURRENT, reward_versions.c.status == RewardStatus.PUBLISHED)
    further = these.where(rewards.c.reward > after).order_by(rewards.c.reward)
    return await _rewards(unit, further.limit(limit + 1))


async def versions(
    unit: Unit, wanted: Iterable[tuple[RewardId, int]]
) -> Mapping[tuple[RewardId, int], Reward]:
    """Return versions of rewards by their reward and number."""
    pairs = sorted(set(wanted))
    if not pairs:
        return {}
    # Few rewards have many versions, and all of a page are of few rewards.
    these = ALL.where(rewards.c.id.in_({reward_id for reward_id, _ in pairs}))
    found = await _rewards(unit, these)
    return {(each.id, each.version): each for each in found}


async def take(
    unit: Unit, reward_id: RewardId, terms: RewardTerms, quantity: int
) -> bool:
    """Count pieces as taken, if there are so many, and tell whether there were.

    The row decides, and not what anybody read of it before.
    """
    cost = quantity * terms.cost
    taken, spent = rewards.c.taken + quantity, rewards.c.spent + cost
    this = update(rewards).where(rewards.c.id == reward_id)
    if terms.stock is not None:
        this = this.where(taken <= terms.stock)
    if terms.budget is not None:
        this = this.where(spent <= terms.budget)
    return await unit.run(this.values(taken=taken, spent=spent)) == 1


def give(unit: Unit, reward_id: RewardId, quantity: int, cost: int) -> None:
    """Count pieces as there again."""
    this = update(rewards).where(rewards.c.id == reward_id)
    unit.write(
        this.values(taken=rewards.c.taken - quantity, spent=rewards.c.spent - cost)
    )


async def _rewards(unit: Unit, statement: Any) -> tuple[Reward, ...]:
    return tuple(
        Reward(
            **{name: getattr(each, name) for name in NAMES},
            terms=msgspec.convert(each.terms, RewardTerms),
        )
        for each in await unit.all(_Row, statement)
    )


NAMES = tuple(name for name in _Row.__slots__ if name != "terms")
