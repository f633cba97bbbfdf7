"""Lives of accounts, as Hypothesis draws them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from hypothesis import strategies as st

from domain.ledger import ClawbackPolicy, Posting
from domain.ledger.book import Book
from domain.ledger.model import Account, OpenLot, Transfer, Undoable
from domain.ledger.postings import Confirm, Correct, Release
from domain.ledger.rules import NOTHING, Undone, as_of, enter
from tests.domain.ledger.books import DAY, clawback, earn, refund, set_aside, spend
from tests.world import NOON

ANN = "cus_" + "0" * 32
FAR = datetime.max.replace(tzinfo=UTC)
EMPTY = Account(customer_id=ANN, unit="points")

amounts = st.integers(1, 60)
waits = st.none() | st.integers(-2, 6).map(lambda days: days * DAY)
steps = st.integers(0, 30).map(lambda hours: hours * DAY / 10)
policies = st.sampled_from(ClawbackPolicy)


@dataclass(kw_only=True)
class Life:
    """An account, and all that ever happened to it."""

    account: Account = EMPTY
    now: datetime = NOON
    transfers: list[Transfer] = field(default_factory=list[Transfer])
    # What is left to claw back of each source, and its lot.
    earned: dict[str, tuple[int, str]] = field(
        default_factory=dict[str, tuple[int, str]]
    )
    spent: dict[str, Undoable] = field(default_factory=dict[str, Undoable])
    lapsed: dict[str, list[Undoable]] = field(default_factory=dict[str, list[Undoable]])
    # Until when each lot lasts, from which entry on.
    terms: dict[str, list[tuple[int, datetime | None]]] = field(
        default_factory=dict[str, list[tuple[int, datetime | None]]]
    )
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.ids):032x}"

    def post(self, posting: Posting, undone: Undone = NOTHING) -> list[Transfer]:
        book = Book(self.account, self.now, self.new_id)
        book.lapsed.update(self.lapsed)
        book.settle()
        for spent in enter(book, posting, undone):
            if spent.kind == "spend":
                lots = (OpenLot(*part, book.terms[part.lot_id]) for part in spent.lots)
                self.spent[posting.source_id] = Undoable(
                    transfer_id=spent.id, credit=spent.credit, lots=tuple(lots)
                )
        self.account, self.lapsed = book.close(), dict(book.lapsed)
        for lot in book.opened:
            self.terms[lot.id] = [(0, lot.expires_at)]
        for each in book.extensions:
            self.terms[each.lot_id].append((each.seq, each.expires_at))
        self.transfers += book.transfers
        return book.transfers

    def lasts(self, lot_id: str, seq: int) -> datetime:
        """Return until when a lot lasted as an entry was written."""
        (*_, (_, until)) = [each for each in self.terms[lot_id] if each[0] <= seq]
        return until or FAR

    def undoable(self, source: str) -> Undoable:
        """Return what was spent, of lots that last until when they last now."""
        spent = self.spent[source]
        lots = (
            lot._replace(expires_at=self.terms[lot.id][-1][1]) for lot in spent.lots
        )
        return replace(spent, lots=tuple(lots))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Draw the life of an account; time passes between postings."""
    life = Life()
    for n in range(draw(st.integers(1, 25))):
        life.now += draw(steps)
        ACTS[draw(st.sampled_from([*ACTS, "earn"]))](draw, life, n)
    return life


def _spend(draw: st.DrawFn, life: Life, n: int) -> None:
    held = as_of(life.account, life.now).available
    if held:
        life.post(spend(ANN, draw(st.integers(1, held)), f"s{n}"))


def _correct(draw: st.DrawFn, life: Life, n: int) -> None:
    given_ = draw(st.integers(-40, 40).filter(bool))
    held = as_of(life.account, life.now).available
    life.post(correction(max(given_, -held) or 1, f"a{n}"))


def _claw_back(draw: st.DrawFn, life: Life, n: int) -> None:
    if not life.earned:
        return
    source = draw(st.sampled_from(sorted(life.earned)))
    left, lot = life.earned[source]
    taken = draw(st.integers(1, left)) if left else 0
    if taken:
        policy = draw(policies)
        undo = clawback(ANN, taken, order=source, source_id=f"r{n}", policy=policy)
        life.post(undo, Undone(lot_id=lot))
        life.earned[source] = (left - taken, lot)


def _hold(draw: st.DrawFn, life: Life, n: int) -> None:
    held = as_of(life.account, life.now).available
    if held:
        ends = life.now + draw(steps) + DAY / 24
        amount = draw(st.integers(1, held))
        life.post(set_aside(ANN, amount, f"h{n}", expires_at=ends))


def _end(draw: st.DrawFn, life: Life, n: int) -> None:
    del n
    holds = as_of(life.account, life.now).holds
    if holds:
        hold_id = draw(st.sampled_from(sorted({lot.hold_id for lot in holds})))
        amount = sum(lot.amount for lot in holds if lot.hold_id == hold_id)
        ends = draw(st.sampled_from([confirmation(hold_id, amount), give_up(hold_id)]))
        life.post(ends)


def _refund(draw: st.DrawFn, life: Life, n: int) -> None:
    source = draw(st.sampled_from(sorted(life.spent))) if life.spent else None
    if source is None or not life.spent[source].left:
        return
    spent = life.undoable(source)
    amount, days = draw(st.integers(1, spent.left)), draw(st.integers(0, 2))
    back = refund(ANN, amount, redemption=source, source_id=f"b{n}", grace_days=days)
    life.post(back, Undone(spent=spent))
    life.spent[source] = replace(spent, undone=spent.undone + amount)


def _earn(draw: st.DrawFn, life: Life, n: int) -> None:
    order = f"o{n}"
    wait, lasts = draw(waits), draw(waits)
    available = None if wait is None else life.now + wait
    expires = None if lasts is None else (available or life.now) + lasts + DAY
    amount = draw(amounts)
    posting = earn(ANN, amount, order, available_at=available, expires_at=expires)
    written = life.post(posting)
    (given_,) = (each for each in written if each.kind == "earn")
    life.earned[order] = (amount, given_.lots[0].lot_id)


ACTS = {
    "earn": _earn,
    "spend": _spend,
    "claw back": _claw_back,
    "correct": _correct,
    "hold": _hold,
    "end": _end,
    "refund": _refund,
}


def confirmation(hold_id: str, amount: int) -> Confirm:
    return Confirm(
        customer_id=ANN,
        unit="points",
        amount=amount,
        hold_id=hold_id,
        source_id=hold_id,
        occurred_at=NOON,
    )


def give_up(hold_id: str, grace_days: int = 0) -> Release:
    return Release(
        customer_id=ANN,
        unit="points",
        amount=1,
        source_id=hold_id,
        occurred_at=NOON,
        grace_days=grace_days,
    )


def correction(amount: int, source_id: str = "a1") -> Correct:
    return Correct(
        customer_id=ANN,
        unit="points",
        amount=amount,
        source_type="adjustment",
        source_id=source_id,
        effect="adjust",
        occurred_at=NOON,
    )
