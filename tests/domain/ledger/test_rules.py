"""The fold: whatever is posted, in whatever order, nothing is lost and nothing made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ledger import ClawbackPolicy, InsufficientPoints, Posting, Side, Spend
from domain.ledger.book import Book
from domain.ledger.lots import hold_order, spend_order, wait_order
from domain.ledger.model import Account, Transfer
from domain.ledger.rules import Undone, as_of, fingerprint
from tests.domain.ledger.books import DAY, clawback, earn, refund, set_aside, spend
from tests.domain.ledger.lives import (
    ANN,
    Life,
    amounts,
    confirmation,
    correction,
    give_up,
    lives,
    policies,
    steps,
    waits,
)
from tests.world import NOON

MICROSECOND = timedelta(microseconds=1)


def sides(transfers: Sequence[Transfer]) -> Counter[Side]:
    """Return the balance of every side."""
    balance: Counter[Side] = Counter()
    for each in transfers:
        balance[each.debit] -= each.amount
        balance[each.credit] += each.amount
    return balance


@given(lives())
def test_the_sides_sum_to_zero_and_the_customers_are_the_account(life: Life) -> None:
    balance, account = sides(life.transfers), life.account
    assert sum(balance.values()) == 0
    assert balance[Side.AVAILABLE] == account.available
    assert balance[Side.PENDING] == account.pending
    assert balance[Side.HELD] == account.held
    assert balance[Side.DEBT] == -account.debt


@given(lives())
def test_what_is_held_is_in_lots_and_no_lot_is_empty(life: Life) -> None:
    account = life.account
    assert account.available == sum(lot.amount for lot in account.lots)
    assert account.pending == sum(lot.amount for lot in account.waiting)
    assert account.held == sum(lot.amount for lot in account.holds)
    everything = (*account.lots, *account.waiting, *account.holds)
    assert all(lot.amount > 0 for lot in everything)
    assert list(account.lots) == sorted(account.lots, key=spend_order)
    assert list(account.waiting) == sorted(account.waiting, key=wait_order)
    assert list(account.holds) == sorted(account.holds, key=hold_order)
    assert len({lot.id for lot in account.lots}) == len(account.lots)
    assert account.debt == 0 or account.available == 0


@given(lives())
def test_entries_are_numbered_without_a_gap_and_chain(life: Life) -> None:
    assert [each.seq for each in life.transfers] == [*range(1, len(life.transfers) + 1)]
    for before, after in pairwise(life.transfers):
        change = sides([after])
        assert after.available_after == before.available_after + change[Side.AVAILABLE]
        assert after.pending_after == before.pending_after + change[Side.PENDING]
        assert after.held_after == before.held_after + change[Side.HELD]
        assert after.debt_after == before.debt_after - change[Side.DEBT]
        assert min(after.available_after, after.pending_after, after.debt_after) >= 0


@given(lives())
def test_lots_are_allocated_exactly_and_never_below_nothing(life: Life) -> None:
    left: Counter[tuple[Side, str]] = Counter()
    for each in life.transfers:
        if {each.debit, each.credit} & {Side.AVAILABLE, Side.PENDING, Side.HELD}:
            assert sum(part.amount for part in each.lots) == each.amount
        for part in each.lots:
            left[each.debit, part.lot_id] -= part.amount
            left[each.credit, part.lot_id] += part.amount
            assert left[Side.AVAILABLE, part.lot_id] >= 0
            assert left[Side.PENDING, part.lot_id] >= 0
            assert left[Side.HELD, part.lot_id] >= 0
            assert left[Side.BREAKAGE, part.lot_id] >= 0
    for lot in life.account.lots:
        assert left[Side.AVAILABLE, lot.id] == lot.amount
    for lot in life.account.waiting:
        assert left[Side.PENDING, lot.id] == lot.amount


@given(lives())
def test_each_source_and_effect_and_part_is_used_once(life: Life) -> None:
    used = [(*each.source, each.part) for each in life.transfers]
    assert len(used) == len(set(used))


@given(lives(), st.lists(steps, max_size=5))
def test_it_does_not_matter_when_or_how_often_an_account_is_settled(
    life: Life, pauses: list[timedelta]
) -> None:
    end = life.now + sum(pauses, timedelta())
    once, now, often = as_of(life.account, end), life.now, life.account
    for pause in (*pauses, timedelta()):
        now += pause
        often = as_of(often, now)
    assert often == as_of(once, end) == once


@given(lives(), st.integers(1, 400))
def test_a_spend_is_refused_exactly_if_there_is_too_little(
    life: Life, amount: int
) -> None:
    there = as_of(life.account, life.now).available
    if amount <= there:
        (*_, spent) = life.post(spend(ANN, amount, "last"))
        assert spent.available_after == there - amount
    else:
        before = life.account
        with pytest.raises(InsufficientPoints):
            life.post(spend(ANN, amount, "last"))
        assert life.account == before


@given(lives(), amounts, waits, steps)
def test_a_full_return_nets_zero(
    life: Life, amount: int, wait: timedelta | None, pause: timedelta
) -> None:
    available = None if wait is None else life.now + wait
    before = as_of(life.account, life.now)
    written = life.post(earn(ANN, amount, "new", available_at=available))
    (given_,) = (each for each in written if each.kind == "earn")
    life.now, seen = life.now + pause, len(life.transfers)
    unchanged = Book(before, life.now, life.new_id)
    unchanged.settle()
    life.post(clawback(ANN, amount, order="new"), Undone(given_.lots[0].lot_id))
    # A debt that the gift paid is not paid by what expires meanwhile.
    expired = lapsed(life.transfers[seen:]) - lapsed(unchanged.transfers)
    assert worth(life.account) + expired == worth(unchanged.close())


@given(lives(), amounts, st.integers(1, 60), policies)
def test_a_clawback_takes_no_more_than_asked_nor_than_its_policy_allows(
    life: Life, amount: int, asked: int, policy: ClawbackPolicy
) -> None:
    (*_, given_) = life.post(earn(ANN, amount, "new", available_at=NOON + 99 * DAY))
    held = as_of(life.account, life.now)
    undo = clawback(ANN, asked, order="new", policy=policy)
    written = [
        each
        for each in life.post(undo, Undone(given_.lots[0].lot_id))
        if each.kind == "clawback"
    ]
    pending = min(asked, amount)
    other = 0 if policy is ClawbackPolicy.ONLY_PENDING else held.available
    most = pending + min(asked - pending, other)
    expected = asked if policy is ClawbackPolicy.UNLIMITED else most
    assert sum(each.amount for each in written) == expected
    assert worth(life.account) == worth(held) - expected


@given(
    st.lists(st.tuples(amounts, waits), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_gifts_does_not_matter(
    gifts: list[tuple[int, timedelta | None]], chance: Random
) -> None:
    postings = [
        earn(ANN, amount, f"o{n}", expires_at=None if at is None else NOON + at)
        for n, (amount, at) in enumerate(gifts)
    ]
    shuffled = list(postings)
    chance.shuffle(shuffled)
    there, back = Life(), Life()
    for one, other in zip(postings, shuffled, strict=True):
        there.post(one)
        back.post(other)
    contents = [
        Counter((lot.amount, lot.expires_at) for lot in life.account.lots)
        for life in (there, back)
    ]
    assert contents[0] == contents[1]


def lapsed(transfers: Sequence[Transfer]) -> int:
    return sides(transfers)[Side.BREAKAGE]


def worth(account: Account) -> int:
    return account.available + account.pending + account.held - account.debt


@pytest.mark.parametrize(
    "end",
    [
        datetime(2031, 3, 1, tzinfo=ZoneInfo("Europe/Amsterdam")),
        datetime(2031, 3, 31, tzinfo=ZoneInfo("Europe/Amsterdam")),  # after DST began
        datetime(2032, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2030, 10, 27, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam")),
    ],
)
def test_a_lot_is_there_until_its_instant_and_not_at_it(end: datetime) -> None:
    instant = end.astimezone(UTC)
    life = Life()
    life.post(earn(ANN, 10, expires_at=end))
    assert as_of(life.account, instant - MICROSECOND).available == 10
    assert as_of(life.account, instant).available == 0


def test_a_lot_waits_until_its_instant() -> None:
    life = Life()
    life.post(earn(ANN, 10, available_at=NOON + DAY, expires_at=NOON + 2 * DAY))
    before, then = NOON + DAY - MICROSECOND, NOON + DAY
    assert as_of(life.account, before).pending == 10
    assert as_of(life.account, then).available == 10
    assert worth(as_of(life.account, NOON + 2 * DAY)) == 0


def test_lots_of_one_expiry_are_spent_oldest_first() -> None:
    life = Life()
    for n in range(3):
        life.post(earn(ANN, 10, f"o{n}", expires_at=NOON + DAY))
    oldest = life.account.lots[0].id
    (spent,) = life.post(spend(ANN, 5))
    assert [part.lot_id for part in spent.lots] == [oldest]
    assert oldest == "lot_" + f"{1:032x}"


def test_settling_is_written_down_in_the_order_in_which_it_fell_due() -> None:
    life = Life()
    life.post(earn(ANN, 1, "a", expires_at=NOON + 2 * DAY))
    life.post(earn(ANN, 2, "b", available_at=NOON + DAY, expires_at=NOON + 3 * DAY))
    book = Book(life.account, NOON + 9 * DAY, life.new_id)
    book.settle()
    happened = [(each.kind, each.occurred_at - NOON) for each in book.transfers]
    assert happened == [
        ("activate", DAY),
        ("expire", 2 * DAY),
        ("expire", 3 * DAY),
    ]


def test_another_posting_has_another_fingerprint() -> None:
    postings: list[Posting] = [
        earn(ANN),
        earn(ANN, 101),
        replace(earn(ANN), unit="stamps"),
        replace(earn(ANN), occurred_at=NOON + DAY),
        earn(ANN, available_at=NOON + DAY),
        earn(ANN, expires_at=NOON + DAY),
        spend(ANN, 100),
        replace(spend(ANN, 100), towards=Side.DONATED),
        set_aside(ANN, 100),
        set_aside(ANN, 100, expires_at=NOON + 2 * DAY),
        confirmation("hld_" + "0" * 32, 100),
        replace(confirmation("hld_" + "0" * 32, 100), towards=Side.DONATED),
        give_up("hld_" + "0" * 32),
        give_up("hld_" + "0" * 32, grace_days=3),
        refund(ANN, 100),
        refund(ANN, 100, redemption="r2"),
        refund(ANN, 100, grace_days=3),
        clawback(ANN, 100),
        clawback(ANN, 100, order="o2"),
        clawback(ANN, 100, policy=ClawbackPolicy.ONLY_PENDING),
        correction(100),
        correction(-100),
        replace(correction(100), expires_at=NOON + DAY),
    ]
    assert len({fingerprint(each) for each in postings}) == len(postings)


def test_the_same_instant_in_another_zone_is_the_same_posting() -> None:
    here = replace(earn(ANN), occurred_at=NOON.astimezone(ZoneInfo("Asia/Tokyo")))
    assert fingerprint(here) == fingerprint(earn(ANN))


def test_what_a_spend_is_for_is_the_other_side() -> None:
    life = Life()
    life.post(earn(ANN, 10))
    donation: Spend = replace(spend(ANN, 4), towards=Side.DONATED)
    (given_,) = life.post(donation)
    assert (given_.debit, given_.credit) == (Side.AVAILABLE, Side.DONATED)
