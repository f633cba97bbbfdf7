"""Properties of every rule set: what is gone is worth nothing, however it went."""

from functools import partial
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.earning import (
    AmountBasis,
    AnyOf,
    Cap,
    CapKey,
    CapMeasure,
    CapPeriod,
    CapReached,
    CapScope,
    During,
    Facts,
    Fixed,
    Issue,
    Multiply,
    Not,
    Number,
    OneOf,
    Part,
    PerAmount,
    PerQuantity,
    Rounding,
    RuleVersion,
    Setting,
    Stacking,
    TierMultiplier,
    Weekday,
    evaluate,
    rules,
)
from domain.earning import caps as caps_of
from domain.earning.compilation import compiled
from domain.earning.model import GivenAward
from domain.earning.usage import Usage
from domain.kernel import ids
from domain.orders import CaseLine, OrderCase
from tests.domain.earning.cases import AMSTERDAM, line, order, rule

TEA = OneOf(field="line.category", values=("tea",))
parts = st.sampled_from(Part)
standings = st.builds(
    Facts,
    tier=st.sampled_from((None, "silver", "gold")),
    multiplier_percent=st.integers(100, 250),
)
bases = st.builds(
    AmountBasis,
    tax=parts,
    shipping=parts,
    discounts=parts,
    gift_cards=parts,
    points_paid=parts,
    point_value=st.integers(1, 3),
)
effects = st.one_of(
    st.builds(PerAmount, step=st.integers(1, 300), points=st.integers(1, 5)),
    st.builds(PerQuantity, step=st.integers(1, 3), points=st.integers(1, 5)),
    st.builds(Fixed, st.integers(1, 100)),
    st.builds(Multiply, percent=st.integers(101, 400)),
    st.just(TierMultiplier()),
    st.just(Issue(reward="coffee")),
)
conditions = st.one_of(
    st.none(),
    st.builds(Number, field=st.just("order.amount"), at_least=st.integers(0, 5_000)),
    st.just(OneOf(field="line.category", values=("tea",))),
    st.just(Not(of=OneOf(field="customer.tier", values=("gold",)))),
    st.just(AnyOf(of=(TEA, During(weekdays=(Weekday.TUESDAY,))))),
)
of_lines = st.sampled_from((None, TEA, Not(of=TEA)))
caps = st.lists(
    st.one_of(
        st.builds(
            Cap,
            per=st.just(CapScope.ORDER),
            limit=st.integers(1, 60),
            reached=st.sampled_from(CapReached),
        ),
        st.builds(
            Cap,
            per=st.sampled_from((CapScope.CUSTOMER, CapScope.RULE)),
            limit=st.integers(1, 60),
            period=st.sampled_from(CapPeriod),
            measure=st.sampled_from(CapMeasure),
            reached=st.sampled_from(CapReached),
        ),
        st.builds(
            Cap,
            per=st.just(CapScope.BUDGET),
            limit=st.just(50),
            budget=st.just("all"),
            reached=st.sampled_from(CapReached),
        ),
    ),
    max_size=3,
    unique_by=lambda cap: (cap.per, cap.period, cap.measure),
)


@st.composite
def rule_sets(draw: st.DrawFn, pending_days: int = 0) -> list[RuleVersion]:
    """Draw some rules that hold together."""
    found: list[RuleVersion] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        stacking = draw(st.sampled_from(Stacking))
        found.append(
            rule(
                f"rule-{number}",
                number,
                effect=draw(effects),
                basis=draw(bases),
                rounding=draw(st.sampled_from(Rounding)),
                conditions=draw(conditions),
                lines=draw(of_lines),
                caps=tuple(draw(caps)),
                stacking=stacking,
                group="a" if stacking is Stacking.BEST_OF else None,
                priority=draw(st.integers(0, 3)),
                pending_days=pending_days,
            )
        )
    return found


@st.composite
def purchases(draw: st.DrawFn) -> OrderCase:
    """Draw an order of which nothing came back yet."""
    lines: list[CaseLine] = []
    for no in range(1, draw(st.integers(1, 4)) + 1):
        amount = draw(st.integers(0, 6_000))
        lines.append(
            line(
                no,
                amount,
                draw(st.integers(1, 4)),
                category=draw(st.sampled_from((None, "tea", "gift-card"))),
                tax=draw(st.integers(0, amount)),
                discount=draw(st.integers(0, 500)),
            )
        )
    return order(
        *lines,
        shipping=draw(st.integers(0, 900)),
        points_paid=draw(st.integers(0, 3_000)),
    )


