"""Properties of every rule set: what is gone is worth nothing, however it went."""

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.earning import (
    AmountBasis,
    Cap,
    CapReached,
    CapScope,
    Fixed,
    Multiply,
    Number,
    OneOf,
    Part,
    PerAmount,
    PerQuantity,
    Rounding,
    RuleVersion,
    Setting,
    Stacking,
    evaluate,
    rules,
)
from domain.earning.model import GivenAward
from domain.kernel import ids
from domain.orders import CaseLine, OrderCase
from tests.domain.earning.cases import AMSTERDAM, line, order, rule

parts = st.sampled_from(Part)
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
)
conditions = st.one_of(
    st.none(),
    st.builds(Number, field=st.just("order.amount"), at_least=st.integers(0, 5_000)),
    st.just(OneOf(field="line.category", values=("tea",))),
)
caps = st.lists(
    st.builds(
        Cap,
        per=st.sampled_from((CapScope.ORDER, CapScope.CUSTOMER)),
        limit=st.integers(1, 60),
        reached=st.sampled_from(CapReached),
    ),
    max_size=2,
)


@st.composite
def rule_sets(draw: st.DrawFn) -> list[RuleVersion]:
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
                caps=tuple(draw(caps)),
                stacking=stacking,
                group="a" if stacking is Stacking.BEST_OF else None,
                priority=draw(st.integers(0, 3)),
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


@settings(max_examples=150, deadline=None)
@given(rule_sets(), purchases(), st.data())
def test_a_full_return_nets_zero_under_any_rules_in_any_parts(
    versions: list[RuleVersion], case: OrderCase, data: st.DataObject
) -> None:
    numbers = count(1)

    def new_id(prefix: str) -> str:
        return ids.encode(prefix, ids.UUID(int=next(numbers)))

    held: dict[str, GivenAward] = {}
    moved: dict[str, int] = {}
    shares = [0] * len(case.lines)
    steps = [shares]
    for _ in range(data.draw(st.integers(0, 3))):
        shares = [data.draw(st.integers(share, 100)) for share in shares]
        steps.append(shares)
    for step in (*steps, [100] * len(case.lines)):
        now = back(case, step)
        setting = Setting(zone=AMSTERDAM, held=rules.holdings(held))
        evaluation = evaluate(now, versions, setting)
        for change in rules.changes(now, held, evaluation, AMSTERDAM, new_id):
            name = change.now.rule
            held[name] = change.now
            moved[name] = moved.get(name, 0) + change.now.kept - change.was.kept
        for earned in evaluation.awards:
            assert held[earned.rule.version.rule].kept == earned.amount
            assert sum(each.amount for each in earned.lines) in {0, earned.amount}
    assert set(moved.values()) <= {0}
    assert all(award.kept == 0 for award in held.values())


@settings(max_examples=150, deadline=None)
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
        for name in ("effect", "basis", "rounding", "conditions", "stacking", "group")
    }
    return rule(
        version.rule,
        version.version,
        priority=version.terms.priority,
        caps=own,
        **said,
    )
