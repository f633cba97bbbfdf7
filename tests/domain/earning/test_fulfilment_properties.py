"""However lines are confirmed and come back, what is kept is there, and once."""

from collections import Counter
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.earning import Facts, RuleVersion, Setting, evaluate, fulfilment, rules
from domain.earning.books import covered, givings, takings
from domain.earning.model import AwardRelease, GivenAward
from domain.earning.rules import Change
from domain.kernel import ids
from domain.orders import OrderCase
from tests.domain.earning.cases import AMSTERDAM
from tests.domain.earning.test_properties import back, purchases, rule_sets
from tests.world import NOON

# No two awards are the same, in whichever step they are made.
NUMBERS = count(1)

shares = st.lists(st.integers(0, 100), min_size=4, max_size=4)
pieces = st.dictionaries(st.integers(1, 4), st.integers(1, 3), min_size=1)
steps = st.lists(st.one_of(shares, pieces), max_size=6)


def settled(
    case: OrderCase, held: dict[str, GivenAward], versions: list[RuleVersion]
) -> list[Change]:
    """Return how awards change as an order comes to something else."""
    setting = Setting(zone=AMSTERDAM, facts=Facts(), held=rules.holdings(held))
    found = evaluate(case, versions, setting)

    def new_id(prefix: str) -> str:
        return ids.encode(prefix, ids.UUID(int=next(NUMBERS)))

    return list(rules.changes(case, held, found, AMSTERDAM, new_id))


def freed(
    case: OrderCase, held: dict[str, GivenAward], confirmed: dict[int, int]
) -> list[Change]:
    """Return how awards change as lines are confirmed."""
    found: list[Change] = []
    for award in held.values():
        more = fulfilment.free(award, case, confirmed) - award.released
        if more > 0 and award.available_at > NOON:
            release = AwardRelease(
                revision=award.revision + 1,
                amount=more,
                available_at=NOON,
                expires_at=None,
            )
            found.append(Change(was=award, now=fulfilment.freed(award, release)))
    return found


@settings(max_examples=60)
@given(rule_sets(pending_days=9), purchases(), steps, st.sampled_from([0, 40, 100]))
def test_a_full_return_nets_zero_in_whatever_parts_an_order_was_confirmed(
    versions: list[RuleVersion],
    case: OrderCase,
    steps: list[list[int] | dict[int, int]],
    percent: int,
) -> None:
    """Of what is taken back, a unit's policy may leave so many per cent."""
    held: dict[str, GivenAward] = {}
    lots: Counter[tuple[str, str]] = Counter()
    said: set[tuple[str, str]] = set()
    confirmed: dict[int, int] = {}
    now = case
    for step in ([0] * 4, *steps, [100] * 4):
        if isinstance(step, dict):
            confirmed = fulfilment.counted(confirmed, step)
            changed = freed(now, held, confirmed)
        else:
            now = back(case, step[: len(case.lines)])
            changed = settled(now, held, versions)
        for change in changed:
            before, spared = set(said), 0
            taking = list(takings(change, NOON))
            for each in taking:
                said.add((each.source_id, each.effect))
                assert (each.earned.id, each.earned.effect) in before
                left = each.amount * percent // 100
                spared += left
                lots[each.earned.id, each.earned.effect] -= each.amount - left
            final, new = covered(change, spared)
            for each in givings(final, new):
                lots[each.source_id, each.effect] += each.amount
                said.add((each.source_id, each.effect))
            assert len(said) == len(before) + len(taking) + len(new)
            award = held[final.now.rule] = final.now
            assert 0 <= award.released <= award.kept
        assert percent or min(lots.values(), default=0) >= 0
        valued = [each for each in held.values() if each.reward is None]
        assert sum(lots.values()) == sum(each.kept + each.spared for each in valued)
    assert percent or not any(lots.values())
    assert all(award.kept == award.released == 0 for award in held.values())
