"""The floor: ASGI without a framework, one statement, JSON as PostgreSQL wrote it."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import UUID

from benchmarks.competitors.lanes import Lanes
from benchmarks.competitors.questions import JSON

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# In `/customers/{id}/status`.
PLACE_OF_ID = 2


def floor(lanes: Lanes) -> Callable[[Message, Receive, Send], Awaitable[None]]:
    """Answer with as little as can be done in Python."""

    async def lifespan(receive: Receive, send: Send) -> None:
        await receive()
        await lanes.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        customer = UUID(scope["path"].split("/")[PLACE_OF_ID])
        async with lanes.one() as connection:
            cursor = await connection.execute(JSON, lanes.named(customer))
            found = await cursor.fetchone()
        body = b"{}" if found is None else found[0].encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
        ]
        status = 404 if found is None else 200
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        await send({"type": "http.response.body", "body": body})

    return application
