"""Signing heads over all seals, once a day and whenever somebody asks."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from domain import signing
from domain.kernel import Unit, writes
from domain.proofs import rules, store
from domain.proofs.model import (
    Head,
    NothingSealed,
    Seal,
    Signed,
)

DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign a head over all that is sealed."""


@writes("ledger:write", refusals=(NothingSealed,))
async def sign(unit: Unit, command: Sign) -> Head:
    """Sign a head over all that is sealed; the same one, if nothing is new."""
    del command
    last = await store.newest(unit)
    if last is None:
        raise NothingSealed
    return await _sign(unit, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDaily:
    """Sign a head, unless that was done lately."""

    every_s: Annotated[int, Meta(ge=0, le=DAY_S)] = DAY_S


@writes("system")
async def sign_daily(unit: Unit, command: SignDaily) -> Signed:
    """Sign a head once a day, if anything was sealed since."""
    last, head = await store.newest(unit), await store.newest_head(unit)
    if last is None:
        return Signed(seals=0)
    if head is not None:
        latest = signing.stamp(unit.now - timedelta(seconds=command.every_s))
        if head.seals == last.number or head.signed_at > latest:
            return Signed(seals=0)
    return Signed(seals=(await _sign(unit, last)).seals)


async def _sign(unit: Unit, last: Seal) -> Head:
    trees = rules.full_trees(last.number)
    known = await store.trees(unit, (number for number, _ in trees))
    root = rules.root_of([known[number][level] for number, level in trees])
    signer = await signing.signer(unit)
    head = Head(
        tenant_id=store.tenant_of(unit),
        seals=last.number,
        transfers=last.last,
        seal=last.hash,
        root=root.hex(),
        signed_at=signing.stamp(unit.now),
        key_id=signer.key_id,
        signature="",
    )
    signed = replace(head, signature=signer.sign(head.said).hex())
    if await store.add_head(unit, signed, unit.now):
        return signed
    (known_head,) = [
        each
        for each in await store.heads_after(unit, last.number - 1, last.number)
        if each.key_id == signer.key_id
    ]
    return known_head
