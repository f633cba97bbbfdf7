"""Use cases: who may call them, and what they may refuse."""

from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from domain import customers
from domain.kernel import (
    OPERATOR,
    CustomerId,
    KeyReused,
    Kind,
    NotAllowed,
    NotYours,
    Principal,
    Refusal,
    Scope,
    TenantId,
    Unit,
    UseCase,
    reads,
    system,
    writes,
)
from domain.kernel.audit import audit_entries
from tests.world import SCOPES, World

ANN, BOB = (f"cus_{number:032x}" for number in (1, 2))
TENANT = TenantId(UUID(int=1))
ALL = Principal(tenant=TENANT, scopes=SCOPES, actor="test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    customer_id: CustomerId | None = None
    whom: tuple[CustomerId, ...] = field(default_factory=tuple)


@dataclass(eq=False)
class NotToday(Refusal):
    """It cannot be done today.

    Come back
    tomorrow.
    """

    kind = Kind.CONFLICT
    retryable = True
    day: str
    left: int = 3


async def answer(unit: Unit, command: Ask) -> int:
    """Answer a question.

    What it answers is of no importance.
    """
    del unit
    if command.customer_id == BOB:
        raise NotToday("monday")
    return len(command.whom)


OF_ONE: UseCase[Ask, int] = reads("customers:read", subject="customer_id")(answer)
OF_MANY: UseCase[Ask, int] = writes("customers:write", subject="whom")(answer)
OF_NOBODY: UseCase[Ask, int] = reads("customers:read")(answer)
WRITING: UseCase[Ask, int] = writes("customers:write")(answer)
PUBLIC: UseCase[Ask, int] = reads("catalogue:read", public=True)(answer)
EVERY = (OF_ONE, OF_MANY, OF_NOBODY, WRITING, PUBLIC)


@pytest.mark.parametrize("use_case", EVERY)
def test_a_caller_needs_the_scope_and_no_other(use_case: UseCase[Ask, int]) -> None:
    use_case.authorise(replace(ALL, scopes=frozenset({use_case.scope})), Ask())
    without = SCOPES | {OPERATOR} - {use_case.scope}
    for scopes in (frozenset[Scope](), without - {use_case.scope}):
        with pytest.raises(NotAllowed) as refusal:
            use_case.authorise(replace(ALL, scopes=scopes), Ask())
        assert refusal.value.details() == {"scope": use_case.scope}


@pytest.mark.parametrize("use_case", EVERY)
def test_the_platform_itself_has_no_scope_but_its_own(
    use_case: UseCase[Ask, int],
) -> None:
    with pytest.raises(NotAllowed):
        use_case.authorise(system(TENANT), Ask())


@pytest.mark.parametrize(
    ("use_case", "command"),
    [
        (OF_ONE, Ask(customer_id=ANN)),
        (OF_MANY, Ask(whom=(ANN,))),
        (OF_MANY, Ask(whom=(ANN, ANN))),
        (OF_MANY, Ask(whom=())),
        (PUBLIC, Ask()),
        (PUBLIC, Ask(customer_id=BOB)),
    ],
)
def test_a_customer_may_ask_of_themselves(
    use_case: UseCase[Ask, int], command: Ask
) -> None:
    use_case.authorise(replace(ALL, customer=ANN), command)


@pytest.mark.parametrize(
    ("use_case", "command"),
    [
        (OF_ONE, Ask(customer_id=BOB)),
        (OF_ONE, Ask(customer_id=None)),
        (OF_ONE, Ask(customer_id=ANN.upper())),
        (OF_ONE, Ask(customer_id="external:shop:ann")),
        (OF_ONE, Ask(customer_id="")),
        (OF_MANY, Ask(whom=(ANN, BOB))),
        (OF_MANY, Ask(whom=(BOB,))),
        (OF_MANY, Ask(whom=(ANN, "external:shop:ann"))),
    ],
)
def test_a_customer_may_ask_of_nobody_else(
    use_case: UseCase[Ask, int], command: Ask
) -> None:
    with pytest.raises(NotYours):
        use_case.authorise(replace(ALL, customer=ANN), command)


@pytest.mark.parametrize("use_case", [OF_NOBODY, WRITING])
def test_what_has_no_subject_is_not_for_customers(
    use_case: UseCase[Ask, int],
) -> None:
    with pytest.raises(NotAllowed):
        use_case.authorise(replace(ALL, customer=ANN), Ask(customer_id=ANN))
    with pytest.raises(NotAllowed):
        use_case.admit(replace(ALL, customer=ANN))
    use_case.admit(ALL)


@pytest.mark.parametrize("use_case", [OF_ONE, OF_MANY, OF_NOBODY, WRITING])
def test_what_everybody_who_loads_a_page_holds_leads_to_what_is_public(
    use_case: UseCase[Ask, int],
) -> None:
    anybody = replace(ALL, trusted_documents_only=True)
    PUBLIC.admit(anybody)
    with pytest.raises(NotAllowed):
        use_case.admit(anybody)
    if use_case.subject is not None:
        use_case.admit(replace(anybody, customer=ANN))


def test_whose_affair_it_is_comes_after_whether_one_may() -> None:
    stranger = replace(ALL, customer=ANN, scopes=frozenset())
    with pytest.raises(NotAllowed):
        OF_ONE.authorise(stranger, Ask(customer_id=BOB))


def test_somebody_elses_is_as_somebody_who_is_not_there() -> None:
    ours, theirs = NotYours(), customers.CustomerNotFound()
    assert (ours.code(), ours.kind) == (theirs.code(), theirs.kind)
    assert ours.title() == theirs.title()


async def test_a_refused_caller_opens_no_unit(
    world: World, statements: list[str]
) -> None:
    for stranger in (
        replace(world.principal, scopes=frozenset()),
        replace(world.principal, customer=ANN),
    ):
        with pytest.raises(NotAllowed):
            await world.platform.run(WRITING, Ask(), stranger)
        with pytest.raises(NotAllowed):
            await world.platform.run_once(WRITING, Ask(), stranger, "k")
    assert statements == []


async def test_a_refusal_that_was_not_declared_is_a_bug(world: World) -> None:
    refused = Ask(customer_id=BOB)
    with pytest.raises(AssertionError, match=r"domain\.answer"):
        await world.run(WRITING, refused)
    declared = replace(WRITING, refusals=(KeyReused, NotToday))
    with pytest.raises(NotToday):
        await world.run(declared, refused)
    with pytest.raises(NotToday):
        await world.run(replace(WRITING, refusals=(Refusal,)), refused)
    assert await world.rows(audit_entries) == []


def test_a_use_case_tells_of_itself() -> None:
    assert customers.create.name == "customers.create"
    assert customers.create.feature == "customers"
    assert customers.create.command_type is customers.Create
    assert customers.create.result_type is customers.Customer
    assert (customers.create.read_only, customers.find.read_only) == (False, True)
    assert OF_ONE.summary == "Answer a question."
    assert OF_ONE.description == "What it answers is of no importance."


def test_a_refusal_tells_of_itself() -> None:
    refusal = NotToday("monday")
    assert (NotToday.code(), NotToday.kind) == ("not_today", "conflict")
    assert NotToday.title() == "It cannot be done today."
    assert NotToday.explanation() == "Come back\ntomorrow."
    assert refusal.details() == {"day": "monday", "left": 3}
    assert refusal.retryable
    assert not KeyReused().retryable
    assert KeyReused.explanation() == ""


def test_two_refusals_are_two_whatever_they_say() -> None:
    one, two = NotToday("monday"), NotToday("monday")
    assert one != two
    assert len({one, two}) == 2
