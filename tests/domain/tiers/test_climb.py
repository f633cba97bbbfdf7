"""The climb: when a tier is reached, kept and lost, to the instant."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tiers import TierDowngrade, TierProgramme, TierWindow
from domain.tiers.climb import Climb
from domain.tiers.counts import Counted, Counts
from domain.tiers.histories import History, eras
from domain.tiers.outlooks import outlook
from tests.domain.tiers.lives import (
    LONG_AGO,
    at,
    climb,
    path,
    programme,
    terms,
    tier,
)

BEGIN = ("2020-01-01T00:00:00+00:00", "bronze", "published")
A_MICROSECOND = timedelta(microseconds=1)
FIRST = at("2027-01-01")


def steps(climbing: Climb) -> list[tuple[str, str | None, str]]:
    """Return the steps after the first, which is everybody's."""
    first, *others = path(climbing)
    assert first == BEGIN
    return others


def test_a_tier_is_reached_at_once_and_its_threshold_is_inclusive() -> None:
    found = climb(
        at("2030-12-01"), [(at("2030-03-01"), 99), (at("2030-04-01T10:00"), 1)]
    )
    assert steps(found) == [("2030-04-01T10:00:00+00:00", "silver", "reached")]
    below = climb(at("2030-12-01"), [(at("2030-03-01"), 99)])
    assert steps(below) == []


def test_several_tiers_may_be_jumped() -> None:
    found = climb(at("2030-12-01"), [(at("2030-03-01"), 300)])
    assert steps(found) == [("2030-03-01T00:00:00+00:00", "gold", "reached")]


def test_what_one_year_has_counts_for_the_next_but_not_for_the_one_after() -> None:
    found = climb(at("2033-01-01"), [(at("2030-06-01"), 300)])
    # Midnight of Amsterdam in winter; silver a year later, and bronze after two.
    assert steps(found) == [
        ("2030-06-01T00:00:00+00:00", "gold", "reached"),
        ("2031-12-31T23:00:00+00:00", "silver", "not_kept"),
        ("2032-12-31T23:00:00+00:00", "bronze", "not_kept"),
    ]


def test_who_reaches_it_again_keeps_it() -> None:
    found = climb(at("2032-06-01"), [(at("2030-06-01"), 300), (at("2031-12-31"), 300)])
    assert steps(found) == [("2030-06-01T00:00:00+00:00", "gold", "reached")]


@pytest.mark.parametrize(
    ("instant", "year"), [("2030-12-31T22:59:59+00:00", 1), ("2030-12-31T23:00", 2)]
)
def test_a_year_ends_at_midnight_of_the_programmes_zone(
    instant: str, year: int
) -> None:
    found = climb(at("2031-06-01"), [(at(instant), 50), (at("2031-02-01"), 50)])
    assert len(steps(found)) == year - 1


def test_in_balance_based_programmes_the_balance_says_where_one_lands() -> None:
    version = programme(downgrade=TierDowngrade.BALANCE_BASED)
    counted = [(at("2030-06-01"), 900)]
    for balance, landing in ((99, "bronze"), (100, "silver"), (299, "silver")):
        found = climb(
            at("2032-06-01"), counted, version, balance=[(at("2030-06-01"), balance)]
        )
        assert [each[1] for each in steps(found)] == ["gold", landing]
    kept = climb(at("2032-06-01"), counted, version, balance=[(at("2031-01-01"), 300)])
    assert [each[1] for each in steps(kept)] == ["gold"]


def test_what_expires_as_the_cycle_ends_is_no_balance_any_more() -> None:
    version = programme(downgrade=TierDowngrade.BALANCE_BASED)
    end = at("2031-12-31T23:00")
    for expiry, landing in ((end, "bronze"), (end + A_MICROSECOND, "silver")):
        found = climb(
            at("2032-01-02"),
            [(at("2030-06-01"), 300)],
            version,
            balance=[(at("2030-06-01"), 100), (expiry, -100)],
        )
        assert steps(found)[-1][1] == landing


def test_a_soft_landing_takes_no_more_tiers_than_it_says() -> None:
    for levels, landing in ((None, "bronze"), (1, "silver"), (2, "bronze")):
        version = programme(downgrade=TierDowngrade.BALANCE_BASED, soft_landing=levels)
        found = climb(at("2032-01-02"), [(at("2030-06-01"), 300)], version)
        assert steps(found)[-1][1] == landing


def test_in_the_grace_a_tier_is_held_and_can_still_be_kept() -> None:
    version = programme(grace_days=30)
    first = [(at("2030-06-01"), 100), (at("2031-07-01"), 60)]
    lost = climb(at("2032-03-01"), first, version)
    assert steps(lost)[-1] == ("2032-01-30T23:00:00+00:00", "bronze", "not_kept")
    for late, kept in ((at("2032-01-30T22:59"), True), (at("2032-01-30T23:00"), False)):
        found = climb(at("2032-03-01"), [*first, (late, 40)], version)
        assert (len(steps(found)) == 1) is kept


