"""HTTP to addresses that others chose: checked where they lead, never followed.

TLS asks for the name that was given, whatever address it leads to. There are no
redirects, cookies or proxies, and little is read of an answer.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpcore

from workers.ports.guard import Allowed, Guarded

REQUEST_S = 15.0
CONNECT_S = 5.0
ANSWER_BYTES_MAX = 64 * 1024
CONNECTIONS_MAX = 100
KEPT_MAX = 20
KEPT_S = 15.0


class UnreachableError(Exception):
    """Nobody is there, or nobody who speaks HTTP or proves to be who was asked for."""


class UnconnectedError(UnreachableError):
    """Nobody is there, so that nothing was sent to anybody."""


class UnstartedError(TimeoutError):
    """Nobody let us in within time, so that nothing was sent to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: its status, and for how many seconds it asks to be left."""

    status: int
    retry_after_s: int | None
    # Of a long one only its beginning.
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts to addresses that others chose, over connections that it keeps a while."""

    allowed: Allowed
    connect_s: float = CONNECT_S
    request_s: float = REQUEST_S
    pool: httpcore.AsyncConnectionPool = field(init=False)

    def __post_init__(self) -> None:
        """Open nothing yet."""
        pool = httpcore.AsyncConnectionPool(
            max_connections=CONNECTIONS_MAX,
            max_keepalive_connections=KEPT_MAX,
            keepalive_expiry=KEPT_S,
            network_backend=Guarded(self.allowed),
        )
        object.__setattr__(self, "pool", pool)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post something, and return what was answered.

        It raises TimeoutError, ForbiddenAddressError or UnreachableError.
        """
        extensions = {
            "timeout": {
                "connect": self.connect_s,
                **dict.fromkeys(("read", "write", "pool"), self.request_s),
            }
        }
        try:
            async with (
                asyncio.timeout(self.request_s),
                self.pool.stream(
                    "POST",
                    url,
                    headers=list(headers.items()),
                    content=body,
                    extensions=extensions,
                ) as response,
            ):
                return Answer(
                    body=await _drain(response),
                    status=response.status,
                    retry_after_s=_retry_after(response.headers),
                )
        except (httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
            raise UnstartedError from error
        except httpcore.TimeoutException as error:
            raise TimeoutError from error
        except httpcore.ConnectError as error:
            raise UnconnectedError from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.ProxyError,
            httpcore.UnsupportedProtocol,
            OSError,
        ) as error:
            if isinstance(error, TimeoutError):
                raise
            raise UnreachableError from error

    async def close(self) -> None:
        """Leave nothing open."""
        await self.pool.aclose()


async def _drain(response: httpcore.Response) -> bytes:
    """Read a short answer, so that its connection can be kept; leave a long one."""
    body = b""
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > ANSWER_BYTES_MAX:
            break
    return body[:ANSWER_BYTES_MAX]


def _retry_after(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Return the seconds of `Retry-After`; as a date, it is not heeded."""
    for name, value in headers:
        if name.lower() == b"retry-after" and value.isdigit():
            return int(value[:9])
    return None
