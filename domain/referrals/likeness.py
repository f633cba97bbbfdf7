"""Likeness: what two customers have in common that only one person has; pure."""

from collections.abc import Iterator
from unicodedata import normalize

from domain.customers import Address, Customer
from domain.referrals.model import ReferralReason


def alike(one: Customer, other: Customer) -> frozenset[ReferralReason]:
    """Return which guards two profiles set off; what is not known sets off none."""
    return frozenset(_alike(one, other))


def _alike(one: Customer, other: Customer) -> Iterator[ReferralReason]:
    if _same(one.email and mailbox(one.email), other.email and mailbox(other.email)):
        yield ReferralReason.SAME_EMAIL
    if _same(one.phone, other.phone):
        yield ReferralReason.SAME_PHONE
    here, there = one.address, other.address
    if here is None or there is None:
        return
    if _same(_place(here), _place(there)):
        yield ReferralReason.SAME_ADDRESS
    elif _same(_household(one, here), _household(other, there)):
        yield ReferralReason.SAME_HOUSEHOLD


def mailbox(address: str) -> str:
    """Return the mailbox that an address leads to: what follows a plus is no other."""
    name, _, domain = plain(address).rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def plain(text: str) -> str:
    """Return a text as it compares: without accents, case, spaces and marks."""
    bare = normalize("NFKD", text).casefold()
    return "".join(each for each in bare if each.isalnum() or each in "@+")


def _place(address: Address) -> str | None:
    area = address.postal_code or address.city
    if area is None:
        return None
    lines = "".join(map(plain, address.lines))
    return f"{lines}|{plain(area)}|{address.country or ''}"


def _household(whose: Customer, address: Address) -> str | None:
    if whose.family_name is None or address.postal_code is None:
        return None
    area = f"{plain(address.postal_code)}|{address.country or ''}"
    return f"{plain(whose.family_name)}|{area}"


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other
