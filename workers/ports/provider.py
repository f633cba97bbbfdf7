"""Providers that take messages over HTTP: what is asked of one, and what it says.

Who cannot be connected to, or has no room, or does not know us, took nothing: that is
no attempt. Of a request that was cut off nobody knows what became of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, TypeVar

import msgspec

from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import Parcel, Told
from workers.ports.guard import ForbiddenAddressError
from workers.ports.http import (
    Answer,
    Poster,
    UnconnectedError,
    UnreachableError,
    UnstartedError,
)
from workers.ports.post import ProviderDownError

T = TypeVar("T")

# It is us whom it does not let in, or it has no room: no fault of the message.
CLOSED = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that hands a message over."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a provider said, by a word that names nobody.

    With `lets_in` it is this reader whom it does not take, whatever its status.
    """

    reply: str
    outcome: Outcome
    unknown: bool = False
    stopped: bool = False
    lets_in: bool = False


class Shape(Protocol):
    """How a provider is asked, and how it is understood."""

    async def ready(self, poster: Poster) -> None:
        """Be let in, if that takes a request, or raise `ProviderDownError`."""
        ...

    def asked(self, parcel: Parcel) -> Asked:
        """Return the request that hands a message over."""
        ...

    def heard(self, answer: Answer) -> Heard:
        """Return what an answer means."""
        ...


@dataclass(frozen=True, slots=True)
class Provider:
    """Hands messages of one channel to a provider over HTTP."""

    channel: ContactChannel
    shape: Shape
    poster: Poster

    async def open(self) -> frozenset[ContactChannel]:
        """Be let in, or raise `ProviderDownError`."""
        await self.shape.ready(self.poster)
        return frozenset({self.channel})

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Hand a message over and tell what was said; None if nobody knows."""
        asked = self.shape.asked(parcel)
        try:
            answer = await self.poster.post(asked.url, asked.headers, asked.body)
        except (UnconnectedError, UnstartedError, ForbiddenAddressError) as error:
            raise ProviderDownError(type(error).__name__) from error
        except (TimeoutError, UnreachableError):
            return None
        heard = self.shape.heard(answer)
        if answer.status in CLOSED and not heard.lets_in:
            raise ProviderDownError(str(answer.status))
        return Told(
            message_id=parcel.message_id,
            outcome=heard.outcome,
            reply=heard.reply,
            content=parcel.content if heard.outcome is Outcome.REFUSED else None,
            unknown=heard.unknown,
            stopped=heard.stopped,
        )

    async def close(self) -> None:
        """Leave nothing open."""
        await self.poster.close()


def by_status(status: int) -> Outcome:
    """Return what a status means by itself: 4xx will never be taken."""
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome.ACCEPTED
    if status < HTTPStatus.BAD_REQUEST or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.LATER
    return Outcome.REFUSED


def said(answer: Answer, into: type[T]) -> T:
    """Return what an answer says as JSON, or nothing of it if it is another."""
    try:
        return msgspec.json.decode(answer.body, type=into)
    except msgspec.DecodeError:
        return into()
