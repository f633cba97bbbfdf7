"""The SQL of browsers: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import given
from domain.messages.push import BROWSERS_MAX, Browser, BrowserId, Row
from domain.messages.push_tables import push_browsers as browsers

ROWS_MAX = 10_000
OWNERS = given(browsers.c.customer_id, name="owners")
THEIRS = browsers.c.customer_id.in_(select(OWNERS.c.customer_id))


def put(unit: Unit, row: Row) -> None:
    """Write a browser down; one that is known is from now on this customer's."""
    new = insert(browsers).values(asdict(row))
    unit.write(
        new.on_conflict_do_update(
            index_elements=[browsers.c.tenant_id, browsers.c.endpoint_index],
            set_={
                name: new.excluded[name]
                for name in (
                    *("customer_id", "service", "sealed"),
                    *("created_at", "expires_at"),
                )
            },
        )
    )


def drop_oldest(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Forget all but the newest browsers of a customer."""
    older = (
        select(browsers.c.id)
        .where(THEIRS)
        .order_by(browsers.c.created_at.desc(), browsers.c.id.desc())
        .offset(BROWSERS_MAX)
    )
    this = delete(browsers).where(browsers.c.id.in_(older))
    unit.write(this, customer_id_of=list(customer_ids))


async def of_customer(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Browser, ...]:
    """Return the browsers of a customer, newest first."""
    theirs = (
        view(browsers, Browser)
        .where(THEIRS)
        .order_by(browsers.c.created_at.desc(), browsers.c.id.desc())
        .limit(BROWSERS_MAX)
    )
    return await unit.all(Browser, theirs, customer_id_of=list(customer_ids))


async def able(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Row, ...]:
    """Return the browsers of customers that have not expired, oldest first."""
    lasting = or_(browsers.c.expires_at.is_(None), browsers.c.expires_at > unit.now)
    theirs = (
        view(browsers, Row)
        .where(THEIRS, lasting)
        .order_by(browsers.c.created_at, browsers.c.id)
        .limit(ROWS_MAX)
    )
    return await unit.all(Row, theirs, customer_id_of=list(customer_ids))


async def drop(
    unit: Unit, browser_id: BrowserId, customer_ids: Sequence[CustomerId]
) -> bool:
    """Forget a browser of a customer's; return whether there was one."""
    this = delete(browsers).where(browsers.c.id == browser_id, THEIRS)
    return await unit.run(this, customer_id_of=list(customer_ids)) == 1


def drop_endpoint(unit: Unit, endpoint_index: bytes) -> None:
    """Forget a browser that is gone."""
    this = browsers.c.endpoint_index == endpoint_index
    unit.write(delete(browsers).where(this))
