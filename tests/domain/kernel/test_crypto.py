"""What is sealed opens where it was written, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column

from domain.customers.tables import customers
from domain.kernel import TenantId
from domain.kernel.audit import audit_entries
from domain.kernel.crypto import (
    NONCE_BYTES,
    Cipher,
    Secrets,
    Vault,
    derive,
    seal,
    unseal,
)

TENANT, OTHER = TenantId(UUID(int=1)), TenantId(UUID(int=2))
KEY, OTHER_KEY = bytes(32), bytes(31) + b"\x01"
ROW = f"cus_{1:032x}"
EMAIL: Column[Any] = customers.c.email

keys = st.binary(min_size=32, max_size=32)


def dice() -> Callable[[int], bytes]:
    throws = count()
    return lambda size: sha256(str(next(throws)).encode()).digest()[:size]


def cipher(tenant: TenantId = TENANT, key: bytes = KEY) -> Cipher:
    return Cipher(tenant, key, dice())


@given(keys, st.binary(), st.text())
def test_what_is_sealed_opens(key: bytes, plain: bytes, context: str) -> None:
    sealed = seal(key, dice(), plain, context)
    assert unseal(key, sealed, context) == plain
    assert len(sealed) == NONCE_BYTES + len(plain) + 16


@given(st.text(), st.text(min_size=1))
def test_a_value_opens_in_its_place(plain: str, row: str) -> None:
    sealed = cipher().seal(EMAIL, row, plain)
    assert cipher().open(EMAIL, row, sealed) == plain
    if len(plain.encode()) > 3:
        assert plain.encode() not in sealed


@pytest.mark.parametrize(
    ("opener", "column", "row"),
    [
        (cipher(tenant=OTHER), EMAIL, ROW),
        (cipher(key=OTHER_KEY), EMAIL, ROW),
        (cipher(), customers.c.phone, ROW),
        (cipher(), audit_entries.c.id, ROW),
        (cipher(), EMAIL, f"cus_{2:032x}"),
        (cipher(), EMAIL, ""),
    ],
    ids=["tenant", "key", "column", "table", "row", "no row"],
)
def test_it_opens_in_no_other_place(
    opener: Cipher, column: Column[Any], row: str
) -> None:
    sealed = cipher().seal(EMAIL, ROW, "ann@example.com")
    with pytest.raises(InvalidTag):
        opener.open(column, row, sealed)


def test_a_column_of_the_same_name_in_another_table_is_another_place() -> None:
    assert customers.c.id.name == audit_entries.c.id.name
    sealed = cipher().seal(customers.c.id, ROW, "ann")
    with pytest.raises(InvalidTag):
        cipher().open(audit_entries.c.id, ROW, sealed)


@given(st.data())
def test_not_a_bit_of_it_can_be_changed(data: st.DataObject) -> None:
    sealed = cipher().seal(EMAIL, ROW, "ann@example.com")
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    changed = bytearray(sealed)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InvalidTag):
        cipher().open(EMAIL, ROW, bytes(changed))


@given(st.integers(0, 12 + 15 + 15))
def test_it_cannot_be_cut_short(length: int) -> None:
    sealed = cipher().seal(EMAIL, ROW, "ann@example.com")[:length]
    with pytest.raises((InvalidTag, ValueError)):
        cipher().open(EMAIL, ROW, sealed)


def test_the_same_plain_text_is_never_sealed_the_same() -> None:
    one = cipher()
    assert len({one.seal(EMAIL, ROW, "ann@example.com") for _ in range(100)}) == 100


names = st.tuples(st.sampled_from(["email", "phone"]), st.text())


@given(names, names)
def test_blind_indexes_are_equal_if_and_only_if_the_values_are(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    secrets = Secrets(TENANT, KEY, KEY)
    assert (secrets.blind(*one) == secrets.blind(*other)) == (one == other)
    assert len(secrets.blind(*one)) == 32


@given(names, keys, keys)
def test_two_tenants_have_other_blind_indexes(
    name: tuple[str, str], pepper: bytes, other: bytes
) -> None:
    one, two = Secrets(TENANT, KEY, pepper), Secrets(OTHER, KEY, other)
    assert (one.blind(*name) == two.blind(*name)) == (pepper == other)


def test_a_customers_key_is_wrapped_for_that_customer_of_that_tenant() -> None:
    secrets = Secrets(TENANT, KEY, KEY)
    wrapped = secrets.wrap(dice(), ROW, OTHER_KEY)
    assert OTHER_KEY not in wrapped
    assert secrets.cipher(dice(), ROW, wrapped).key == OTHER_KEY
    assert secrets.cipher(dice(), ROW, wrapped).tenant == TENANT
    for wrong, whose in (
        (replace(secrets, tenant=OTHER), ROW),
        (replace(secrets, key=OTHER_KEY), ROW),
        (secrets, f"cus_{2:032x}"),
    ):
        with pytest.raises(InvalidTag):
            wrong.cipher(dice(), whose, wrapped)


def test_a_tenants_secret_is_wrapped_for_one_purpose_by_one_platform() -> None:
    vault = Vault(KEY)
    wrapped = vault.wrap(dice(), TENANT, OTHER_KEY, "key")
    assert vault.unwrap(TENANT, wrapped, "key") == OTHER_KEY
    for wrong, whose, purpose in (
        (Vault(OTHER_KEY), TENANT, "key"),
        (vault, OTHER, "key"),
        (vault, TENANT, "pepper"),
    ):
        with pytest.raises(InvalidTag):
            wrong.unwrap(whose, wrapped, purpose)


def test_each_purpose_has_a_key_of_its_own() -> None:
    found = {derive(master, why) for master in (KEY, OTHER_KEY) for why in ("a", "b")}
    assert len(found) == 4
    assert {len(key) for key in found} == {32}
    assert derive(KEY, "a") == Vault(KEY).derive("a")
    assert KEY not in found


@pytest.mark.parametrize(
    "holder", [cipher(), Secrets(TENANT, KEY, OTHER_KEY), Vault(OTHER_KEY)], ids=type
)
def test_no_secret_is_ever_printed(holder: object) -> None:
    assert "key" not in repr(holder).lower()
    assert "\\x00" not in repr(holder)
