"""GraphQL over a WebSocket, by the protocol `graphql-transport-ws`.

Its text is `PROTOCOL.md` of the npm package `graphql-ws`, and so are the codes by which
a socket is closed. Browsers cannot give headers to a socket: the credentials come with
`connection_init`, as `{"authorization": "Bearer …"}`, or else in the header.
"""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
import structlog
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api import authentication
from api import limits as rates
from api.authentication import Caller
from api.graphql import asking, messages
from api.graphql.documents import Documents
from api.graphql.problems import RequestRefused, of_refusal
from api.graphql.subscribing import Subscribed
from api.live import Live
from domain.kernel import Refusal
from domain.logs import described

PROTOCOL = "graphql-transport-ws"
INIT_S = 10.0
# A socket on which nothing is asked is closed after this long.
IDLE_S = 300.0
OPERATIONS_MAX = 20

MALFORMED, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
NO_PROTOCOL, INIT_TIMEOUT, KNOWN, INIT_AGAIN = 4406, 4408, 4409, 4429
DONE, CRASHED, TRY_AGAIN = 1000, 1011, 1013

log = structlog.get_logger()


class Said(msgspec.Struct):
    """A message of a client."""

    type: Literal["connection_init", "ping", "pong", "subscribe", "complete"]
    id: str = ""
    payload: msgspec.Raw = msgspec.Raw(b"null")


class Credentials(msgspec.Struct):
    """What may come with `connection_init`."""

    authorization: str | None = None


class Closed(Exception):
    """A client does not keep to the protocol, or is not to stay."""

    def __init__(self, code: int, reason: str) -> None:
        """Say why."""
        super().__init__(reason)
        self.code = code
        self.reason = reason


_said = msgspec.json.Decoder(Said)
_credentials = msgspec.json.Decoder(Credentials | None)


@dataclass(slots=True)
class Socket:
    """One client, and what it has asked for."""

    socket: WebSocket
    documents: Documents
    caller: Caller | None = None
    operations: dict[str, asyncio.Task[None]] = field(
        default_factory=dict[str, asyncio.Task[None]]
    )

    async def serve(self) -> None:
        """Heed what the client says, until either side ends."""
        try:
            while True:
                await self._heed(await self._hear())
        except Closed as closed:
            await self.socket.close(closed.code, closed.reason)
        except WebSocketDisconnect:
            pass
        finally:
            going = tuple(self.operations.values())
            for each in going:
                each.cancel()
            await asyncio.gather(*going, return_exceptions=True)

    async def _hear(self) -> Said:
        text = None
        while text is None:
            text = await self._text()
        try:
            return _said.decode(text)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise Closed(MALFORMED, "Invalid message") from error

    async def _text(self) -> str | None:
        """Return what the client says, or None if it is silent and has reason to be."""
        try:
            async with asyncio.timeout(INIT_S if self.caller is None else IDLE_S):
                return await self.socket.receive_text()
        except TimeoutError as error:
            if self.caller is None:
                told = "Connection initialisation timeout"
                raise Closed(INIT_TIMEOUT, told) from error
            if not self.operations:
                raise Closed(DONE, "Nothing is asked") from error
            return None
        except KeyError as error:
            raise Closed(MALFORMED, "Messages are text") from error

    async def _heed(self, said: Said) -> None:
        match said.type:
            case "connection_init":
                await self._begin(said)
            case "ping":
                await self._tell({"type": "pong"})
            case "pong":
                pass
            case "complete":
                going = self.operations.pop(said.id, None)
                if going is not None:
                    going.cancel()
            case "subscribe":
                self._subscribe(said)

    async def _begin(self, said: Said) -> None:
        if self.caller is not None:
            raise Closed(INIT_AGAIN, "Too many initialisation requests")
        try:
            given = _credentials.decode(said.payload)
        except msgspec.MsgspecError as error:
            raise Closed(MALFORMED, "Invalid payload") from error
        authorization = None if given is None else given.authorization
        self.caller = authentication.caller(self.socket, authorization)
        try:
            await self.caller.principal()
        except Refusal as refusal:
            raise Closed(FORBIDDEN, refusal.title()[:100]) from refusal
        await self._tell({"type": "connection_ack"})

    def _subscribe(self, said: Said) -> None:
        if self.caller is None:
            raise Closed(UNAUTHORIZED, "Unauthorized")
        if not said.id or said.id in self.operations:
            raise Closed(KNOWN, f"Subscriber for {said.id[:40]} already exists")
        if len(self.operations) >= OPERATIONS_MAX:
            raise Closed(TRY_AGAIN, f"More than {OPERATIONS_MAX} at a time")
        work = self._settle(self.caller, said)
        self.operations[said.id] = asyncio.create_task(work)

    async def _settle(self, caller: Caller, said: Said) -> None:
        """Answer an operation; if we fail, the client is to come again."""
        work = self._answer(caller, said)
        (outcome,) = await asyncio.gather(work, return_exceptions=True)
        gone = isinstance(outcome, WebSocketDisconnect)
        if isinstance(outcome, Exception) and not gone:
            log.error("crashed", **described(outcome))
            await self.socket.close(CRASHED)

    async def _answer(self, caller: Caller, said: Said) -> None:
        """Answer an operation, and say when that was all, or why not."""
        try:
            await self._answers(caller, said)
        except RequestRefused as error:
            await self._end(said.id, "error", messages.told(error))
        except Refusal as error:
            told = messages.told(of_refusal(error))
            await self._end(said.id, "error", told)
        else:
            await self._end(said.id, "complete")

    async def _answers(self, caller: Caller, said: Said) -> None:
        asked = messages.asked_in(bytes(said.payload))
        principal = await caller.principal()
        await rates.spend(self.socket, principal)
        platform = caller.access.platform
        admitted = await asking.admit(self.documents, asked, platform, principal)
        if admitted.more:
            await rates.spend(self.socket, principal, admitted.more)
        subscribed = Subscribed(
            http=self.socket,
            caller=caller,
            documents=self.documents,
            admitted=admitted,
        )
        async with aclosing(await subscribed.answers()) as answers:
            async for body in answers:
                if body:
                    payload = msgspec.Raw(body)
                    told = {"id": said.id, "type": "next", "payload": payload}
                    await self._tell(told)

    async def _end(self, name: str, kind: str, payload: Any = None) -> None:
        if self.operations.pop(name, None) is not None:
            more = {} if payload is None else {"payload": payload}
            await self._tell({"id": name, "type": kind, **more})

    async def _tell(self, message: dict[str, Any]) -> None:
        if self.socket.application_state is WebSocketState.CONNECTED:
            await self.socket.send_text(msgspec.json.encode(message).decode())


@dataclass(frozen=True, slots=True)
class Sockets:
    """What answers at the WebSocket of the graph."""

    documents: Documents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a client that speaks the protocol."""
        socket = WebSocket(scope, receive, send)
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await socket.close(NO_PROTOCOL, "Subprotocol not acceptable")
            return
        live: Live = socket.app.state.live
        await socket.accept(PROTOCOL)
        try:
            live.refuse_if_full()
        except Refusal:
            await socket.close(TRY_AGAIN, "Too many watchers")
            return
        await Socket(socket, self.documents).serve()
