"""Callbacks of partners: posted to addresses that they chose, as webhooks are."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias

from domain.privacy import Call, RecordCallback
from domain.settings import Settings
from domain.webhooks import is_public
from workers.ports.guard import ForbiddenAddressError, public_or_loopback
from workers.ports.http import Poster, UnreachableError

# Posts a call, and tells whether it was taken.
Carry: TypeAlias = Callable[[Call], Awaitable[RecordCallback]]


def carrier(settings: Settings) -> Carry:
    """Return who posts calls here."""
    allowed = public_or_loopback if settings.webhook_loopback else is_public

    async def carry(call: Call) -> RecordCallback:
        poster = Poster(allowed)
        try:
            answer = await poster.post(call.url, call.headers, call.body)
            taken = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
        except (TimeoutError, ForbiddenAddressError, UnreachableError):
            taken = False
        finally:
            await poster.close()
        return RecordCallback(
            callback_id=call.callback_id, progress=call.progress, taken=taken
        )

    return carry
