"""Offices: the post by each channel, and which of them does not answer.

Who is not there is asked again after a while, twice as long each time. What goes by the
other channels waits only while they are asked; nothing goes by another than its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

import structlog

from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import Parcel, Told
from workers.ports.post import Post, ProviderDownError

# How long nobody asks a provider that was down: twice as long each time.
FIRST_REST_S, REST_S_MAX = 1.0, 60.0

log = structlog.get_logger()


@dataclass(slots=True)
class Circuit:
    """Whether a provider answers; if not, until when nobody asks it."""

    clock: Callable[[], float] = monotonic
    rest_s: float = 0.0
    until: float = 0.0

    def is_open(self) -> bool:
        """Tell whether nobody is to ask now."""
        return self.clock() < self.until

    def failed(self) -> float:
        """Return how long nobody asks from now on; many fail at once as one does."""
        if not self.is_open():
            self.rest_s = min(max(self.rest_s * 2, FIRST_REST_S), REST_S_MAX)
            self.until = self.clock() + self.rest_s
        return self.rest_s

    def worked(self) -> None:
        """Wait no more."""
        self.rest_s = self.until = 0.0


@dataclass(frozen=True, slots=True)
class Offices:
    """The post by each channel."""

    posts: Mapping[ContactChannel, Post]
    circuits: dict[ContactChannel, Circuit] = field(
        default_factory=dict[ContactChannel, Circuit]
    )

    async def open(self) -> frozenset[ContactChannel]:
        """Return by which channels something can be handed over now."""
        able: set[ContactChannel] = set()
        for channel, post in self.posts.items():
            if not self._circuit(channel).is_open():
                try:
                    able |= {channel} & await post.open()
                except ProviderDownError as error:
                    self._failed(channel, error)
        return frozenset(able)

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Hand a message over by its channel, and by no other."""
        circuit = self._circuit(parcel.channel)
        waits = Told(message_id=parcel.message_id, outcome=None)
        if circuit.is_open():
            return waits
        try:
            told = await self.posts[parcel.channel].hand_over(parcel)
        except ProviderDownError as error:
            self._failed(parcel.channel, error)
            return waits
        if told is not None and told.outcome is not Outcome.LATER:
            circuit.worked()
        return told

    async def close(self) -> None:
        """Leave nothing open."""
        for each in self.posts.values():
            await each.close()

    def _circuit(self, channel: ContactChannel) -> Circuit:
        return self.circuits.setdefault(channel, Circuit())

    def _failed(self, channel: ContactChannel, error: ProviderDownError) -> None:
        rest_s = self._circuit(channel).failed()
        log.warning("provider_down", channel=channel, why=str(error), rest_s=rest_s)
