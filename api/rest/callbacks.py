"""Callbacks of providers: what became of SMS and chat messages after they were taken.

Twilio posts a form to an address of each message, and signs address and form
(https://www.twilio.com/docs/usage/security). WhatsApp posts JSON of many messages to
one address, which it asks first whether it is ours, and signs the body
(https://developers.facebook.com/docs/graph-api/webhooks/getting-started). A wrong
signature is 401; what tells nothing new is taken all the same.
"""

import hmac
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1, sha256
from http import HTTPStatus
from typing import Annotated, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from api import authentication, limits
from api.rest.decoding import read
from domain import messages
from domain.kernel import NotAuthenticated
from domain.messages import Called, MessageNotFound, MessageReport
from domain.settings import Settings

BODY_BYTES_MAX = 256 * 1024
FIELDS_MAX = 100
# Digits of a number of Twilio's.
CODE_MAX = 9
SMS, CHAT = "/callbacks/sms", "/callbacks/whatsapp"
ARRIVED = frozenset({"delivered", "read"})
FAILED = frozenset({"failed", "undelivered"})

News: TypeAlias = tuple[Called, MessageReport]


class Error(msgspec.Struct):
    """Why something did not arrive."""

    code: int = 0


class Status(msgspec.Struct):
    """What became of one message."""

    status: str = ""
    biz_opaque_callback_data: str = ""
    errors: tuple[Error, ...] = ()


class Value(msgspec.Struct):
    """What changed."""

    statuses: Annotated[tuple[Status, ...], Meta(max_length=1_000)] = ()


class Change(msgspec.Struct):
    """Something that changed."""

    value: Value = msgspec.field(default_factory=Value)


class Entry(msgspec.Struct):
    """What changed of one account."""

    changes: tuple[Change, ...] = ()


class Payload(msgspec.Struct):
    """All that WhatsApp tells at once, as far as it is of use here."""

    entry: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Twilio:
    """Takes what is told of SMS by who knows the account's secret."""

    public_url: str
    secret: str

    async def take(self, request: Request) -> Response:
        """Write down what became of an SMS."""
        named = request.path_params["name"]
        told = messages.called(authentication.platform(request).vault, named)
        await limits.spend(request, told.principal)
        body = (await read(request, BODY_BYTES_MAX)).decode(errors="replace")
        try:
            form = parse_qsl(body, keep_blank_values=True, max_num_fields=FIELDS_MAX)
        except ValueError:
            return Response(None, HTTPStatus.BAD_REQUEST)
        address = f"{self.public_url}{SMS}/{named}"
        signed = address + "".join(f"{key}{value}" for key, value in sorted(set(form)))
        digest = hmac.digest(self.secret.encode(), signed.encode(), sha1)
        _check(b64encode(digest).decode(), request, "x-twilio-signature")
        said = dict(form)
        code = said.get("ErrorCode", "")[:CODE_MAX]
        report = _report(
            said.get("MessageStatus", ""),
            int(code) if code.isdecimal() else 0,
            (messages.SMS_NOBODY, messages.SMS_STOPPED),
        )
        if report is not None:
            await _tell(request, (told, report))
        return Response(None, HTTPStatus.NO_CONTENT)


@dataclass(frozen=True, slots=True, repr=False)
class WhatsApp:
    """Takes what is told of chat messages by who knows the app's secret."""

    secret: str
    verify: str

    async def confirm(self, request: Request) -> Response:
        """Say that the address is ours, to who knows what was agreed."""
        said = request.query_params
        agreed = said.get("hub.verify_token", "").encode()
        if not hmac.compare_digest(agreed, self.verify.encode()):
            raise NotAuthenticated
        return PlainTextResponse(said.get("hub.challenge", "")[:200])

    async def take(self, request: Request) -> Response:
        """Write down what became of messages, each for its own tenant."""
        body = await read(request, BODY_BYTES_MAX)
        digest = hmac.digest(self.secret.encode(), body, sha256).hex()
        _check(f"sha256={digest}", request, "x-hub-signature-256")
        try:
            payload = msgspec.json.decode(body, type=Payload)
        except msgspec.DecodeError:
            return Response(None, HTTPStatus.BAD_REQUEST)
        news = list(_news(request, payload))
        for principal, count in Counter(told.principal for told, _ in news).items():
            await limits.spend(request, principal, count)
        for each in news:
            await _tell(request, each)
        return Response(None, HTTPStatus.OK)


def served(settings: Settings) -> tuple[BaseRoute, ...]:
    """Return where the providers call that settings name."""
    found: list[BaseRoute] = []
    if settings.sms_url is not None:
        secret = unquote(urlsplit(settings.sms_url).password or "")
        twilio = Twilio(settings.public_url, secret)
        path = f"{SMS}/{{name}}"
        found.append(Route(path, twilio.take, methods=["POST"], name=path))
    if settings.whatsapp_secret:
        chat = WhatsApp(settings.whatsapp_secret, settings.whatsapp_verify)
        found += [
            Route(CHAT, chat.confirm, methods=["GET"], name=CHAT),
            Route(CHAT, chat.take, methods=["POST"], name=CHAT),
        ]
    return tuple(found)


def _news(request: Request, payload: Payload) -> Iterator[News]:
    """Return what is new of messages that were named here."""
    vault = authentication.platform(request).vault
    for entry in payload.entry:
        for change in entry.changes:
            for each in change.value.statuses:
                code = each.errors[0].code if each.errors else 0
                meant = (messages.CHAT_NOBODY, messages.CHAT_STOPPED)
                report = _report(each.status, code, meant)
                if report is not None and each.biz_opaque_callback_data:
                    try:
                        told = messages.called(vault, each.biz_opaque_callback_data)
                    except MessageNotFound:
                        continue
                    yield told, report


def _report(
    status: str, code: int, meant: tuple[frozenset[int], int]
) -> MessageReport | None:
    """Return what a provider's word means; most tell that it is on its way."""
    if status in ARRIVED:
        return MessageReport.DELIVERED
    return messages.undelivered(code, *meant) if status in FAILED else None


async def _tell(request: Request, news: News) -> None:
    """Write down what became of a message; who was erased has none any more."""
    told, report = news
    platform = authentication.platform(request)
    command = messages.ReportMessage(message_id=told.message_id, report=report)
    try:
        await platform.run(messages.report_message, command, told.principal)
    except MessageNotFound:
        return


def _check(right: str, request: Request, header: str) -> None:
    """Refuse who does not know the secret."""
    said = request.headers.get(header, "").encode()
    if not hmac.compare_digest(right.encode(), said):
        raise NotAuthenticated
