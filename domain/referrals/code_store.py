"""The SQL of settings, codes and prints: one function, one statement, one type."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view
from domain.referrals.model import ReferralSettings
from domain.referrals.tables import (
    referral_codes,
    referral_prints,
    referral_settings,
)

CODES, PRINTS = referral_codes.c, referral_prints.c
PRINTS_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whose a code is."""

    customer_id: CustomerId
    code: str


@dataclass(frozen=True, slots=True)
class _Print:
    customer_id: CustomerId
    print: bytes


_WHOSE = sets.given(PRINTS.customer_id, name="whose")
OF_ALL = view(referral_prints, _Print).where(
    PRINTS.customer_id.in_(select(_WHOSE.c.customer_id))
)


async def settings(unit: Unit) -> ReferralSettings:
    """Return how referrals go, as was said or as is usual."""
    found = await unit.one(ReferralSettings, view(referral_settings, ReferralSettings))
    return found or ReferralSettings()


def set_settings(unit: Unit, given: ReferralSettings) -> None:
    """Write down how referrals go."""
    said = asdict(given)
    new = upsert(referral_settings).values(said)
    unit.write(
        new.on_conflict_do_update(constraint=referral_settings.primary_key, set_=said)
    )


async def code_of(unit: Unit, customer_id: CustomerId) -> str | None:
    """Return the code of a customer."""
    this = view(referral_codes, Held).where(CODES.customer_id == customer_id)
    found = await unit.one(Held, this)
    return found and found.code


async def add_code(unit: Unit, held: Held) -> bool:
    """Write a code down, unless it is taken or they have one."""
    new = upsert(referral_codes).values(asdict(held)).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def hold_code(unit: Unit, code: str) -> Held | None:
    """Return whose a code is, and keep others from it, so that they count in turn."""
    this = view(referral_codes, Held).where(CODES.code == code)
    return await unit.one(Held, this.with_for_update())


def add_print(unit: Unit, customer_id: CustomerId, digest: bytes) -> None:
    """Write down what somebody paid with."""
    new = upsert(referral_prints).values(customer_id=customer_id, print=digest)
    unit.write(new.on_conflict_do_nothing())


async def prints(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> dict[CustomerId, set[bytes]]:
    """Return what each of some customers paid with."""
    ids = sorted(set(customer_ids))
    limited = OF_ALL.limit(PRINTS_MAX * max(len(ids), 1))
    found: dict[CustomerId, set[bytes]] = {}
    for each in await unit.all(_Print, limited, customer_id_of=ids):
        found.setdefault(each.customer_id, set()).add(bytes(each.print))
    return found
