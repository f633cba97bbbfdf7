"""Former e-mail addresses: kept for a fortnight.

Who takes an account over by changing its address cannot then ask, unnoticed, for all
that is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta
from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert

from domain.customers import bulk
from domain.customers.tables import former_emails
from domain.kernel import CustomerId, Unit, keyring, writes
from domain.kernel.rows import view

KEPT = timedelta(days=14)
FORGET_MAX = 10_000


@dataclass(frozen=True, slots=True)
class _Former:
    email: bytes


@dataclass(frozen=True, slots=True)
class _Whose:
    customer_id: CustomerId
    email: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetFormer:
    """Forget former addresses that are kept long enough."""

    limit: Annotated[int, Meta(ge=1, le=FORGET_MAX)] = FORGET_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerForgotten:
    """How many there were."""

    done: int


async def replaced(unit: Unit, emails: Mapping[CustomerId, str]) -> None:
    """Remember which addresses customers had until now.

    Of several within a fortnight it is the first: it was theirs before anything moved.
    """
    ciphers = await keyring.ciphers(unit, sorted(emails))
    column, at = former_emails.c.email, former_emails.c.replaced_at
    rows = [
        {
            "customer_id": each,
            "email": ciphers[each].seal(column, each, email),
            "replaced_at": unit.now,
        }
        for each, email in sorted(emails.items())
    ]
    if not rows:
        return
    new = insert(former_emails).values(rows)
    lately = at > unit.now - KEPT
    kept = {
        "email": case((lately, column), else_=new.excluded.email),
        "replaced_at": new.excluded.replaced_at,
    }
    unit.write(
        new.on_conflict_do_update(constraint=former_emails.primary_key, set_=kept)
    )


async def former_email(unit: Unit, customer_id: CustomerId) -> str | None:
    """Return the address that a customer had a fortnight ago, if they changed it."""
    lately = view(former_emails, _Former).where(
        former_emails.c.customer_id == customer_id,
        former_emails.c.replaced_at > unit.now - KEPT,
    )
    found = await unit.one(_Former, lately)
    ciphers = await keyring.ciphers(unit, [customer_id])
    if found is None or customer_id not in ciphers:
        return None
    column = former_emails.c.email
    return ciphers[customer_id].open(column, customer_id, found.email)


async def former_indexes(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> frozenset[bytes]:
    """Return by what the addresses that customers had were looked up.

    Those are left out that somebody else has by now: they are theirs.
    """
    ciphers = await keyring.ciphers(unit, customer_ids)
    theirs = view(former_emails, _Whose).where(
        former_emails.c.customer_id.in_(sorted(ciphers))
    )
    blind = (await keyring.secrets(unit)).blind
    column = former_emails.c.email
    indexes = {
        blind(
            "email",
            ciphers[each.customer_id].open(column, each.customer_id, each.email),
        )
        for each in await unit.all(_Whose, theirs)
    }
    if not indexes:
        return frozenset()
    holders = await bulk.email_holders(unit, sorted(indexes))
    taken = {each.email_index for each in holders if each.id not in ciphers}
    return frozenset(indexes - taken)


@writes("system")
async def forget_former(unit: Unit, command: ForgetFormer) -> FormerForgotten:
    """Forget the addresses that customers had longer ago than a fortnight."""
    del command
    over = former_emails.c.replaced_at <= unit.now - KEPT
    return FormerForgotten(done=await unit.run(delete(former_emails).where(over)))
