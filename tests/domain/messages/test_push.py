"""Push messages to browsers: registered, sealed for one, forgotten when it is gone."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.jwk import ECKey

from domain import consent, customers, messages
from domain.consent import Basis, ConsentState, ContactChannel, PurposeKind, Wording
from domain.kernel import Malformed, TenantId
from domain.kernel.crypto import Vault
from domain.kernel.ids import uuid7
from domain.messages import (
    Block,
    BlockKind,
    BrowserNotFound,
    Message,
    MessageState,
    Phrase,
    PutTemplate,
    Reason,
    SubjectLine,
    push_crypto,
    pushing,
)
from domain.messages.push import BROWSERS_MAX, RegisterBrowser
from domain.messages.push_tables import push_browsers
from tests.domain.messages.writing import (
    NEWS,
    OPEN,
    declared,
    found,
    sent,
    settled,
    somebody,
    written,
)
from tests.domain.webhooks.receiving import open_sandbox, receiving
from tests.workers.test_mail import SETTINGS
from tests.world import NOON, World
from workers.ports.town import offices

PUSH = ContactChannel.PUSH
SETTING = replace(SETTINGS, smtp_url=None, webhook_loopback=True)
# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
P256DH = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpk"
    "NtoIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3v"
    "CYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXP"
    "XLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def _key(said: str) -> EllipticCurvePrivateKey:
    number = int.from_bytes(push_crypto.octets(said))
    return derive_private_key(number, push_crypto.CURVE)


def _opened(body: bytes) -> bytes:
    """Return what a browser reads, by the steps of RFC 8291 from its side."""
    salt, sender, sealed = body[:16], body[21:86], body[86:]
    receiver, public = _key(RECEIVER), push_crypto.octets(P256DH)
    point = EllipticCurvePublicKey.from_encoded_point(push_crypto.CURVE, sender)

    def expanded(salted: bytes, secret: bytes, info: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salted, info).derive(secret)

    shared = receiver.exchange(ECDH(), point)
    info = b"WebPush: info\0" + public + sender
    made = expanded(push_crypto.octets(AUTH), shared, info, 32)
    key = expanded(salt, made, b"Content-Encoding: aes128gcm\0", 16)
    nonce = expanded(salt, made, b"Content-Encoding: nonce\0", 12)
    return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1]


def test_the_example_of_the_standard_is_sealed_as_it_says() -> None:
    browser = push_crypto.octets(P256DH), push_crypto.octets(AUTH)
    sealed = push_crypto.encrypted(
        PLAIN, browser, _key(SENDER), push_crypto.octets(SALT)
    )
    assert push_crypto.text(sealed) == BODY
    assert _opened(sealed) == PLAIN


async def _registered(
    shop: World, who: str, endpoint: str = "https://fcm.googleapis.com/fcm/send/abc"
) -> Any:
    command = RegisterBrowser(
        customer_id=who, endpoint=endpoint, p256dh=P256DH, auth=AUTH
    )
    return await shop.run(messages.register_browser, command)


async def _agreed(shop: World) -> str:
    """Return somebody who agrees to push messages."""
    await declared(shop)
    await settled(shop, **OPEN, shop_url="https://hoek.example/")
    purpose = consent.PutPurpose(
        purpose=NEWS,
        name=Wording(nl=NEWS, en=NEWS),
        basis=Basis.CONSENT,
        kind=PurposeKind.MARKETING,
        channels=(PUSH,),
    )
    await shop.run(consent.put_purpose, purpose)
    ann = await somebody(shop)
    said = consent.Said(
        purpose=NEWS,
        channel=PUSH,
        state=ConsentState.GIVEN,
        notice_version=1,
        language="nl",
    )
    command = consent.SetConsents(customer_id=ann, consents=(said,))
    await shop.run(consent.set_consents, command)
    return ann


async def _pushed(shop: World, ann: str) -> Message:
    message = await written(shop, ann, channel=PUSH)
    post = offices(SETTING)
    await sent(shop, post)
    await post.close()
    return await found(shop, message)


async def test_a_browser_gets_what_only_it_can_read_from_who_it_knows(
    world: World,
) -> None:
    shop = await open_sandbox(world)
    async with receiving() as receiver:
        receiver.status = 201
        ann = await _agreed(shop)
        await _registered(shop, ann, receiver.url)
        message = await _pushed(shop, ann)
    assert (message.state, message.reply) == (MessageState.ACCEPTED, "201")
    (request,) = receiver.received
    said = json.loads(_opened(request.body))
    assert said["title"] == "Nieuws voor Ann"
    assert "er is taart" in said["body"]
    assert said["url"] == "https://hoek.example/"
    headers = request.headers
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["ttl"] == str(72 * 3_600)
    assert headers["topic"] == message.id.removeprefix("msg_")
    key = await shop.run(messages.find_push_key, messages.FindPushKey())
    token, public = headers["authorization"].removeprefix("vapid t=").split(", k=")
    assert public == key.key
    own = push_crypto.octets(key.key)
    jwk: dict[str, str | list[str]] = {
        "kty": "EC",
        "crv": "P-256",
        "x": push_crypto.text(own[1:33]),
        "y": push_crypto.text(own[33:]),
    }
    claims = jwt.decode(token, ECKey.import_key(jwk)).claims
    assert claims == {
        "aud": receiver.url.removesuffix("/hook"),
        "exp": int(NOON.timestamp()) + 12 * 3_600,
        "sub": "https://hoek.example",
    }


async def test_a_browser_that_is_gone_is_forgotten_and_nothing_goes_there_again(
    world: World,
) -> None:
    shop = await open_sandbox(world)
    async with receiving() as receiver:
        receiver.status = 410
        ann = await _agreed(shop)
        await _registered(shop, ann, receiver.url)
        gone = await _pushed(shop, ann)
        again = await _pushed(shop, ann)
    assert (gone.state, gone.reply) == (MessageState.BOUNCED, "410")
    assert again.reason is Reason.CHANNEL_UNVERIFIED
    assert len(receiver.received) == 1
    assert await shop.rows(push_browsers) == []


async def test_a_browser_is_of_who_registered_it_last_and_its_place_is_sealed(
    shop: World,
) -> None:
    ann, bob = await somebody(shop), await somebody(shop, "Bob")
    await _registered(shop, ann)
    registered = await _registered(shop, ann)
    (browser,) = registered.browsers
    assert browser.service == "fcm.googleapis.com"
    await _registered(shop, bob)
    listed = messages.ListBrowsers(customer_id=ann)
    assert (await shop.run(messages.list_browsers, listed)).browsers == ()
    (row,) = await shop.rows(push_browsers)
    assert row["customer_id"] == bob
    assert b"googleapis" not in row["sealed"]
    forget = messages.ForgetBrowser(customer_id=ann, browser_id=browser.id)
    with pytest.raises(BrowserNotFound):
        await shop.run(messages.forget_browser, forget)
    await shop.run(messages.forget_browser, replace(forget, customer_id=bob))
    assert await shop.rows(push_browsers) == []


async def test_who_became_one_is_reached_by_the_browsers_of_both_the_newest_ten(
    shop: World,
) -> None:
    ann, bob = await somebody(shop), await somebody(shop, "Bob")
    for number in range(BROWSERS_MAX):
        await _registered(shop, ann, f"https://fcm.googleapis.com/{number}")
    merge = customers.Merge(kept_id=bob, merged_id=ann)
    await shop.run(customers.merge, merge)
    names = {ann: bob, bob: bob}
    reached = await shop.platform.perform(
        lambda unit: pushing.devices(unit, names), shop.principal
    )
    assert reached[bob].endpoint == f"https://fcm.googleapis.com/{BROWSERS_MAX - 1}"
    kept = await _registered(shop, bob, "https://web.push.apple.com/new")
    assert len(kept.browsers) == BROWSERS_MAX
    assert kept.browsers[0].service == "web.push.apple.com"


@pytest.mark.parametrize(
    ("endpoint", "p256dh", "pointer"),
    [
        ("https://intranet.example/hook", P256DH, "/endpoint"),
        ("https://fcm.googleapis.com.evil.example/x", P256DH, "/endpoint"),
        ("https://me@fcm.googleapis.com/x", P256DH, "/endpoint"),
        ("http://fcm.googleapis.com/x", P256DH, "/endpoint"),
        ("http://127.0.0.1:9/x", P256DH, "/endpoint"),
        ("https://fcm.googleapis.com/x", "B" + "A" * 86, "/p256dh"),
    ],
)
async def test_what_no_browser_says_is_refused(
    shop: World, endpoint: str, p256dh: str, pointer: str
) -> None:
    ann = await somebody(shop)
    command = RegisterBrowser(
        customer_id=ann, endpoint=endpoint, p256dh=p256dh, auth=AUTH
    )
    with pytest.raises(Malformed) as refused:
        await shop.run(messages.register_browser, command)
    assert refused.value.errors[0].pointer == pointer


def test_each_shop_has_a_key_of_its_own_that_stays() -> None:
    vault = Vault(bytes(32))
    one, other = TenantId(uuid7()), TenantId(uuid7())
    known = [push_crypto.own_key(vault, each) for each in (one, one, other)]
    first, again, strange = map(push_crypto.point, known)
    assert first == again != strange


async def test_what_is_too_long_for_a_push_service_is_cut(world: World) -> None:
    shop = await open_sandbox(world)
    async with receiving() as receiver:
        receiver.status = 201
        ann = await _agreed(shop)
        long = SubjectLine(nl="\N{SMILING FACE WITH OPEN MOUTH}" * 190, en="x")
        text = Phrase(nl="\N{SMILING FACE WITH OPEN MOUTH}" * 700, en="x")
        template = PutTemplate(
            template="hello",
            subject=long,
            blocks=(Block(kind=BlockKind.TEXT, text=text),),
        )
        await shop.run(messages.put_template, template)
        await _registered(shop, ann, receiver.url)
        assert (await _pushed(shop, ann)).state is MessageState.ACCEPTED
    (request,) = receiver.received
    assert len(request.body) <= push_crypto.RECORD_BYTES
    assert json.loads(_opened(request.body))["body"].startswith(text.nl[:400])