def test_a_year_from_the_first_order_begins_on_its_day() -> None:
    version = programme(window=TierWindow.ANNIVERSARY)
    found = climb(
        at("2034-06-01"),
        [(at("2028-02-29T12:00"), 100), (at("2029-02-27T23:00"), 100)],
        version,
    )
    # The second year is from 28 February 2029 on, and the fifth from the 29th of 2032.
    assert (
        steps(found)
        == [
            ("2028-02-29T12:00:00+00:00", "silver", "reached"),
            ("2031-02-27T23:00:00+00:00", "bronze", "not_kept"),
        ][: len(steps(found))]
    )
    assert found.cycle is not None
    assert found.cycle.start == at("2034-02-27T23:00")


def test_of_the_last_twelve_months_the_same_day_counts_no_more() -> None:
    version = programme(window=TierWindow.ROLLING_12M)
    for second, reached in (("2031-03-14T22:59", True), ("2031-03-15T00:00", False)):
        found = climb(
            at("2031-05-01"), [(at("2030-03-15"), 60), (at(second), 40)], version
        )
        assert (len(steps(found)) == 1) is reached


def test_a_tier_of_the_last_twelve_months_holds_for_a_year_from_its_day() -> None:
    version = programme(window=TierWindow.ROLLING_12M)
    counted = [(at("2030-03-15T10:00"), 100)]
    lost = climb(at("2031-04-01"), counted, version)
    assert steps(lost)[-1] == ("2031-03-15T23:00:00+00:00", "bronze", "not_kept")
    again = [*counted, (at("2031-03-15T22:00"), 100)]
    kept = climb(at("2032-03-15T22:00"), again, version)
    assert len(steps(kept)) == 1
    gone = climb(at("2032-03-16"), again, version)
    assert steps(gone)[-1] == ("2032-03-15T23:00:00+00:00", "bronze", "not_kept")


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("America/Sao_Paulo", "2018-11-04T03:00:00+00:00"),
        ("Europe/Amsterdam", "2018-11-03T23:00:00+00:00"),
        ("Asia/Kolkata", "2018-11-03T18:30:00+00:00"),
    ],
)
def test_days_begin_where_clocks_change_at_midnight_too(zone: str, end: str) -> None:
    # In São Paulo, 4 November 2018 had no midnight: it began at one o'clock.
    version = programme(
        window=TierWindow.ROLLING_12M, zone=zone, valid_from=at("2010-01-01")
    )
    found = climb(at("2019-01-01"), [(at("2017-11-03T15:00"), 100)], version)
    assert [each[0] for each in path(found)][-1] == end


def test_a_threshold_that_falls_raises_at_once() -> None:
    edit = at("2030-07-01")
    lower = terms(tier("bronze", 0), tier("silver", 50), tier("gold", 300))
    found = climb(
        at("2030-12-01"),
        [(at("2030-06-01"), 60)],
        programme(valid_until=edit),
        programme(2, valid_from=edit, said=lower),
    )
    assert steps(found) == [("2030-07-01T00:00:00+00:00", "silver", "published")]


def test_a_threshold_that_rises_lowers_only_when_the_cycle_ends() -> None:
    edit = at("2030-07-01")
    higher = terms(tier("bronze", 0), tier("silver", 200), tier("gold", 300))
    versions = programme(valid_until=edit), programme(2, valid_from=edit, said=higher)
    counted = [(at("2030-06-01"), 150)]
    assert len(steps(climb(at("2030-12-31"), counted, *versions))) == 1
    after = climb(at("2031-01-02"), counted, *versions)
    assert steps(after)[-1] == ("2030-12-31T23:00:00+00:00", "bronze", "not_kept")


def test_who_is_in_a_tier_that_is_gone_goes_on_in_one_that_asks_no_more() -> None:
    edit = at("2030-07-01")
    versions = (
        programme(valid_until=edit),
        programme(2, valid_from=edit, said=terms(tier("blue", 0), tier("red", 250))),
    )
    found = climb(at("2030-12-01"), [(at("2030-06-01"), 100)], *versions)
    assert steps(found)[-1] == ("2030-07-01T00:00:00+00:00", "blue", "published")


def test_without_a_programme_there_are_no_tiers_and_all_begins_anew_later() -> None:
    end, again = at("2030-07-01"), at("2030-09-01")
    versions = programme(valid_until=end), programme(2, valid_from=again)
    found = climb(at("2030-12-01"), [(at("2030-06-01"), 100)], *versions)
    assert steps(found)[1:] == [
        ("2030-07-01T00:00:00+00:00", None, "retired"),
        ("2030-09-01T00:00:00+00:00", "silver", "published"),
    ]


