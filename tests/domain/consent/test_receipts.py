"""Receipts: signed, of everything that was said, and verified without us."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain import consent, customers, signing
from domain.consent import (
    ConsentEventNotFound,
    ConsentState,
    ContactChannel,
    FindReceipt,
    Method,
    receipt,
)
from domain.signing.integrity import multibase
from tests.architecture.tree import ROOT
from tests.domain.consent.purposes import declared, said, say
from tests.world import World

VERIFIER = ROOT / "docs" / "verifier" / "receipt.py"
EXAMPLE = VERIFIER.with_name("receipt.json")


async def ann(world: World) -> str:
    return (await world.run(customers.create, customers.Create(given_name="Ann"))).id


async def receipts(world: World, customer_id: str) -> list[dict[str, Any]]:
    asked = consent.ListConsentEvents(customer_id=customer_id, limit=100)
    events = (await world.run(consent.list_events, asked)).items
    return [
        (
            await world.run(
                consent.find_receipt,
                FindReceipt(customer_id=customer_id, consent_id=each.id),
            )
        ).document
        for each in events
    ]


def verified(tmp_path: Path, document: Any, *keys: str) -> tuple[int, str]:
    """Verify a receipt as anybody would, without our code or a library."""
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(document))
    # A key may begin with a dash.
    given = [f"--key={key}" for key in keys]
    ran = subprocess.run(
        [sys.executable, "-BS", str(VERIFIER), str(path), *given],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )
    return ran.returncode, ran.stdout + ran.stderr


async def test_everything_that_was_said_has_a_receipt(
    shop: World, tmp_path: Path
) -> None:
    await declared(shop)
    her = await ann(shop)
    await say(shop, her, said(ConsentState.GIVEN, channel=ContactChannel.EMAIL))
    await say(shop, her, said(ConsentState.WITHDRAWN, channel=ContactChannel.EMAIL))
    withdrawn, given = await receipts(shop, her)
    (key,) = (await shop.run(signing.list_public_keys, signing.ListPublicKeys())).keys
    code, told = verified(tmp_path, given, key.x)
    assert (code, told) == (
        0,
        "dpv:ConsentGiven for urn:stamgast:purpose:news, 2030-01-01T12:00:00.000000Z\n",
    )
    code, told = verified(tmp_path, withdrawn)
    assert code == 0
    assert told.startswith("dpv:ConsentWithdrawn")
    assert "believed" in told


async def test_a_receipt_says_what_the_standard_wants(shop: World) -> None:
    await declared(shop)
    her = await ann(shop)
    await say(shop, her, said(ConsentState.GIVEN, channel=ContactChannel.EMAIL))
    (document,) = await receipts(shop, her)
    record = document["dpv:hasRecordOfActivity"]
    assert document["@type"] == "dpv:ConsentReceipt"
    assert record["dpv:hasDataSubject"]["dct:identifier"] == her
    assert record["dpv:hasDataController"]["dpv:hasName"] == "De Hoek"
    assert record["dpv:hasProcess"] == {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@id": "urn:stamgast:purpose:news",
            "@type": "dpv:DirectMarketing",
            "dct:title": [
                {"@language": "en", "@value": "News"},
                {"@language": "nl", "@value": "Nieuws"},
            ],
        },
        "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
        "dpv:hasProcessing": "dpv:Use",
        "dpv:hasPersonalData": "pd:EmailAddress",
        "stamgast:channel": "email",
        "stamgast:basis": "consent",
    }
    assert record["dpv:hasNotice"]["schema:text"] == "Mogen wij u schrijven?"
    status = record["dpv:hasConsentStatus"]
    assert status["@type"] == "dpv:ConsentGiven"
    assert status["dpv:hasDuration"]["schema:endDate"] == "2032-01-01T23:00:00.000000Z"


async def test_the_same_receipt_is_the_same_bytes(shop: World) -> None:
    await declared(shop)
    her = await ann(shop)
    await say(shop, her, said(ConsentState.GIVEN, channel=ContactChannel.EMAIL))
    assert await receipts(shop, her) == await receipts(shop, her)


RECORD = "dpv:hasRecordOfActivity"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((RECORD, "stamgast:hash"), "0" * 64),
        (("proof", "proofPurpose"), "authentication"),
        (("proof", "proofValue"), "z" + "1" * 64),
        (("proof", "@context"), {}),
        ((RECORD, "dpv:hasNotice", "schema:text"), "Mag alles?"),
        (("proof",), None),
    ],
)
def test_a_receipt_that_was_changed_is_refused(
    tmp_path: Path, place: tuple[str, ...], said: Any
) -> None:
    document = json.loads(EXAMPLE.read_text())
    changed = document
    for each in place[:-1]:
        changed = changed[each]
    changed[place[-1]] = said
    assert verified(tmp_path, document)[0] == 1


def test_a_key_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    document = json.loads(EXAMPLE.read_text())
    named = document["proof"]["verificationMethod"].partition("#")[2]
    assert verified(tmp_path, document, named)[0] == 0
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    strange = multibase(b"\xed\x01" + other.public_bytes_raw())
    assert verified(tmp_path, document, strange)[0] == 1


def test_what_we_sign_is_what_others_sign() -> None:
    """The key that is all `0` of Aries' tests, in the form that did:key gives it."""
    key = Ed25519PrivateKey.from_private_bytes(b"0" * 32)
    signer = signing.Signer(key_id="sgk_" + "0" * 32, key=key)
    proof = signing.proved(signer, {"@context": {}, "hello": "world"})["proof"]
    named = "z6MkgKA7yrw5kYSiDuQFcye4bMaJpcfHFry3Bx45pdWh3s8i"
    assert proof["verificationMethod"] == f"did:key:{named}#{named}"


