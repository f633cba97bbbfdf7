"""The SQL of partners: one function, one statement, one type."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.privacy.partner import Partner
from domain.privacy.partner_tables import partner_requests, shopify_apps
from domain.privacy.requests import RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request by its partner's number."""

    partner: Partner
    their_number: str
    request_id: RequestId | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What Shopify signs by, wrapped, and what its customers' ids are called here."""

    wrapped_secret: bytes
    source: str
    set_at: datetime


async def add(unit: Unit, row: Row) -> bool:
    """Write a request down, unless it came before."""
    new = insert(partner_requests).values(asdict(row))
    return await unit.run(new.on_conflict_do_nothing()) == 1


async def find(unit: Unit, partner: Partner, their_number: str) -> Row | None:
    """Return a request by its partner's number."""
    this = view(partner_requests, Row).where(
        partner_requests.c.partner == partner,
        partner_requests.c.their_number == their_number,
    )
    return await unit.one(Row, this)


def put_app(unit: Unit, app: App) -> None:
    """Write down what Shopify signs by."""
    row = asdict(app)
    new = insert(shopify_apps).values(row)
    unit.write(new.on_conflict_do_update(constraint=shopify_apps.primary_key, set_=row))


async def app(unit: Unit) -> App | None:
    """Return what Shopify signs by."""
    return await unit.one(App, view(shopify_apps, App))
