"""The invariants of the ledger, and where each is held.

1 sides sum to zero: `test_rules`, and the trial balance in the machine of accounting.
2 accounts are the fold of transfers, 3 nothing below zero, 7 no gap: `test_rules`, and
`ledger.verify` after every step of the machine. 4 one effect per source: `test_rules`,
`test_post`, and replays in any order in the machine. 5 exact allocation, and a reversal
to the same lots: `test_rules` and here. 6 a full return nets zero: `test_rules`.
8 what expired was not spent, and what could be spent did not expire: here.
9 two spends never both succeed beyond the balance: here, `test_post` and `test_races`.
10 as of now is current, known on grows: the machine of accounting and the simulation.
11 seals cover every transfer once: the machine of accounting, and `proofs`.
"""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.ledger import InsufficientPoints
from domain.ledger.model import Side, Undoable
from domain.ledger.rules import Undone, as_of
from tests.domain.ledger.books import earn, refund, spend
from tests.domain.ledger.lives import ANN, Life, amounts, lives


@given(lives())
def test_what_expired_was_not_spent_and_what_could_be_did_not_expire(
    life: Life,
) -> None:
    for each in life.transfers:
        for part in each.lots:
            until = life.lasts(part.lot_id, each.seq)
            # What was set aside in time may be spent later.
            if each.kind in {"spend", "hold"} and each.debit is Side.AVAILABLE:
                assert each.recorded_at < until
            elif each.kind == "expire":
                assert until <= each.occurred_at <= each.recorded_at


@given(lives())
def test_each_lot_expires_when_it_ends_and_no_later(life: Life) -> None:
    then = as_of(life.account, life.now)
    for lot in then.lots:
        assert lot.expires_at is None or lot.expires_at > life.now
    for waiting in then.waiting:
        assert waiting.available_at > life.now
    # All of a lot lasts as long, also what is set aside of it.
    for each in (*then.lots, *then.waiting, *then.holds):
        assert each.expires_at == life.terms[each.id][-1][1]


@given(lives(), st.lists(amounts, min_size=1, max_size=12))
def test_spends_never_come_to_more_than_there_was(
    life: Life, wanted: list[int]
) -> None:
    there, spent = as_of(life.account, life.now).available, 0
    for number, amount in enumerate(wanted):
        try:
            life.post(spend(ANN, amount, f"more{number}"))
        except InsufficientPoints as refusal:
            assert refusal.available == there - spent < amount
        else:
            spent += amount
    assert as_of(life.account, life.now).available == there - spent >= 0


@given(lives(), amounts, st.data())
def test_what_comes_back_in_parts_comes_back_to_the_same_lots(
    life: Life, amount: int, data: st.DataObject
) -> None:
    life.post(earn(ANN, amount, "enough"))
    spent = data.draw(st.integers(1, as_of(life.account, life.now).available or 1))
    if as_of(life.account, life.now).available < spent:
        return  # A debt took it all.
    before = held(life)
    life.post(spend(ANN, spent, "whole"))
    left = spent
    while left:
        part = data.draw(st.integers(1, left))
        undone: Undoable = life.spent["whole"]
        back = refund(ANN, part, redemption="whole", source_id=f"back{left}")
        life.post(back, Undone(spent=undone))
        life.spent["whole"] = Undoable(
            transfer_id=undone.transfer_id,
            credit=undone.credit,
            lots=undone.lots,
            undone=undone.undone + part,
        )
        left -= part
    assert held(life) == before


def held(life: Life) -> Counter[str]:
    """Return what is left of each lot that can be spent."""
    assert life.account.debt == 0 or not life.account.lots
    return Counter({lot.id: lot.amount for lot in as_of(life.account, life.now).lots})
