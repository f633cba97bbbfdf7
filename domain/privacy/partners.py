"""Partners: what their users ask of us becomes the same requests as anybody's."""

import hmac
from base64 import b64encode
from hashlib import sha256

from domain import customers, tenants
from domain.customers import CustomerNotFound
from domain.kernel import (
    CustomerId,
    Malformed,
    NotAuthenticated,
    Unit,
    reads,
    writes,
)
from domain.privacy import asking, callbacks, partner_store, store
from domain.privacy.partner import (
    PROGRESS,
    CancelForPartner,
    FindForPartner,
    PartnerRequest,
    PartnerRequestNotFound,
    Progress,
    PutShopify,
    Shopify,
    TakeForPartner,
    TooLateToCancel,
)
from domain.privacy.partner_store import App, Row
from domain.privacy.requests import AskAvg, AvgRequest, CancelRequest

PURPOSE = "shopify"


@writes("privacy:write", refusals=(Malformed, tenants.ProgrammeNotFound))
async def take_for_partner(unit: Unit, command: TakeForPartner) -> PartnerRequest:
    """Take a request that a partner passes on; the same number again is the same."""
    customer_id = await _whose(unit, command)
    known = await partner_store.find(unit, command.partner, command.their_number)
    if known is not None:
        return await _shown(unit, known)
    request = None if customer_id is None else await _ask(unit, command, customer_id)
    row = Row(
        partner=command.partner,
        their_number=command.their_number,
        request_id=request and request.id,
        received_at=unit.now,
    )
    await partner_store.add(unit, row)
    callbacks.tell(unit, command, row.request_id)
    return await _shown(unit, row)


@reads("privacy:read", refusals=(PartnerRequestNotFound,))
async def find_for_partner(unit: Unit, command: FindForPartner) -> PartnerRequest:
    """Tell a partner how far a request is."""
    found = await partner_store.find(unit, command.partner, command.their_number)
    if found is None:
        raise PartnerRequestNotFound
    return await _shown(unit, found)


@writes("privacy:write", refusals=(PartnerRequestNotFound, TooLateToCancel))
async def cancel_for_partner(unit: Unit, command: CancelForPartner) -> PartnerRequest:
    """Let a partner ask no longer, while nothing was done yet."""
    found = await partner_store.find(unit, command.partner, command.their_number)
    if found is None:
        raise PartnerRequestNotFound
    told = await _shown(unit, found)
    if told.request is None or told.progress is not Progress.PENDING:
        raise TooLateToCancel(told.progress)
    await asking.cancel(unit, CancelRequest(request_id=told.request.id))
    return await _shown(unit, found)


@writes("privacy:write")
async def put_shopify(unit: Unit, command: PutShopify) -> Shopify:
    """Say by what secret Shopify signs what it passes on."""
    tenant, secret = unit.principal.tenant, command.secret.encode()
    wrapped = unit.vault.wrap(unit.dice, tenant, secret, PURPOSE)
    app = App(wrapped_secret=wrapped, source=command.source, set_at=unit.now)
    partner_store.put_app(unit, app)
    return Shopify(source=app.source, set_at=app.set_at)


async def signed_by_shopify(unit: Unit, body: bytes, signature: str) -> str:
    """Return what Shopify's customers are called here, or refuse who is not Shopify.

    It signs a body by HMAC-SHA-256 with the app's secret, in base64.
    """
    app = await partner_store.app(unit)
    if app is None:
        raise NotAuthenticated
    secret = unit.vault.unwrap(unit.principal.tenant, app.wrapped_secret, PURPOSE)
    right = b64encode(hmac.digest(secret, body, sha256)).decode()
    if not hmac.compare_digest(right.encode(), signature.encode()):
        raise NotAuthenticated
    return app.source


async def _whose(unit: Unit, command: TakeForPartner) -> CustomerId | None:
    """Return whom a request is about, whom nobody else writes until this unit ends."""
    found: CustomerId | None = None
    if command.customer_id is not None:
        named = await customers.resolve_many(unit, [command.customer_id])
        found = named.get(command.customer_id)
    if found is None and command.email is not None:
        _, found = await customers.whose_email(unit, command.email)
    if found is not None:
        await customers.lock(unit, [found])
    return found


async def _ask(
    unit: Unit, command: TakeForPartner, customer_id: CustomerId
) -> AvgRequest | None:
    asked = AskAvg(
        customer_id=customer_id, kind=command.kind, language=command.language
    )
    try:
        request = await asking.ask(unit, asked)
    except CustomerNotFound:  # Erased just now.
        return None
    note = f"Passed on by {command.partner.value}, {command.their_number}."
    return await asking.settle(unit, request, note)


async def _shown(unit: Unit, row: Row) -> PartnerRequest:
    request = None
    if row.request_id is not None:
        request = await store.find(unit, row.request_id)
    done = Progress.COMPLETED
    return PartnerRequest(
        partner=row.partner,
        their_number=row.their_number,
        progress=done if request is None else PROGRESS[request.state],
        received_at=row.received_at,
        due_at=row.received_at if request is None else request.due_at,
        request=request,
    )
