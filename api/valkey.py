"""Valkey, as far as the API knows it: it hears the bell and counts, or it is away."""

from collections.abc import Callable
from typing import Any, Protocol, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.kernel.bell import LIVE, Bell, bell_of

WAIT_S = 1
# How long one listens at a time.
LISTENS_S = 30

# What may befall whoever speaks to it.
FAULTS = (RedisError, OSError)


class Valkey(Protocol):
    """A client, which connects when it is first asked something."""

    async def ping(self) -> bool:
        """Answer."""
        ...

    async def publish(self, channel: str, message: str) -> int:
        """Tell a message to all who listen."""
        ...

    async def evalsha(self, digest: str, keys: int, *given: Any) -> Any:
        """Run a script that it knows."""
        ...

    async def script_load(self, script: str) -> str:
        """Teach it a script."""
        ...

    def pubsub(self) -> Any:
        """Return ears."""
        ...

    async def aclose(self) -> None:
        """Leave nothing open."""
        ...


def connect(url: str) -> Valkey:
    """Return a client, with a limit on every wait."""
    untyped: Any = Redis
    client = untyped.from_url(url, socket_timeout=WAIT_S, socket_connect_timeout=WAIT_S)
    return cast("Valkey", client)


def bell(valkey: Valkey) -> Bell:
    """Return a bell that the relay hears."""
    return bell_of(valkey.publish, FAULTS)


async def hear(valkey: Valkey, heard: Callable[[str], object]) -> None:
    """Listen of whom there is news, for as long as Valkey is there.

    What is heard first is nobody: until then there may have been news of anybody.
    """
    async with valkey.pubsub() as ears:
        await ears.subscribe(LIVE)
        heard("")
        while True:
            told = await ears.get_message(
                ignore_subscribe_messages=True, timeout=LISTENS_S
            )
            if told is not None:
                heard(told["data"].decode())
