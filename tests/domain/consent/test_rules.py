"""What holds is a function of what was said, whatever the order in which it came."""

from datetime import timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.consent import (
    Basis,
    ConsentEvent,
    ConsentState,
    ContactChannel,
    Method,
    rules,
)
from domain.consent.rules import POSITIVE, Topic
from tests.world import NOON

STATES = [each for each in ConsentState if each is not ConsentState.UNKNOWN]
GIVEN, WITHDRAWN = ConsentState.GIVEN, ConsentState.WITHDRAWN
EMAIL = Topic("news", ContactChannel.EMAIL)


def event(
    state: ConsentState, hour: int, seq: int = 1, *, confirmed: bool = False
) -> ConsentEvent:
    at = NOON + timedelta(hours=hour)
    return ConsentEvent(
        id=f"con_{seq:032x}",
        customer_id="cus_" + "0" * 32,
        seq=seq,
        purpose="news",
        channel=ContactChannel.EMAIL,
        state=state,
        basis=Basis.CONSENT,
        notice_version=1,
        language="nl",
        method=Method.FORM,
        source="shop",
        confirmed_at=at if confirmed else None,
        network=None,
        occurred_at=at,
        effective_at=at,
        recorded_at=NOON,
        expires_at=None,
    )


EVENTS = st.lists(
    st.builds(event, st.sampled_from(STATES), st.integers(0, 3)), max_size=5
).map(lambda made: [event(e.state, _hour(e), n) for n, e in enumerate(made)])


def _hour(one: ConsentEvent) -> int:
    return int((one.occurred_at - NOON).total_seconds() // 3600)


@given(EVENTS)
def test_the_order_of_arrival_does_not_matter(events: list[ConsentEvent]) -> None:
    told = [rules.latest(each) for each in permutations(events)]
    assert all(one == other for one, other in pairwise(told))


@given(EVENTS)
def test_what_was_said_last_holds_and_no_beats_yes(events: list[ConsentEvent]) -> None:
    if not events:
        assert rules.latest(events) == {}
        return
    last = max(each.effective_at for each in events)
    finally_said = [each for each in events if each.effective_at == last]
    holds = rules.latest(events)[EMAIL]
    assert holds in finally_said
    if any(each.state in rules.NEGATIVE for each in finally_said):
        assert holds.state in rules.NEGATIVE


def test_at_the_same_instant_the_withdrawal_holds_even_if_it_came_first() -> None:
    first, second = event(WITHDRAWN, 0, 1), event(GIVEN, 0, 2)
    assert rules.latest([first, second]) == {EMAIL: first}


@pytest.mark.parametrize(
    ("ours", "theirs", "holds"),
    [
        (None, (GIVEN, 1, False), "ours"),
        (None, (GIVEN, 1, True), "theirs"),
        (None, (WITHDRAWN, 1, False), "theirs"),
        ((GIVEN, 2, False), (WITHDRAWN, 1, False), "theirs"),
        ((GIVEN, 2, True), (WITHDRAWN, 1, False), "ours"),
        ((GIVEN, 0, True), (WITHDRAWN, 1, False), "theirs"),
        ((WITHDRAWN, 1, False), (GIVEN, 2, False), "ours"),
        ((WITHDRAWN, 1, False), (GIVEN, 2, True), "theirs"),
        ((WITHDRAWN, 2, False), (GIVEN, 1, True), "ours"),
        ((GIVEN, 1, False), (GIVEN, 2, True), "ours"),
    ],
)
def test_after_a_merger_the_more_restrictive_holds_unless_newly_confirmed(
    ours: tuple[ConsentState, int, bool] | None,
    theirs: tuple[ConsentState, int, bool],
    holds: str,
) -> None:
    kept = {} if ours is None else {EMAIL: _made(*ours)}
    won = rules.merged(kept, {EMAIL: _made(*theirs)})
    assert ("theirs" if won else "ours") == holds


def _made(state: ConsentState, hour: int, confirmed: bool) -> ConsentEvent:  # noqa: FBT001
    return event(state, hour, confirmed=confirmed)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::/48"),
        ("nonsense", None),
    ],
)
def test_of_an_address_only_its_network_is_kept(
    address: str, network: str | None
) -> None:
    assert rules.network(address) == network


def test_any_change_of_what_was_said_changes_every_later_hash() -> None:
    chain = [event(GIVEN, 0, 1), event(WITHDRAWN, 1, 2)]
    other = [event(GIVEN, 0, 1, confirmed=True), chain[1]]
    hashes = [_hashes(each) for each in (chain, other)]
    assert hashes[0][0] != hashes[1][0]
    assert hashes[0][1] != hashes[1][1]


def _hashes(events: list[ConsentEvent]) -> list[bytes]:
    head, told = bytes(32), list[bytes]()
    for each in events:
        head = rules.digest(head, each)
        told.append(head)
    return told


def test_only_what_was_agreed_to_is_positive() -> None:
    assert {ConsentState.GIVEN, ConsentState.RENEWED} == POSITIVE
