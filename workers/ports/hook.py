"""The shop as its own provider: messages posted to an endpoint that it chose.

Where nobody can be connected to, or says so, a message is tried again later; of a
request that was cut off nobody knows what became of it. An endpoint that hangs is left
alone for a while, so that no customers are held for it again and again.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

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

# Customers are held meanwhile.
CONNECT_S, REQUEST_S = 2.0, 4.0
ENDPOINTS_MAX = 10_000
AGENT: Final = {"content-type": "application/json", "user-agent": "Stamgast-Messages/1"}


@dataclass(frozen=True, slots=True)
class ShopHook:
    """Hands messages to the endpoints of shops, each with a circuit of its own."""

    poster: Poster
    circuits: dict[str, Circuit] = field(default_factory=dict[str, Circuit])

    async def open(self) -> frozenset[ContactChannel]:
        """Be there: of what shops name, each is there or not by itself."""
        return frozenset({ContactChannel.WEBHOOK})

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Post a message and tell what was answered; None if nobody knows."""
        posted = parcel.posted
        assert posted is not None, "the gate saw an endpoint"
        circuit = self._circuit(posted.url)
        if circuit.is_open():
            return _told(parcel, Outcome.LATER, "resting")
        headers = {**AGENT, **posted.headers}
        try:
            answer = await self.poster.post(posted.url, headers, posted.body.encode())
        except ForbiddenAddressError:
            return _told(parcel, Outcome.LATER, "address_refused")
        except (UnconnectedError, UnstartedError):
            circuit.failed()
            return _told(parcel, Outcome.LATER, "unreachable")
        except (TimeoutError, UnreachableError):
            circuit.failed()
            return None
        circuit.worked()
        return _told(parcel, _meant(answer), str(answer.status))

    async def close(self) -> None:
        """Leave nothing open."""
        await self.poster.close()

    def _circuit(self, url: str) -> Circuit:
        if len(self.circuits) >= ENDPOINTS_MAX:
            self.circuits.clear()
        return self.circuits.setdefault(url, Circuit())


def shop_hook(settings: Settings) -> ShopHook:
    """Return what posts to shops here."""
    allowed = public_or_loopback if settings.webhook_loopback else is_public
    return ShopHook(Poster(allowed, connect_s=CONNECT_S, request_s=REQUEST_S))


def _meant(answer: Answer) -> Outcome:
    """Return what an answer means: 2xx is taken, 410 never will be (RFC 9110)."""
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome.ACCEPTED
    gone = answer.status == HTTPStatus.GONE
    return Outcome.REFUSED if gone else Outcome.LATER


def _told(parcel: Parcel, outcome: Outcome, reply: str) -> Told:
    return Told(message_id=parcel.message_id, outcome=outcome, reply=reply)
