"""Between a profile and what is stored of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from domain.customers.model import Customer, ExternalId, Profile
from domain.customers.store import Row
from domain.customers.tables import customers
from domain.kernel import CustomerId, Unit, keyring
from domain.kernel.crypto import Cipher

NAMES = tuple(field.name for field in fields(Profile))
EMPTY = Profile()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """By what a profile is found again without being opened."""

    email: bytes | None
    phone: bytes | None


async def indexes(unit: Unit, profile: Profile) -> Indexes:
    """Return the blind indexes of a profile in its normal form."""
    if profile.email is None and profile.phone is None:
        return Indexes(email=None, phone=None)
    blind = (await keyring.secrets(unit)).blind
    return Indexes(
        email=None if profile.email is None else blind("email", profile.email),
        phone=None if profile.phone is None else blind("phone", profile.phone),
    )


async def sealed(
    unit: Unit, customer_id: CustomerId, profile: Profile
) -> dict[str, bytes | None]:
    """Return what to store of a profile; who has one has a key from now on."""
    return (await sealed_many(unit, {customer_id: profile}))[customer_id]


async def sealed_many(
    unit: Unit, profiles: Mapping[CustomerId, Profile]
) -> Mapping[CustomerId, dict[str, bytes | None]]:
    """Return what to store of many profiles."""
    filled = [each for each, profile in profiles.items() if profile != EMPTY]
    ciphers = await keyring.every_cipher(unit, filled)
    return {
        each: seal(ciphers[each], each, profile)
        if each in ciphers
        else dict.fromkeys(NAMES)
        for each, profile in profiles.items()
    }


def seal(
    cipher: Cipher, customer_id: CustomerId, profile: Profile
) -> dict[str, bytes | None]:
    """Return a profile's fields as they are stored."""
    plain = msgspec.to_builtins(profile)
    return {
        name: None
        if plain[name] is None
        else cipher.seal(customers.c[name], customer_id, _text(plain[name]))
        for name in NAMES
    }


def unseal(cipher: Cipher | None, row: Row) -> Profile:
    """Return a profile; of a customer whose key was destroyed, nothing is left."""
    if cipher is None:
        return EMPTY
    stored: dict[str, bytes | None] = {name: getattr(row, name) for name in NAMES}
    plain = {
        name: _plain(name, cipher.open(customers.c[name], row.id, value))
        for name, value in stored.items()
        if value is not None
    }
    return msgspec.convert(plain, Profile)


async def opened(unit: Unit, rows: Sequence[Row]) -> Mapping[CustomerId, Profile]:
    """Return the profiles of many customers."""
    filled = [row.id for row in rows if any(getattr(row, name) for name in NAMES)]
    ciphers = await keyring.ciphers(unit, filled)
    return {row.id: unseal(ciphers.get(row.id), row) for row in rows}


def customer(
    row: Row, profile: Profile, external_ids: tuple[ExternalId, ...]
) -> Customer:
    """Show a customer."""
    return Customer(
        id=row.id,
        external_ids=external_ids,
        **{name: getattr(profile, name) for name in NAMES},
        locale=row.locale,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _text(plain: Any) -> str:
    return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()


def _plain(name: str, text: str) -> Any:
    return msgspec.json.decode(text) if name == "address" else text
