"""The catalogue of events: what is told fits what was promised."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from domain import customers, orders, webhooks
from domain.kernel import Event, system
from domain.kernel.outbox import outbox
from domain.ledger import Sweep, sweep
from domain.webhooks.catalogue import EVENTS
from tests.anomaly.commands import COMMANDS
from tests.anomaly.shop import LATER, furnished, with_everything
from tests.domain.ledger.books import at
from tests.world import World


def kinds(of: type[Event] = Event) -> Iterator[type[Event]]:
    for each in of.__subclasses__():
        yield from kinds(each)
        if each.__module__.startswith("domain."):
            yield each


def test_every_event_is_public_or_says_that_it_is_not() -> None:
    """And a public one is offered by the front door of its feature."""
    public = {each.name for each in kinds() if not each.internal}
    assert public == set(EVENTS)
    assert "tiers.brought" not in EVENTS
    assert "ledger.posted" in EVENTS


@pytest.mark.parametrize("name", EVENTS)
def test_a_schema_is_a_schema_and_says_what_the_event_is(name: str) -> None:
    told = webhooks.event_type(EVENTS[name])
    jsonschema.Draft202012Validator.check_schema(told.schema)
    assert told.description.endswith(".")


def fits(name: str, payload: Any) -> None:
    schema = webhooks.event_type(EVENTS[name]).schema
    validator: Any = jsonschema.Draft202012Validator(schema)
    validator.validate(payload)


async def test_what_everything_tells_is_known_and_fits_its_schema(
    world: World,
) -> None:
    shop = await furnished(with_everything(world))
    later = at(shop, LATER)
    merge = await COMMANDS["customers.unmerge"](shop)
    await later.run(customers.unmerge, merge)
    paid = await COMMANDS["orders.record_return"](shop)
    await later.run(orders.record_return, paid)
    await later.platform.run(sweep, Sweep(), system(shop.principal.tenant))
    internal = {each.name for each in kinds() if each.internal}
    told = set[str]()
    for row in await shop.rows(outbox):
        assert row["name"] in internal | set(EVENTS)
        if row["name"] in EVENTS:
            fits(row["name"], row["payload"])
            told.add(row["name"])
    assert len(told) >= 12, told