def test_a_tier_that_was_brought_along_holds_until_its_cycle_ends() -> None:
    found = climb(at("2031-02-01"), [], lifts=[(at("2030-05-01"), "gold")])
    assert steps(found) == [
        ("2030-05-01T00:00:00+00:00", "gold", "merged"),
        ("2030-12-31T23:00:00+00:00", "silver", "not_kept"),
    ]
    lower = climb(
        at("2030-12-01"),
        [(at("2030-01-05"), 300)],
        lifts=[(at("2030-05-01"), "silver")],
    )
    assert len(steps(lower)) == 1


def test_an_order_is_worth_what_the_tier_was_before_it() -> None:
    counted = [(at("2030-06-01"), 100)]
    for instant, held in (
        ("2030-06-01T00:00", "bronze"),
        ("2030-06-01T00:01", "silver"),
    ):
        found = climb(LONG_AGO, counted)
        found.catch_up(at(instant))
        assert found.tier is not None
        assert found.tier.slug == held


DAYS = st.integers(0, 6 * 365 * 24 * 60)
COUNTED = st.lists(st.tuples(DAYS, st.integers(-50, 400)), max_size=25)
VERSIONS = st.builds(
    programme,
    window=st.sampled_from(TierWindow),
    downgrade=st.sampled_from(TierDowngrade),
    grace_days=st.sampled_from([0, 1, 30, 180]),
    soft_landing=st.sampled_from([None, 1, 2]),
    zone=st.sampled_from(["Europe/Amsterdam", "America/Sao_Paulo", "Pacific/Apia"]),
)
END = at("2036-01-01")


@settings(max_examples=300)
@given(COUNTED, VERSIONS, st.randoms(use_true_random=False))
def test_no_order_of_arrival_and_no_pause_makes_a_difference(
    drawn: list[tuple[int, int]], version: TierProgramme, chance: Random
) -> None:
    counted = [(FIRST + timedelta(minutes=each), amount) for each, amount in drawn]
    whole = climb(END, counted, version)
    shuffled = [*counted]
    chance.shuffle(shuffled)
    assert climb(END, shuffled, version).steps == whole.steps
    told = Counts(Counted(*each) for each in counted)
    halting = Climb(eras([version]), History(counts={version.terms.basis: told}))
    for instant, _ in sorted(counted):
        halting.catch_up(instant)
        halting.advance(instant)
    halting.advance(END)
    assert (halting.steps, halting.rank) == (whole.steps, whole.rank)


@settings(max_examples=200)
@given(COUNTED, VERSIONS, st.integers(0, 24))
def test_what_is_returned_in_full_was_never_there(
    drawn: list[tuple[int, int]], version: TierProgramme, place: int
) -> None:
    counted = [(FIRST + timedelta(minutes=each), abs(n)) for each, n in drawn]
    kept = [each for number, each in enumerate(counted) if number != place]
    back = [(each, -amount) for each, amount in counted[place : place + 1]]
    returned = climb(END, [*counted, *back], version)
    assert returned.steps == climb(END, kept, version).steps


@settings(max_examples=200)
@given(COUNTED, VERSIONS, DAYS)
def test_a_tier_is_held_until_the_instant_that_is_told(
    drawn: list[tuple[int, int]], version: TierProgramme, minutes: int
) -> None:
    now = FIRST + timedelta(minutes=minutes)
    counted = [
        (FIRST + timedelta(minutes=each), amount)
        for each, amount in drawn
        if each <= minutes
    ]
    found = outlook(climb(now, counted, version), (), now)
    assert found is not None
    assert found.tier is not None
    if found.valid_until is None:
        assert climb(END, counted, version).tier == climb(now, counted, version).tier
        return
    before = climb(found.valid_until - A_MICROSECOND, counted, version)
    assert before.tier is not None
    assert before.tier.slug == found.tier.slug
    after = climb(found.valid_until, counted, version)
    assert after.rank < before.rank


@settings(max_examples=200)
@given(COUNTED, VERSIONS, DAYS)
def test_what_is_missing_is_just_enough(
    drawn: list[tuple[int, int]], version: TierProgramme, minutes: int
) -> None:
    now = FIRST + timedelta(minutes=minutes)
    counted = [
        (FIRST + timedelta(minutes=each), abs(amount))
        for each, amount in drawn
        if each < minutes
    ]
    found = outlook(climb(now, counted, version), (), now)
    assert found is not None
    if found.next is None:
        return
    enough, less = (
        climb(now, [*counted, (now, found.next.missing - short)], version)
        for short in (0, 1)
    )
    assert enough.tier is not None
    assert enough.tier.slug == found.next.slug
    assert less.rank == enough.rank - 1