async def test_an_old_receipt_is_signed_by_the_new_key(
    shop: World, tmp_path: Path
) -> None:
    await declared(shop)
    her = await ann(shop)
    await say(shop, her, said(ConsentState.REFUSED))
    before = await receipts(shop, her)
    await shop.run(signing.rotate_signing_key, signing.RotateSigningKey())
    after = await receipts(shop, her)
    listed = await shop.run(signing.list_public_keys, signing.ListPublicKeys())
    for document, key in zip((before[0], after[0]), listed.keys, strict=True):
        assert verified(tmp_path, document, key.x)[0] == 0


async def test_nobody_reads_the_receipt_of_another(shop: World) -> None:
    await declared(shop)
    her, him = await ann(shop), await ann(shop)
    told = await say(shop, her, said(ConsentState.REFUSED))
    asked = FindReceipt(customer_id=him, consent_id=told.consents[0].consent_id)
    with pytest.raises(ConsentEventNotFound):
        await shop.run(consent.find_receipt, asked)


async def test_what_was_said_before_a_merger_keeps_its_receipt(shop: World) -> None:
    await declared(shop)
    her, also_her = await ann(shop), await ann(shop)
    told = await say(shop, also_her, said(ConsentState.REFUSED))
    merge = customers.Merge(kept_id=her, merged_id=also_her)
    await shop.run(customers.merge, merge)
    asked = FindReceipt(customer_id=her, consent_id=told.consents[0].consent_id)
    document = (await shop.run(consent.find_receipt, asked)).document
    whose = document["dpv:hasRecordOfActivity"]["dpv:hasDataSubject"]
    assert whose["dct:identifier"] == also_her


def test_every_word_of_ours_has_one_of_theirs() -> None:
    assert set(receipt.STATES) == set(ConsentState)
    assert set(receipt.BASES) == set(consent.Basis)
    assert set(receipt.PURPOSES) == set(receipt.PROCESSING) == set(consent.PurposeKind)
    assert set(receipt.DATA) == set(ContactChannel)
    assert Method.GPC in Method