def back(case: OrderCase, shares: list[int]) -> OrderCase:
    """Return an order of which some per cent of each line came back; 100 is all."""
    lines = tuple(
        replace(
            each,
            returned_amount=each.amount * share // 100,
            returned_quantity=each.quantity * share // 100,
        )
        for each, share in zip(case.lines, shares, strict=True)
    )
    returned = sum(each.returned_amount for each in lines)
    return replace(case, lines=lines, returned_amount=returned)


def room_beside(usage: Usage, others: int, key: CapKey, cap: Cap) -> int:
    """Return what a cap has left, of which others have used some."""
    return usage.room(key, cap) - others


@settings(max_examples=150)
@given(rule_sets(), purchases(), standings, st.data())
def test_a_full_return_nets_zero_under_any_rules_in_any_parts(
    versions: list[RuleVersion], case: OrderCase, facts: Facts, data: st.DataObject
) -> None:
    numbers = count(1)

    def new_id(prefix: str) -> str:
        return ids.encode(prefix, ids.UUID(int=next(numbers)))

    held: dict[str, GivenAward] = {}
    moved: dict[str, int] = {}
    # Less may be gone than before: what was cancelled is opened again.
    gone = st.lists(
        st.integers(0, 100), min_size=len(case.lines), max_size=len(case.lines)
    )
    steps = [[0] * len(case.lines), *data.draw(st.lists(gone, max_size=3))]
    usage = Usage(used={})
    ruled = {each.rule: compiled(each, AMSTERDAM) for each in versions}
    limits = {
        caps_of.key_of(each.rule, cap, case, AMSTERDAM): cap
        for each in versions
        for cap in each.terms.caps
        if cap.per is not CapScope.ORDER
    }
    for step in (*steps, [100] * len(case.lines)):
        now = back(case, step)
        # What others took of the caps meanwhile, and gave back.
        others = data.draw(st.integers(0, 30))
        setting = Setting(
            zone=AMSTERDAM,
            facts=facts,
            held=rules.holdings(held),
            room=partial(room_beside, usage, others),
        )
        evaluation = evaluate(now, versions, setting)
        for change in rules.changes(now, held, evaluation, AMSTERDAM, new_id):
            name = change.now.rule
            held[name] = change.now
            moved[name] = moved.get(name, 0) + change.now.kept - change.was.kept
            usage.follow(now, change, ruled[name], AMSTERDAM)
        for key, used in usage.used.items():
            assert 0 <= used <= limits[key].limit
        for earned in evaluation.awards:
            assert held[earned.rule.version.rule].kept == earned.amount
            assert sum(each.amount for each in earned.lines) in {0, earned.amount}
    assert set(moved.values()) <= {0}
    assert set(usage.used.values()) <= {0}
    assert all(award.kept == 0 for award in held.values())


@settings(max_examples=150)
@given(rule_sets(), purchases(), st.data())
def test_what_is_kept_is_what_the_rest_is_worth(
    versions: list[RuleVersion], case: OrderCase, data: st.DataObject
) -> None:
    free = [rule_without_shared_caps(each) for each in versions]
    first = evaluate(case, free, Setting(zone=AMSTERDAM))
    held = {each.rule.version.rule: (each.worth, each.amount) for each in first.awards}
    rest = back(case, [data.draw(st.integers(0, 100)) for _ in case.lines])
    again = Setting(
        zone=AMSTERDAM,
        held={name: rules.Held(*figures) for name, figures in held.items()},
    )
    kept = {e.rule.version.rule: e.amount for e in evaluate(rest, free, again).awards}
    fresh = evaluate(rest, free, Setting(zone=AMSTERDAM))
    assert kept == {each.rule.version.rule: each.amount for each in fresh.awards}


def rule_without_shared_caps(version: RuleVersion) -> RuleVersion:
    own = tuple(c for c in version.terms.caps if c.per is CapScope.ORDER)
    said = {
        name: getattr(version.terms, name)
        for name in (
            *("effect", "basis", "rounding", "conditions", "lines", "stacking"),
            "group",
        )
    }
    return rule(
        version.rule,
        version.version,
        priority=version.terms.priority,
        caps=own,
        **said,
    )
