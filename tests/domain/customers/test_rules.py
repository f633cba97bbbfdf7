"""One way to write each name: normal forms, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize
from uuid import UUID

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from domain.customers import merger, rules
from domain.customers.model import Address, Profile, Search
from domain.customers.refusals import CustomerNotFound
from domain.kernel import Malformed, NotYours, TenantId
from domain.kernel.crypto import Secrets

TODAY = date(2030, 1, 1)
SECRETS = Secrets(TenantId(UUID(int=1)), bytes(32), bytes(32))

LOCAL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=70)
HOSTS = st.sampled_from(
    ["example.com", "EXAMPLE.com", "bücher.example", "xn--bcher-kva.example", "a.b", ""]
)
EMAILS = st.emails() | st.tuples(LOCAL, HOSTS).map("@".join)
NATIONAL = st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True)
COUNTRIES = st.sampled_from([None, "NL", "BE", "DE", "IT", "GB", "US"])


@given(EMAILS)
def test_an_address_in_its_normal_form_stays(address: str) -> None:
    normal = rules.email(address)
    assert normal is None or rules.email(normal) == normal


@given(EMAILS)
def test_an_address_is_one_if_the_standard_says_so(address: str) -> None:
    try:
        valid = validate_email(address.strip(), check_deliverability=False)
    except EmailNotValidError:
        assert rules.email(address) is None
    else:
        expected = valid.normalized.translate(rules.LOWER)
        assert rules.email(address) == normalize("NFC", expected)


@given(st.emails())
def test_case_and_spaces_around_name_nobody_else(address: str) -> None:
    normal = rules.email(address)
    for other in (address.upper(), address.lower(), f" {address}\n"):
        assert rules.email(other) == normal


@pytest.mark.parametrize(
    ("given_text", "normal"),
    [
        ("Ann.Smit+shop@Example.COM", "ann.smit+shop@example.com"),
        ("o'neill@example.com", "o'neill@example.com"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("ann@xn--bcher-kva.example", "ann@bücher.example"),
        ("jos\u0065\u0301@example.com", "jos\u00e9@example.com"),
        ("H\u0331@example.com", "\u1e96@example.com"),
        ("ann@example", None),
        ("ann.@example.com", None),
        ("ann smit@example.com", None),
        ("ann@@example.com", None),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
        ("a@" + ".".join(["b" * 60] * 5), None),
        ("@example.com", None),
        ("", None),
    ],
)
def test_addresses(given_text: str, normal: str | None) -> None:
    assert rules.email(given_text) == normal


@given(NATIONAL, COUNTRIES)
def test_a_number_in_its_normal_form_stays(number: str, country: str | None) -> None:
    normal = rules.phone(number, country)
    assert normal is None or rules.phone(normal, None) == normal
    assert country is not None or normal is None


@given(st.text(max_size=40), COUNTRIES)
def test_whatever_is_typed_is_a_number_or_none(typed: str, country: str | None) -> None:
    normal = rules.phone(typed, country)
    assert normal is None or normal[0] == "+"


@pytest.mark.parametrize(
    ("typed", "country", "normal"),
    [
        ("06-12 34 56 78", "NL", "+31612345678"),
        ("0031 6 12345678", "NL", "+31612345678"),
        ("+31 (0)6 12345678", None, "+31612345678"),
        ("02 1234 5678", "IT", "+390212345678"),
        ("0612345678", None, None),
        ("112", "NL", None),
        ("+999 123456", None, None),
    ],
)
def test_numbers(typed: str, country: str | None, normal: str | None) -> None:
    assert rules.phone(typed, country) == normal


@given(EMAILS, EMAILS)
def test_indexes_are_equal_if_and_only_if_normal_forms_are(
    one: str, other: str
) -> None:
    first, second = rules.email(one), rules.email(other)
    if first is not None and second is not None:
        same = SECRETS.blind("email", first) == SECRETS.blind("email", second)
        assert same == (first == second)
        assert SECRETS.blind("email", first) != SECRETS.blind("phone", first)


def test_where_a_number_is_at_home() -> None:
    abroad = Profile(address=Address(lines=("1 High St",), country="GB"))
    assert rules.country("NL", abroad, "de-DE") == "NL"
    assert rules.country(None, abroad, "de-DE") == "GB"
    assert rules.country(None, Profile(), "de-DE") == "DE"
    assert rules.country(None, Profile(), "de") is None
    assert rules.country(None, Profile(), None) is None


def test_names_keep_what_can_be_seen() -> None:
    assert rules.name(" Jose\u0301 ") == "Jos\u00e9"
    assert rules.name("  ") is None
    assert rules.name(None) is None


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (date(1900, 1, 1), True),
        (date(1899, 12, 31), False),
    ],
)
def test_birth_dates(born: date, *, fits: bool) -> None:
    if fits:
        profile = Profile(birth_date=born)
        assert rules.profile(profile, None, TODAY) == profile
    else:
        with pytest.raises(Malformed):
            rules.profile(Profile(birth_date=born), None, TODAY)


def test_half_an_external_id_is_none() -> None:
    rules.check_search(Search())
    rules.check_search(Search(source="shop", external_id="1"))
    for half in (Search(source="shop"), Search(external_id="1")):
        with pytest.raises(Malformed):
            rules.check_search(half)


@given(st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_merge_can_be_undone_for_thirty_days(since: timedelta) -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    one = merger.Merger(
        id="mrg_1", kept_id="cus_1", merged_id="cus_2", merged_at=at, undone_at=None
    )
    if since <= timedelta(days=30):
        rules.check_unmerge(one, at + since)
    else:
        with pytest.raises(merger.TooLateToUnmerge) as refusal:
            rules.check_unmerge(one, at + since)
        assert refusal.value.until == at + timedelta(days=30)


def test_nobody_tells_an_unknown_customer_from_another_callers() -> None:
    unknown, other = CustomerNotFound(), NotYours()
    assert (unknown.code(), unknown.title(), unknown.details(), unknown.kind) == (
        other.code(),
        other.title(),
        other.details(),
        other.kind,
    )
