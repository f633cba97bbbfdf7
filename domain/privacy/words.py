"""What is said of a request in somebody's own words, which only their key opens."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column

from domain.kernel import CustomerId, Unit, keyring
from domain.kernel.crypto import Cipher
from domain.privacy.requests import AvgRequest, RequestEvent, RequestState
from domain.privacy.tables import privacy_request_events, privacy_requests

# From here on there is no key, and none is made.
KEYLESS = frozenset(
    {RequestState.KEY_DESTROYED, RequestState.PROPAGATING, RequestState.CERTIFIED}
)
WISH, NOTE = privacy_requests.c.wish, privacy_requests.c.note
TOLD = privacy_request_events.c.note


async def sealed(
    unit: Unit, request: AvgRequest, column: Column[Any], text: str | None
) -> bytes | None:
    """Return what to store of a text; of who was erased, nothing is written down."""
    if text is None or request.state in KEYLESS:
        return None
    whose = request.customer_id
    cipher = (await keyring.every_cipher(unit, [whose]))[whose]
    return cipher.seal(column, whose, text)


async def opened(
    unit: Unit, rows: Sequence[Mapping[str, Any]]
) -> tuple[AvgRequest, ...]:
    """Return requests as they are known; of who was erased, without any words."""
    said = {row["customer_id"] for row in rows if row["wish"] or row["note"]}
    held = await keyring.ciphers(unit, sorted(said))
    return tuple(_request(row, held.get(row["customer_id"])) for row in rows)


async def told(
    unit: Unit, customer_id: CustomerId, rows: Sequence[Mapping[str, Any]]
) -> tuple[RequestEvent, ...]:
    """Return what happened to a request, and what was said of that."""
    cipher = (await keyring.ciphers(unit, [customer_id])).get(customer_id)
    events: list[dict[str, Any]] = [
        {**row, "note": _open(cipher, TOLD, customer_id, row["note"])} for row in rows
    ]
    return tuple(RequestEvent(**each) for each in events)


def _request(row: Mapping[str, Any], cipher: Cipher | None) -> AvgRequest:
    whose = row["customer_id"]
    request: dict[str, Any] = dict(row)
    for each in (WISH, NOTE):
        request[each.name] = _open(cipher, each, whose, row[each.name])
    return AvgRequest(**request)


def _open(
    cipher: Cipher | None, column: Column[Any], whose: CustomerId, value: bytes | None
) -> str | None:
    if cipher is None or value is None:
        return None
    return cipher.open(column, whose, value)
