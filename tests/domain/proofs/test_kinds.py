"""Every kind of transfer is sealed whole: no byte of any field can be changed."""

import json
from pathlib import Path

from domain import customers, ledger, proofs, tenants
from domain.ledger import FIELDS, TransferKind
from domain.ledger.tables import transfers
from tests.anomaly.shop import BOB, furnished
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    confirm,
    earn,
    hold,
    post,
    refund,
    release,
    set_aside,
    spend,
    verify,
)
from tests.domain.ledger.test_caring import WHY, somebody, sweep
from tests.domain.privacy.asking import as_system
from tests.domain.privacy.erasing import erased
from tests.domain.proofs.notary import is_proved, prove, seal_all, sign, transfer_ids
from tests.domain.proofs.offline import exported, verdict
from tests.world import NOON, TOMORROW, World


async def live(shop: World) -> None:
    """Have customers do all that there is a kind of transfer for."""
    ann, bob = await somebody(shop), await somebody(shop, "bob")
    later = at(shop, NOON + 3 * DAY)
    await post(
        shop,
        earn(ann, 90, "o1", expires_at=NOON + DAY),
        earn(ann, 80, "o2", available_at=TOMORROW, expires_at=NOON + 9 * DAY),
        earn(bob, 10, "o3"),
    )
    aside = [set_aside(ann, 10, f"c{n}", expires_at=NOON + 2 * DAY) for n in range(3)]
    first, second, _ = await hold(shop, *aside)
    await confirm(shop, first.hold_id)
    await release(shop, second.hold_id)
    await post(shop, spend(ann, 20), refund(ann, 5), spend(bob, 10, "r2"))
    await post(shop, clawback(bob, 10, order="o3"), earn(bob, 30, "o4"))
    await sweep(later)
    reinstate = ledger.Reinstate(
        customer_id=ann,
        expired_since=NOON,
        expires_at=NOON + 9 * DAY,
        reason=WHY,
    )
    await later.run(ledger.reinstate, reinstate)
    longer = ledger.ExtendLots(customer_id=ann, expires_at=NOON + 30 * DAY, reason=WHY)
    await later.run(ledger.extend_lots, longer)
    most = ledger.SetPolicy(unit="points", giveable=True, balance_max=400)
    await later.run(ledger.set_policy, most)
    await post(later, earn(bob, 900, "o5"))
    given = ledger.Give(customer_id=bob, to=ann, amount=7)
    await later.run(ledger.give, given)
    await later.run(tenants.add_unit, tenants.AddUnit(code="cents", name="Cents"))
    rate = ledger.SetRate(unit="points", into="cents", takes=10, gives=5)
    await later.run(ledger.set_rate, rate)
    wanted = ledger.Convert(customer_id=bob, into="cents", amount=20)
    await later.run(ledger.convert, wanted)
    fixed = ledger.Adjust(customer_id=bob, amount=-1, reason='"é\\')
    await later.run(ledger.adjust, fixed)
    await later.run(customers.merge, customers.Merge(kept_id=ann, merged_id=bob))
    await later.platform.perform(
        lambda unit: ledger.forfeit_all(unit, [ann], {}), later.principal
    )
    await verify(later)


def test_all_that_a_transfer_says_is_hashed() -> None:
    assert {"tenant_id", *FIELDS} == {each.name for each in transfers.columns}


async def test_no_byte_of_any_field_of_any_kind_can_be_changed(
    shop: World, tmp_path: Path
) -> None:
    await live(shop)
    later = at(shop, NOON + 4 * DAY)
    await seal_all(later)
    await sign(later)
    lines = await exported(later)
    assert verdict(tmp_path, lines).startswith("ACCEPTED")
    seen: set[tuple[str, ...]] = set()
    for place, line in enumerate(lines):
        said = json.loads(line)
        way = said.get("kind", ""), said.get("debit", ""), said.get("credit", "")
        if said["line"] != "transfer" or way in seen:
            continue
        seen.add(way)
        for name in FIELDS:
            for spoilt in changed(line, name, place):
                told = verdict(tmp_path, [*lines[:place], spoilt, *lines[place + 1 :]])
                assert told.startswith("REFUSED"), (way, name, spoilt)
    assert {kind for kind, _, _ in seen} == set(TransferKind)


def changed(line: bytes, name: str, chance: int) -> list[bytes]:
    """Return a line with another byte in a field: each digit, or one of its text."""
    text = json.dumps(json.loads(line)[name], ensure_ascii=False).encode()
    at_value = line.index(b'"%b":' % name.encode()) + len(name) + 3
    assert line[at_value : at_value + len(text)] == text, (line, name)
    ends = 1 if text.startswith(b'"') else 0
    places = range(ends, len(text) - ends)
    if len(places) > 1:
        places = [places[chance % len(places)]]
    found: list[bytes] = []
    for each in places:
        other = b"7" if text[each : each + 1] != b"7" else b"8"
        spot = at_value + each
        found.append(line[:spot] + other + line[spot + 1 :])
    return found


async def test_who_is_erased_leaves_all_proofs_as_they_were(
    world: World, tmp_path: Path
) -> None:
    shop = await furnished(world)
    platform = as_system(shop)
    hour = at(shop, NOON + DAY / 24)
    await seal_all(hour)
    await sign(hour)
    named = await transfer_ids(shop)
    before = [await prove(shop, each) for each in named]
    await erased(shop, BOB)
    assert [await prove(shop, each) for each in named] == before
    for proof in before:
        assert await is_proved(shop, proof)
    later = at(shop, NOON + 40 * DAY)
    await seal_all(later)
    await sign(later)
    assert verdict(tmp_path, await exported(later)).startswith("ACCEPTED")
    told = await platform.run(proofs.verify_some, proofs.VerifySome())
    assert (told.findings, told.transfers >= len(named)) == ((), True)
    await verify(later)
