"""Checking who asks: a code to the address on file, and never a copy of an identity.

Who asks is answered the same, and as fast, whether or not the address is known here:
only what follows later looks. An answer to a code takes the same statements as well.
"""

import hmac
from dataclasses import replace
from hashlib import sha256
from zoneinfo import ZoneInfo

from domain import customers, mails, tenants
from domain.customers import Find
from domain.kernel import CustomerId, Malformed, Unit, crypto, keyring, writes
from domain.mails import Letter, MailKind
from domain.privacy import asking, check_store, letters, rules, store
from domain.privacy.check_store import Check
from domain.privacy.events import IdentityAsked
from domain.privacy.identity import (
    ASKED_MAX,
    ASKED_WITHIN,
    TRIES_MAX,
    VALID,
    AnswerCode,
    Answered,
    AskByEmail,
    ChecksForgotten,
    FollowCheck,
    ForgetChecks,
    Pending,
    SendCode,
)
from domain.privacy.requests import (
    AvgRequest,
    NoAddress,
    RequestNotFound,
    RequestNotOpen,
    RequestState,
)

CODES = 1_000_000
DICE_BYTES = 16
NOTE = "Answered a code that was sent to the address on file."
NOBODY = bytes(32)


@writes("privacy:write", refusals=(Malformed,))
async def ask_by_email(unit: Unit, command: AskByEmail) -> Pending:
    """Ask as whoever reads an address; they are sent a code, if they are known here."""
    index, _ = await customers.whose_email(unit, command.email)
    request_id = unit.new_id("avr")
    check = Check(
        request_id=request_id,
        customer_id=None,
        email_index=index,
        kind=command.kind,
        language=command.language,
        wish=await _sealed(unit, request_id, command.wish),
        code=None,
        earlier_code=None,
        tries=0,
        asked_at=unit.now,
        expires_at=unit.now + VALID,
        passed_at=None,
    )
    check_store.put(unit, check)
    unit.emit(IdentityAsked(request_id=check.request_id))
    return Pending(request_id=check.request_id, expires_at=check.expires_at)


@writes("system", refusals=(tenants.ProgrammeNotFound,))
async def follow_check(unit: Unit, command: FollowCheck) -> None:
    """Write a code to whoever is known by the address, and their request down."""
    check = await check_store.find(unit, command.request_id)
    if check is None or check.email_index is None or check.code is not None:
        return
    since = check.asked_at - ASKED_WITHIN
    asked = await check_store.asked_since(unit, check.email_index, since)
    customer_id = await customers.whose_email_index(unit, check.email_index)
    if customer_id is None or asked > ASKED_MAX:
        return
    request = AvgRequest(
        id=check.request_id,
        customer_id=customer_id,
        kind=check.kind,
        state=RequestState.IDENTITY_PENDING,
        language=check.language,
        wish=await _opened(unit, check.request_id, check.wish),
        received_at=check.asked_at,
        due_at=rules.term(check.asked_at, await _zone(unit)),
        extended_at=None,
        verified_at=None,
        duplicate_of=None,
        note=None,
        article=None,
        version=1,
    )
    await asking.receive(unit, request)
    await _write(unit, replace(check, customer_id=customer_id, wish=None))


@writes(
    "privacy:write",
    refusals=(RequestNotFound, RequestNotOpen, NoAddress, tenants.ProgrammeNotFound),
)
async def send_code(unit: Unit, command: SendCode) -> Pending:
    """Send a code to the address on file of whoever a request is about.

    An earlier one is of no more use.
    """
    request = await store.find(unit, command.request_id)
    if request is None:
        raise RequestNotFound
    if request.state is not RequestState.IDENTITY_PENDING:
        raise RequestNotOpen(request.state)
    check = Check(
        request_id=request.id,
        customer_id=request.customer_id,
        email_index=None,
        kind=request.kind,
        language=request.language,
        wish=None,
        code=None,
        earlier_code=None,
        tries=0,
        asked_at=unit.now,
        expires_at=unit.now + VALID,
        passed_at=None,
    )
    if not await _write(unit, check):
        raise NoAddress
    return Pending(request_id=check.request_id, expires_at=check.expires_at)


