"""Of whom an event tells something is read off it."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Event
from domain.kernel.bell import CUSTOMERS_MAX, Bell
from domain.kernel.events import customers_in
from tests.domain.kernel.test_bell import ONE, Ear

ANN, BOB, EVE = (f"cus_{each * 32}" for each in "123")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    customer_id: CustomerId
    amount: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Event):
    name = "something.told"
    kept_id: CustomerId
    order_ids: tuple[str, ...]
    parts: tuple[Part, ...]
    nobody: CustomerId | None = None


def test_customers_are_found_wherever_an_event_names_them() -> None:
    told = Told(
        kept_id=ANN,
        order_ids=(f"ord_{'1' * 32}",),
        parts=(Part(customer_id=BOB), Part(customer_id=EVE)),
    )
    assert list(customers_in(told)) == [ANN, BOB, EVE]


async def test_the_bell_says_of_whom_there_is_news() -> None:
    ear, whom = Ear(), list[str]()

    async def tell(_: object, told: str) -> None:
        whom.append(told)

    bell = Bell(ear.ring, (), tell)
    event = Told(kept_id=ANN, order_ids=(), parts=(Part(customer_id=BOB),))
    many = tuple(Part(customer_id=f"cus_{n:032x}") for n in range(CUSTOMERS_MAX + 5))
    async with bell.hung():
        await bell(ONE, [event])
        await bell(ONE, [event])
        await ear.hear(1)
        await bell(ONE)
        await ear.hear(2)
        await bell(ONE, [Told(kept_id=ANN, order_ids=(), parts=many)])
        await ear.hear(3)
    assert whom[:1] == [f"{ANN} {BOB}"]
    assert whom[1:] in (["*"], [])
