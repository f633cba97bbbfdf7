"""The gate in SQL means what the rule says of values."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import consent, customers
from domain.consent import (
    Basis,
    Change,
    ConsentState,
    Method,
    PublishNotice,
    PurposeKind,
    PutPurpose,
    Said,
    SetConsents,
    Wording,
)
from domain.customers.tables import customers as people
from domain.kernel import Unit
from tests.domain.ledger.books import at as later
from tests.world import NOON, World

WORDS = Wording(nl="Persoonlijk", en="Personal")
SAID = (
    None,
    ConsentState.REQUESTED,
    ConsentState.GIVEN,
    ConsentState.RENEWED,
    ConsentState.WITHDRAWN,
    ConsentState.REFUSED,
    ConsentState.INVALIDATED,
)


async def admitted(world: World, kind: PurposeKind) -> set[str]:
    async def work(unit: Unit) -> set[str]:
        gate = await consent.gate(unit, "profiling", kind)
        found = await unit.transaction.execute(
            select(people.c.id).where(gate.admits(people.c.id))
        )
        return set(found.scalars())

    return await world.platform.perform(work, world.principal, read_only=True)


@pytest.mark.parametrize("basis", [Basis.CONSENT, Basis.LEGITIMATE_INTEREST])
async def test_a_gate_admits_whom_the_rule_permits(shop: World, basis: Basis) -> None:
    purpose = PutPurpose(
        purpose="profiling",
        name=WORDS,
        basis=basis,
        kind=PurposeKind.PROFILING,
        valid_months=12,
    )
    await shop.run(consent.put_purpose, purpose)
    notice = PublishNotice(purpose="profiling", text=WORDS)
    await shop.run(consent.publish_notice, notice)
    ids: list[str] = []
    for state in SAID:
        made = await shop.run(customers.create, customers.Create(given_name="Ann"))
        ids.append(made.id)
        if state is None:
            continue
        said = Said(
            purpose="profiling",
            state=state,
            notice_version=1,
            language="nl",
            method=Method.FORM,
        )
        command = SetConsents(customer_id=made.id, consents=(said,))
        await shop.run(consent.set_consents, command)
    material = PublishNotice(purpose="profiling", text=WORDS, change=Change.MATERIAL)
    moments = [shop, later(shop, NOON + timedelta(days=400))]
    for step in range(2):
        for world in moments:
            asked = consent.AskPermitted(purpose="profiling", customer_ids=tuple(ids))
            permitted = await world.run(consent.find_permitted, asked)
            through = await admitted(world, PurposeKind.PROFILING)
            assert through == set(permitted.customer_ids)
        if step == 0:
            assert len(await admitted(shop, PurposeKind.PROFILING)) in {2, 4}
            await shop.run(consent.publish_notice, material)


async def test_who_asked_for_a_restriction_is_not_admitted(shop: World) -> None:
    purpose = PutPurpose(
        purpose="profiling",
        name=WORDS,
        basis=Basis.LEGITIMATE_INTEREST,
        kind=PurposeKind.PROFILING,
    )
    await shop.run(consent.put_purpose, purpose)
    made = await shop.run(customers.create, customers.Create(given_name="Ann"))
    assert await admitted(shop, PurposeKind.PROFILING) == {made.id}

    async def restrict(unit: Unit) -> None:
        asked = customers.Restriction(
            customer_id=made.id, reason="asked", author="test", restricted_at=NOON
        )
        await customers.restrict(unit, asked)

    await shop.platform.perform(restrict, shop.principal)
    assert await admitted(shop, PurposeKind.PROFILING) == set()


async def test_what_is_not_declared_or_of_another_kind_admits_nobody(
    shop: World,
) -> None:
    await shop.run(customers.create, customers.Create(given_name="Ann"))
    assert await admitted(shop, PurposeKind.PROFILING) == set()
    service = PutPurpose(
        purpose="profiling",
        name=WORDS,
        basis=Basis.CONTRACT,
        kind=PurposeKind.SERVICE,
    )
    await shop.run(consent.put_purpose, service)
    assert await admitted(shop, PurposeKind.PROFILING) == set()
    assert len(await admitted(shop, PurposeKind.SERVICE)) == 1