@writes("privacy:write", refusals=(tenants.ProgrammeNotFound,))
async def answer_code(unit: Unit, command: AnswerCode) -> Answered:
    """Answer a code; the request goes on if it is the right one.

    Nobody learns from the answer whether there is such a request.
    """
    seen = await check_store.find(unit, command.request_id)
    whose = seen and seen.customer_id
    nobody: CustomerId = unit.new_id("cus")
    await customers.lock(unit, [whose or nobody])
    check = await check_store.hold(unit, command.request_id)
    request = await store.hold(unit, command.request_id)
    right = _is_right(unit, check, command)
    if check is None:
        return Answered(request_id=command.request_id, passed=False)
    tried = replace(check, tries=check.tries + 1)
    usable = (
        check.tries < TRIES_MAX
        and unit.now < check.expires_at
        and check.passed_at is None
    )
    if not right or not usable or request is None or not _waits(request):
        check_store.put(unit, tried)
        return Answered(request_id=command.request_id, passed=False)
    check_store.put(unit, replace(tried, passed_at=unit.now))
    settled = await asking.settle(unit, request, NOTE)
    return Answered(request_id=request.id, passed=True, request=settled)


@writes("system")
async def forget_checks(unit: Unit, command: ForgetChecks) -> ChecksForgotten:
    """Forget codes an hour after they were of any use."""
    del command
    before = unit.now - ASKED_WITHIN
    return ChecksForgotten(done=await check_store.forget(unit, before))


async def _write(unit: Unit, check: Check) -> bool:
    """Send codes to all addresses on file; tell whether there is any."""
    assert check.customer_id is not None, check.request_id
    person = await customers.find(unit, Find(customer_id=check.customer_id))
    if person.email is None:
        return False
    former = await customers.former_email(unit, person.id)
    code = await _send(unit, check, person.id, person.email)
    earlier = former and await _send(unit, check, person.id, former)
    sent = replace(
        check,
        code=_digest(unit, check, code),
        earlier_code=_digest(unit, check, earlier) if earlier else None,
    )
    check_store.put(unit, sent)
    return True


async def _send(unit: Unit, check: Check, customer_id: CustomerId, to: str) -> str:
    thrown = int.from_bytes(unit.dice(DICE_BYTES), "big") % CODES
    code = f"{thrown:06}"
    shop = (await tenants.programme(unit)).name
    text = letters.code(check.language, shop, code, check.kind)
    letter = Letter(
        customer_id=customer_id,
        kind=MailKind.IDENTITY_CODE,
        to=to,
        subject=text.subject,
        text=text.body,
        language=check.language,
        valid_for=check.expires_at - unit.now,
    )
    await mails.post(unit, letter)
    return code


async def _sealed(unit: Unit, request_id: str, wish: str | None) -> bytes | None:
    """Return a wish under the tenant's key, as nobody knows yet whose it is."""
    if wish is None:
        return None
    key = (await keyring.secrets(unit)).key
    return crypto.seal(key, unit.dice, wish.encode(), f"identity_checks|{request_id}")


async def _opened(unit: Unit, request_id: str, wish: bytes | None) -> str | None:
    if wish is None:
        return None
    key = (await keyring.secrets(unit)).key
    return crypto.unseal(key, wish, f"identity_checks|{request_id}").decode()


def _is_right(unit: Unit, check: Check | None, command: AnswerCode) -> bool:
    """Tell whether all codes are right, in the same time whatever they are."""
    codes = (check and check.code, check and check.earlier_code)
    given = (command.code, command.earlier_code or "")
    named = command.request_id
    same = [
        hmac.compare_digest(known or NOBODY, _hash(unit, named, said))
        for known, said in zip(codes, given, strict=True)
    ]
    needs_both = check is not None and check.earlier_code is not None
    return same[0] and (same[1] or not needs_both)


def _digest(unit: Unit, check: Check, code: str) -> bytes:
    return _hash(unit, check.request_id, code)


def _hash(unit: Unit, request_id: str, code: str) -> bytes:
    key = unit.vault.derive("identity codes")
    said = f"{unit.principal.tenant}|{request_id}|{code}"
    return hmac.digest(key, said.encode(), sha256)


def _waits(request: AvgRequest) -> bool:
    return request.state is RequestState.IDENTITY_PENDING


async def _zone(unit: Unit) -> ZoneInfo:
    return ZoneInfo((await tenants.programme(unit)).time_zone)
