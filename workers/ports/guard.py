"""The guard of what is connected to: addresses that are allowed, and no others.

A name is resolved here, each address is looked at, and what was looked at is what is
connected to: a name cannot lead elsewhere in between (DNS rebinding).
"""

import asyncio
import socket
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import httpcore

from domain import webhooks

RESOLVED_S = 5.0
ADDRESSES_MAX = 4

# Whether an IP address may be connected to.
Allowed: TypeAlias = Callable[[str], bool]


class ForbiddenAddressError(Exception):
    """A name leads to a place that is not for everybody."""


def public_or_loopback(address: str) -> bool:
    """Tell whether everybody can reach an address, or it is a developer's own."""
    return webhooks.is_public(address) or webhooks.is_loopback(address)


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that are allowed, whatever name leads to them."""

    def __init__(self, allowed: Allowed) -> None:
        """Say which addresses are allowed."""
        self._allowed = allowed
        made: Any = httpcore.AnyIOBackend
        self._inner: httpcore.AsyncNetworkBackend = made()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers, if all of them are allowed."""
        addresses = await _resolve(host, port)
        if not all(map(self._allowed, addresses)):
            raise ForbiddenAddressError
        for place, address in enumerate(addresses, start=1):
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses):
                    raise
        raise httpcore.ConnectError

    async def connect_unix_socket(
        self, path: str, *given: Any, **named: Any
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nobody else's files."""
        del path, given, named
        raise ForbiddenAddressError

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses that a name leads to."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(RESOLVED_S):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise httpcore.ConnectError
    return addresses[:ADDRESSES_MAX]
