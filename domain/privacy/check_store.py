"""The SQL of identity: one function, one statement, one type."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.privacy.check_tables import identity_checks
from domain.privacy.requests import RequestId, RequestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A code that somebody must answer, of whom it may be that nobody knows them."""

    request_id: RequestId
    customer_id: CustomerId | None
    email_index: bytes | None
    kind: RequestKind
    language: str
    wish: bytes | None
    code: bytes | None
    earlier_code: bytes | None
    tries: int
    asked_at: datetime
    expires_at: datetime
    passed_at: datetime | None


CHECKS = view(identity_checks, Check)


def put(unit: Unit, check: Check) -> None:
    """Write a check down, or what has become of it."""
    row = asdict(check)
    new = insert(identity_checks).values(row)
    unit.write(
        new.on_conflict_do_update(constraint=identity_checks.primary_key, set_=row)
    )


async def find(unit: Unit, request_id: RequestId) -> Check | None:
    """Return a check."""
    this = CHECKS.where(identity_checks.c.request_id == request_id)
    return await unit.one(Check, this)


async def hold(unit: Unit, request_id: RequestId) -> Check | None:
    """Return a check and keep others from it until this unit ends."""
    this = CHECKS.where(identity_checks.c.request_id == request_id)
    return await unit.one(Check, this.with_for_update())


async def asked_since(unit: Unit, email_index: bytes, since: datetime) -> int:
    """Return how often codes were asked for an address since an instant."""
    these = select(func.count()).where(
        identity_checks.c.email_index == email_index,
        identity_checks.c.asked_at > since,
    )
    return int(await unit.value(these))


async def forget(unit: Unit, before: datetime) -> int:
    """Forget the checks that were over before an instant, and return how many."""
    over = delete(identity_checks).where(identity_checks.c.expires_at <= before)
    return await unit.run(over)
