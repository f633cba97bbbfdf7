"""A shop that may profile its customers, and how a test lets it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from domain import consent, customers, orders, scoring
from domain.consent import (
    Basis,
    Objection,
    PublishNotice,
    PurposeKind,
    PutPurpose,
    Said,
    Wording,
)
from domain.customers import Identity
from domain.kernel import system
from tests.domain.orders.shop import order
from tests.world import World

TODAY = datetime(2030, 1, 1, 12, tzinfo=UTC)
PROFILING = PutPurpose(
    purpose="profiling",
    name=Wording(nl="Persoonlijk", en="Personal"),
    basis=Basis.LEGITIMATE_INTEREST,
    kind=PurposeKind.PROFILING,
)


async def profiling(world: World, basis: Basis = Basis.LEGITIMATE_INTEREST) -> World:
    """Declare that customers are profiled."""
    purpose = PutPurpose(
        purpose="profiling",
        name=PROFILING.name,
        basis=basis,
        kind=PurposeKind.PROFILING,
    )
    await world.run(consent.put_purpose, purpose)
    notice = PublishNotice(purpose="profiling", text=PROFILING.name)
    await world.run(consent.publish_notice, notice)
    return world


async def buy(
    world: World,
    who: str | None,
    days_ago: int,
    *lines: orders.Line,
    number: int = 0,
    currency: str = "EUR",
) -> orders.Order:
    """Record an order of so many days ago."""
    tea = orders.Line(product_id="tea", quantity=1, unit_price=1_000)
    command = orders.Record(
        external_id=f"{who}-{days_ago}-{number}",
        customer=None if who is None else Identity(external_id=who),
        occurred_at=TODAY - timedelta(days=days_ago),
        currency=currency,
        lines=lines or (tea,),
    )
    return await world.run(orders.record, command)


async def buy_all(world: World, history: Mapping[str, Sequence[int]]) -> None:
    """Record orders of many customers, each of so many days ago, in one unit."""
    rows = tuple(
        order(
            f"{who}-{ago}",
            customer={"external_id": who},
            occurred_at=(TODAY - timedelta(days=ago)).isoformat(),
        )
        for who, days in history.items()
        for ago in days
    )
    told = await world.run(orders.record_many, orders.RecordMany(orders=rows))
    assert len(told.rows) == len(rows)


async def foretold(world: World) -> None:
    """Have customers scored of whom half come back every twenty days."""
    await profiling(world)
    regulars = {f"r{n}": range(2 + n % 9, 100, 20) for n in range(32)}
    leavers = {f"l{n}": (65 + n,) for n in range(32)}
    await buy_all(world, {who: [*days] for who, days in (regulars | leavers).items()})
    await rescore(world)


async def rescore(world: World, limit: int = 1_000) -> int:
    """Rescore until nothing waits; return how many customers were looked at."""
    done, more = 0, True
    while more:
        told = await world.platform.run(
            scoring.rescore,
            scoring.Rescore(limit=limit),
            system(world.principal.tenant),
        )
        done, more = done + told.done, told.more
    return done


async def differences(world: World) -> list[str]:
    """Return whose rollups are not what their orders come to; they are mended."""
    told = await world.platform.run(
        scoring.roll_up_anew, scoring.RollUpAnew(), system(world.principal.tenant)
    )
    return [each.customer_id for each in told.differences]


async def scores(world: World, who: str = "ann") -> scoring.Scores:
    return await world.run(
        scoring.find_scores, scoring.FindScores(customer_id=f"external:shop:{who}")
    )


async def agree(world: World, who: str, state: consent.ConsentState) -> None:
    """Say of a customer that they agree to be profiled, or not."""
    said = Said(purpose="profiling", state=state, notice_version=1, language="nl")
    command = consent.SetConsents(customer_id=f"external:shop:{who}", consents=(said,))
    await world.run(consent.set_consents, command)


async def objects(world: World, who: str) -> None:
    """Let a customer object to marketing, which includes profiling."""
    command = consent.Object(
        customer_id=f"external:shop:{who}", objection=Objection.MARKETING
    )
    await world.run(consent.object_to, command)


async def created(world: World, *names: str) -> list[str]:
    """Make customers, with these ids of the shop."""
    return [
        (
            await world.run(
                customers.create,
                customers.Create(
                    external_ids=(customers.ExternalId(source="shop", id=each),)
                ),
            )
        ).id
        for each in names
    ]
