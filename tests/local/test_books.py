"""The doctor looks at everybody's books, and says what is wrong with them."""

import asyncio

from domain.kernel.database import Role, connect
from domain.kernel.rebuilds import Discrepancy
from local.books import Books, books
from tests.domain.ledger.books import customer, earn, post
from tests.world import new_world, open_shop

WRONG = Discrepancy(whose="points", expected="1", found="2")


def test_every_tenants_books_are_looked_at(database_url: str) -> None:
    async def trade() -> None:
        engine = connect(database_url, Role.APP)
        await post(await open_shop(new_world(engine)), earn(customer()))
        await engine.dispose()

    before = books(database_url)
    asyncio.run(trade())
    looked = books(database_url)
    assert looked.tenants == before.tenants + 1
    # Other tests of this worker may have spoilt books of their own on purpose.
    assert looked.differences == before.differences


def test_books_that_are_right_are_said_to_be() -> None:
    assert Books(2, ()).found == (
        "of 2 tenants, each account is what its transfers say, "
        "each tier what counted, each challenge what was done, each score and "
        "level what was earned, each draw what its seed says, each household "
        "what its members gave and took, and each referral what was ordered"
    )


def test_what_is_wrong_is_shown_and_counted() -> None:
    found = Books(2, (WRONG,) * 9).found
    assert found.startswith("9 differences, such as points: 1, not 2; ")
    assert found.count("not 2") == 3
