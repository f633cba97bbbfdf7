"""Answering: all that is known of a customer, sealed, and fetched once by a link."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, TypeAlias
from uuid import UUID

import structlog
from msgspec import Meta

from domain import customers
from domain.kernel import (
    Kind,
    Principal,
    Refusal,
    TenantId,
    Unit,
    crypto,
    keyring,
    reads,
    writes,
)
from domain.kernel.types import Instant, ShortText
from domain.logs import described
from domain.privacy import collecting, notices, rules, stock, store
from domain.privacy.archive import About, Archive
from domain.privacy.asking import save
from domain.privacy.beginning import CollectAnswer, Gauge
from domain.privacy.requests import (
    AvgRequest,
    FindRequest,
    RequestId,
    RequestNotFound,
    RequestNotOpen,
    RequestState,
)
from domain.privacy.store import Artefact

# An answer can be fetched so long; after that, who asks again is answered anew.
KEPT_DAYS = 14
SECRET_BYTES = 32
TENANT_BYTES = 16
ALL = 100

log = structlog.get_logger()

Token: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{64}$(?!\n)", examples=["A" * 64])
]


@dataclass(eq=False)
class ExportGone(Refusal):
    """This link fetches nothing: it was used, replaced, or is too old."""

    kind = Kind.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAnswer:
    """Keep what answers a request, as of the instant at which it was collected.

    Without content it could not be collected, because of an error of that kind.
    """

    request_id: RequestId
    content: bytes | None
    error: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept, and that there may be more to answer."""

    request_id: RequestId
    more: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """By what an answer can be fetched, once; an earlier link fetches nothing more."""

    request_id: RequestId
    token: Token
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that is known of a customer, as a ZIP."""

    request_id: RequestId
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAnswers:
    """Forget the answers that are kept long enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many there were."""

    done: int


@reads("system", refusals=(RequestNotFound,))
async def collect_answer(unit: Unit, command: CollectAnswer) -> KeepAnswer:
    """Collect all that is known, at one instant, of whoever asked."""
    request = await store.find(unit, command.request_id)
    if request is None:
        raise RequestNotFound
    work = _content(unit, request, command.gauge)
    (content,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(content, bytes):
        return KeepAnswer(request_id=request.id, content=content)
    # One that cannot be answered keeps nobody else from an answer.
    log.error("answer_failed", request_id=request.id, **described(content))
    error = type(content).__name__
    return KeepAnswer(request_id=request.id, content=None, error=error)


@writes("system", refusals=(RequestNotFound,))
async def keep_answer(unit: Unit, command: KeepAnswer) -> Kept:
    """Keep an answer sealed by its customer's key, unless it was kept before."""
    request = await store.hold(unit, command.request_id)
    if request is None:
        raise RequestNotFound
    if request.state is not RequestState.RUNNING:
        return Kept(request_id=request.id)
    if command.content is None:
        note = f"It could not be collected ({command.error}), and is tried again."
        failed = rules.follow(request, RequestState.FAILED)
        await save(unit, replace(failed, progress=None), note)
        return Kept(request_id=request.id)
    whose = request.customer_id
    cipher = (await keyring.every_cipher(unit, [whose]))[whose]
    context = f"privacy_exports|{request.id}"
    artefact = Artefact(
        request_id=request.id,
        customer_id=request.customer_id,
        sealed=crypto.seal(cipher.key, unit.dice, command.content, context),
        digest=sha256(command.content).digest(),
        token=None,
        built_at=unit.now,
        expires_at=unit.now + timedelta(days=KEPT_DAYS),
    )
    store.keep(unit, artefact)
    await notices.ready(unit, request)
    ready = rules.follow(request, RequestState.READY)
    await save(unit, replace(ready, progress=ALL), None)
    return Kept(request_id=request.id)


@writes("privacy:write", refusals=(RequestNotFound, RequestNotOpen))
async def link(unit: Unit, command: FindRequest) -> Link:
    """Make the link by which an answer is fetched, once; for the shop to pass on."""
    request = await store.hold(unit, command.request_id)
    if request is None:
        raise RequestNotFound
    if request.state not in {RequestState.READY, RequestState.DELIVERED}:
        raise RequestNotOpen(request.state)
    secret = unit.dice(SECRET_BYTES)
    until = await store.lend(unit, request.id, sha256(secret).digest())
    if until is None:
        raise RequestNotOpen(RequestState.EXPIRED)
    packed = unit.principal.tenant.bytes + secret
    token = urlsafe_b64encode(packed).decode()
    return Link(request_id=request.id, token=token, expires_at=until)


async def fetch(unit: Unit, token: str) -> Answer:
    """Fetch an answer by its link, which then fetches nothing more, or refuse."""
    _, secret = _unpacked(token)
    artefact = await store.take(unit, sha256(secret).digest())
    if artefact is None or artefact.expires_at <= unit.now:
        raise ExportGone
    held = await keyring.ciphers(unit, [artefact.customer_id])
    if artefact.customer_id not in held:
        raise ExportGone
    key = held[artefact.customer_id].key
    context = f"privacy_exports|{artefact.request_id}"
    content = crypto.unseal(key, artefact.sealed, context)
    request = await store.hold(unit, artefact.request_id)
    assert request is not None, artefact.request_id
    if request.state is RequestState.READY:
        await save(unit, rules.follow(request, RequestState.DELIVERED), None)
    return Answer(request_id=artefact.request_id, content=content)


@writes("system")
async def forget_answers(unit: Unit, command: ForgetAnswers) -> Forgotten:
    """Forget answers that nobody may fetch any more."""
    del command
    return Forgotten(done=await store.forget(unit))


def holder(token: str) -> Principal:
    """Return whom a link lets in: its holder, to fetch and nothing else; or refuse."""
    tenant, _ = _unpacked(token)
    return Principal(tenant=tenant, scopes=frozenset(), actor="link")


def _unpacked(token: str) -> tuple[TenantId, bytes]:
    try:
        packed = urlsafe_b64decode(token)
    except ValueError as error:
        raise ExportGone from error
    if len(packed) != TENANT_BYTES + SECRET_BYTES:
        raise ExportGone
    tenant = TenantId(UUID(bytes=packed[:TENANT_BYTES]))
    return tenant, packed[TENANT_BYTES:]


async def _content(unit: Unit, request: AvgRequest, gauge: Gauge) -> bytes:
    names = await customers.names_of(unit, request.customer_id)
    about = About(
        request_id=request.id,
        customer_id=request.customer_id,
        kind=request.kind,
        language=request.language,
        as_of=unit.now,
    )
    archive = Archive(about)
    places = collecting.places(request.kind)
    counted = await stock.counts(unit, names)
    gauge.of = sum(counted.get(place.name, 0) for place in places)
    for place in places:
        writing = archive.chapter(place.name, tuple(place.shown))
        pieces = collecting.pieces(unit, place, names)
        piece = await anext(pieces, None)
        while piece is not None:
            # PostgreSQL reads the next piece while this one is written and deflated.
            work = asyncio.to_thread(writing.write, piece)
            gauge.rows += len(piece)
            _, piece = await asyncio.gather(work, anext(pieces, None))
        archive.finish(writing)
    return archive.close()
