"""A model is learnt in no transaction, however long that takes, and published once."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from domain import recommendations
from domain.kernel import system
from domain.kernel.database import Engine, Role, options
from domain.recommendations import BeginModel, KeepModel, Lesson, PublishModel
from domain.recommendations.tables import recommended_products, recommenders
from tests.domain.ledger.books import at as later
from tests.domain.recommendations.shop import learn
from tests.domain.scoring.shop import TODAY, buy, profiling
from tests.world import World, apart
from workers.schedule import SWEEPS, Schedule

TRANSACTION_S, LEARNING_S = 2.0, 2.2
(LEARNING,) = [each for each in SWEEPS if each.use_case is recommendations.begin_model]


@pytest.fixture
async def hasty(database_url: str) -> AsyncIterator[Engine]:
    """Return an engine whose transactions end before anything is learnt."""
    short = f"{options(Role.APP)} -c transaction_timeout={TRANSACTION_S}s"
    engine = create_async_engine(
        make_url(database_url).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        connect_args={"options": short},
        json_deserializer=msgspec.json.decode,
    )
    yield engine
    await engine.dispose()


async def test_learning_may_take_longer_than_a_transaction(
    shop: World, hasty: Engine, watch: Engine
) -> None:
    await _open(shop)

    def slowly(lesson: Lesson) -> PublishModel:
        time.sleep(LEARNING_S)
        return recommendations.learn_model(lesson)

    schedule = Schedule(replace(shop.platform, engine=hasty), watch, ())
    await schedule.run_for(replace(LEARNING, computes=slowly), shop.principal.tenant)
    assert await _numbers(shop) == [1]


async def test_who_dies_learning_leaves_nothing_and_the_next_sweep_begins_again(
    shop: World, watch: Engine
) -> None:
    await _open(shop)

    def die(lesson: Lesson) -> PublishModel:
        raise MemoryError(lesson.number)

    schedule = Schedule(shop.platform, watch, ())
    with pytest.raises(MemoryError):
        await schedule.run_for(replace(LEARNING, computes=die), shop.principal.tenant)
    assert await _numbers(shop) == []
    await schedule.run_for(LEARNING, shop.principal.tenant)
    assert await _numbers(shop) == [1]


async def test_eight_who_learn_at_once_publish_one_model(shop: World) -> None:
    await _open(shop)
    learnt = recommendations.learn_model(await _lesson(shop))
    told = await asyncio.gather(*(_publish(apart(shop), learnt) for _ in range(8)))
    assert [each.version for each in told if each] == [1]
    assert await _numbers(shop) == [1]
    assert len(await shop.rows(recommended_products)) == 1
    # It is not due any more.
    begin = BeginModel()
    caller = system(shop.principal.tenant)
    assert await shop.platform.run(recommendations.begin_model, begin, caller) is None


async def test_no_model_is_published_while_one_of_before_is_kept(shop: World) -> None:
    await learn(await _open(shop))
    tomorrow = later(shop, TODAY + timedelta(days=1))
    learnt = recommendations.learn_model(await _lesson(tomorrow))
    await tomorrow.run(recommendations.keep_model, KeepModel(model=1))
    assert await _publish(tomorrow, learnt) is None
    assert await _numbers(shop) == [1]


async def test_models_are_forgotten_when_nothing_is_told_of_them_any_more(
    shop: World,
) -> None:
    await _open(shop)
    for day in (*range(6), 89):
        await learn(later(shop, TODAY + timedelta(days=day)))
    assert await _numbers(shop) == [1, 2, 3, 4, 5, 6, 7]
    await learn(later(shop, TODAY + timedelta(days=100)))
    # The last five can be gone back to, however old they are.
    assert await _numbers(shop) == [4, 5, 6, 7, 8]


async def _open(shop: World) -> World:
    await profiling(shop)
    await buy(shop, "ann", 3)
    return shop


async def _lesson(shop: World) -> Lesson:
    caller = system(shop.principal.tenant)
    begin = recommendations.begin_model
    lesson = await shop.platform.run(begin, BeginModel(), caller)
    assert lesson is not None
    return lesson


async def _publish(
    shop: World, learnt: PublishModel
) -> recommendations.Published | None:
    caller = system(shop.principal.tenant)
    return await shop.platform.run(recommendations.publish_model, learnt, caller)


async def _numbers(shop: World) -> list[int]:
    return [each["number"] for each in await shop.rows(recommenders)]
