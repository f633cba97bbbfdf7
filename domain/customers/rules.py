"""What is an e-mail address, a telephone number, a birth date; and when two are one."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from unicodedata import normalize

import phonenumbers
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from domain.customers.merger import Merger, TooLateToUnmerge
from domain.customers.model import Profile, Search
from domain.kernel import FieldError, Malformed

AGE_MAX_YEARS = 130
UNMERGE_DAYS_MAX = 30
# So many attributes are kept of a customer, and so many preferences.
NAMES_MAX = 200
EXTERNAL_IDS_MAX = 100

# RFC 5321.
EMAIL_LENGTH_MAX = 254
PLAIN_LOCAL = re.compile(r"(?=.{1,64}$)[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")
DOMAINS_KNOWN_MAX = 4_096

# Only these: what is lower case elsewhere differs from language to language.
LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def email(given: str) -> str | None:
    """Return the one way to write an e-mail address, or None if it is none.

    In theory the part before the @ tells upper from lower case; no mail system does.
    """
    stripped = given.strip()
    local, _, host = stripped.rpartition("@")
    if PLAIN_LOCAL.fullmatch(local) and host.isascii():
        # Nothing can be wrong with such a one but its domain, which others have too.
        domain = _domain(host.lower())
        plain = f"{local.translate(LOWER)}@{domain}"
        return plain if domain and len(plain) <= EMAIL_LENGTH_MAX else None
    valid = _valid(stripped)
    return valid and normalize("NFC", valid.normalized.translate(LOWER))


@lru_cache(DOMAINS_KNOWN_MAX)
def _domain(host: str) -> str | None:
    valid = _valid(f"a@{host}")
    return valid and valid.domain


def _valid(address: str) -> ValidatedEmail | None:
    try:
        return validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return None


def phone(given: str, country: str | None) -> str | None:
    """Return a telephone number as E.164 writes it, or None if it is none.

    Possible is enough: which ranges are in use changes faster than any library.
    """
    try:
        number = phonenumbers.parse(given, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def country(given: str | None, profile: Profile, locale: str | None) -> str | None:
    """Return the country whose telephone numbers need no code."""
    at_home = None if profile.address is None else profile.address.country
    spoken = (locale or "").partition("-")[2]
    return given or at_home or spoken or None


def name(given: str | None) -> str | None:
    """Return a name without what nobody sees; of spaces alone, nothing is left."""
    return normalize("NFC", given).strip() or None if given is not None else None


def profile(given: Profile, country: str | None, today: date) -> Profile:
    """Return a profile in its normal form, or refuse and name every field at fault."""
    errors: list[FieldError] = []
    address = None if given.email is None else email(given.email)
    if given.email is not None and address is None:
        errors.append(FieldError(pointer="/email", detail="Not an e-mail address."))
    number = None if given.phone is None else phone(given.phone, country)
    if given.phone is not None and number is None:
        detail = "Not a telephone number, or one that lacks its country's code."
        errors.append(FieldError(pointer="/phone", detail=detail))
    if not _is_of_this_age(given.birth_date, today):
        errors.append(FieldError(pointer="/birth_date", detail="Nobody's birth date."))
    if errors:
        raise Malformed(tuple(errors))
    return replace(
        given,
        email=address,
        phone=number,
        given_name=name(given.given_name),
        family_name=name(given.family_name),
    )


def _is_of_this_age(born: date | None, today: date) -> bool:
    return born is None or (born <= today and today.year - born.year <= AGE_MAX_YEARS)


def check_search(wanted: Search) -> None:
    """Refuse half an external id."""
    if (wanted.source is None) == (wanted.external_id is None):
        return
    missing = "source" if wanted.source is None else "external_id"
    detail = "An external id and its source go together."
    raise Malformed((FieldError(pointer=f"/{missing}", detail=detail),))


def check_unmerge(merger: Merger, now: datetime) -> None:
    """Refuse to undo what has long been so; the last instant is still in time."""
    until = merger.merged_at + timedelta(days=UNMERGE_DAYS_MAX)
    if now > until:
        raise TooLateToUnmerge(until)
