"""Lives of accounts, as Hypothesis draws them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from hypothesis import strategies as st

from domain.ledger import ClawbackPolicy, Posting
from domain.ledger.model import Account, Correct, Transfer
from domain.ledger.rules import apply, as_of
from tests.domain.ledger.books import DAY, clawback, earn, spend
from tests.world import NOON

ANN = "cus_" + "0" * 32
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
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.ids):032x}"

    def post(self, posting: Posting, lot_id: str | None = None) -> list[Transfer]:
        self.account, written = apply(
            self.account, posting, self.now, self.new_id, lot_id
        )
        self.transfers += written
        return list(written)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Draw the life of an account; time passes between postings."""
    life = Life()
    for n in range(draw(st.integers(1, 25))):
        life.now += draw(steps)
        what = draw(st.sampled_from(["earn", "earn", "spend", "clawback", "correct"]))
        if what == "earn":
            _earn(draw, life, f"o{n}")
        elif what == "clawback" and life.earned:
            source = draw(st.sampled_from(sorted(life.earned)))
            left, lot = life.earned[source]
            taken = draw(st.integers(1, left)) if left else 0
            if taken:
                policy = draw(policies)
                undo = clawback(
                    ANN, taken, order=source, source_id=f"r{n}", policy=policy
                )
                life.post(undo, lot)
                life.earned[source] = (left - taken, lot)
        elif what == "correct":
            given_ = draw(st.integers(-40, 40).filter(bool))
            held = as_of(life.account, life.now).available
            life.post(correction(max(given_, -held) or 1, f"a{n}"))
        else:
            held = as_of(life.account, life.now).available
            if held:
                life.post(spend(ANN, draw(st.integers(1, held)), f"s{n}"))
    return life


def _earn(draw: st.DrawFn, life: Life, order: str) -> None:
    wait, lasts = draw(waits), draw(waits)
    available = None if wait is None else life.now + wait
    expires = None if lasts is None else (available or life.now) + lasts + DAY
    amount = draw(amounts)
    posting = earn(ANN, amount, order, available_at=available, expires_at=expires)
    written = life.post(posting)
    (given_,) = (each for each in written if each.kind == "earn")
    life.earned[order] = (amount, given_.lots[0].lot_id)


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
