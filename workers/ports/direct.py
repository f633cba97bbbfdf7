"""Messages that no provider stands in between of: to a shop itself, and to browsers.

Where nobody can be connected to, or says so, a message is tried again later; of a
request that was cut off nobody knows what became of it. A place that hangs is left
alone for a while, so that no customers are held for it again and again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import Parcel, Told
from domain.settings import Settings
from domain.webhooks import is_public
from workers.ports.guard import ForbiddenAddressError, public_or_loopback
from workers.ports.http import (
    Answer,
    Poster,
    UnconnectedError,
    UnreachableError,
    UnstartedError,
)
from workers.ports.offices import Circuit
from workers.ports.post import Post
from workers.ports.provider import Heard, by_status

# Customers are held meanwhile.
CONNECT_S, REQUEST_S = 2.0, 4.0
PLACES_MAX = 10_000
AGENT: Final = {"content-type": "application/json", "user-agent": "Stamgast-Messages/1"}
# The browser no longer shows anything (RFC 8030, section 7.3).
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class Direct:
    """Posts to places that shops and browsers name, each with a circuit of its own."""

    channel: ContactChannel
    poster: Poster
    heard: Callable[[Answer], Heard]
    circuits: dict[str, Circuit] = field(default_factory=dict[str, Circuit])

    async def open(self) -> frozenset[ContactChannel]:
        """Be there: each place is there or not by itself."""
        return frozenset({self.channel})

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Post a message and tell what was answered; None if nobody knows."""
        posted = parcel.posted
        assert posted is not None, "the gate saw a place"
        circuit = self._circuit(urlsplit(posted.url).netloc)
        if circuit.is_open():
            return _told(parcel, Heard(reply="resting", outcome=Outcome.LATER))
        headers = {**AGENT, **posted.headers}
        try:
            answer = await self.poster.post(posted.url, headers, posted.body)
        except ForbiddenAddressError:
            refused = Heard(reply="address_refused", outcome=Outcome.LATER)
            return _told(parcel, refused)
        except (UnconnectedError, UnstartedError):
            circuit.failed()
            return _told(parcel, Heard(reply="unreachable", outcome=Outcome.LATER))
        except (TimeoutError, UnreachableError):
            circuit.failed()
            return None
        circuit.worked()
        return _told(parcel, self.heard(answer))

    async def close(self) -> None:
        """Leave nothing open."""
        await self.poster.close()

    def _circuit(self, place: str) -> Circuit:
        if len(self.circuits) >= PLACES_MAX:
            self.circuits.clear()
        return self.circuits.setdefault(place, Circuit())


@dataclass(frozen=True, slots=True)
class Devices:
    """Hands push messages to browsers themselves, and to apps by their provider."""

    apps: Post
    browsers: Direct

    async def open(self) -> frozenset[ContactChannel]:
        """Have a way to apps, or raise `ProviderDownError`."""
        return await self.apps.open()

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Hand a message over and tell what was said; None if nobody knows."""
        by = self.apps if parcel.posted is None else self.browsers
        return await by.hand_over(parcel)

    async def close(self) -> None:
        """Leave nothing open."""
        await self.apps.close()
        await self.browsers.close()


def to_shops(settings: Settings) -> Direct:
    """Return what posts to shops here."""
    return Direct(ContactChannel.WEBHOOK, _poster(settings), _by_shop)


def to_devices(settings: Settings, apps: Post) -> Devices:
    """Return what posts to browsers here, and has apps served by somebody else."""
    browsers = Direct(ContactChannel.PUSH, _poster(settings), _by_push_service)
    return Devices(apps, browsers)


def _poster(settings: Settings) -> Poster:
    allowed = public_or_loopback if settings.webhook_loopback else is_public
    return Poster(allowed, connect_s=CONNECT_S, request_s=REQUEST_S)


def _by_shop(answer: Answer) -> Heard:
    """Return what a shop means: 2xx is taken, 410 never will be (RFC 9110)."""
    outcome = Outcome.LATER
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        outcome = Outcome.ACCEPTED
    elif answer.status == HTTPStatus.GONE:
        outcome = Outcome.REFUSED
    return Heard(reply=str(answer.status), outcome=outcome)


def _by_push_service(answer: Answer) -> Heard:
    """Return what a push service means (RFC 8030)."""
    outcome = by_status(answer.status)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        outcome = Outcome.LATER
    unknown = answer.status in GONE
    return Heard(reply=str(answer.status), outcome=outcome, unknown=unknown)


def _told(parcel: Parcel, heard: Heard) -> Told:
    return Told(
        message_id=parcel.message_id,
        outcome=heard.outcome,
        reply=heard.reply,
        content=parcel.content if heard.unknown else None,
        unknown=heard.unknown,
    )
