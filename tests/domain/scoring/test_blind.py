"""What infers something of customers never reads who they are."""

import re
from datetime import timedelta
from typing import Any

from domain import holdouts, recommendations, scoring
from domain.customers.tables import customers
from domain.kernel import UseCase, system
from domain.kernel.personal import Category, Personal
from domain.kernel.tables import PRIVACY
from tests.domain.ledger.books import at as later
from tests.domain.recommendations.shop import open_grocer
from tests.domain.scoring.shop import TODAY
from tests.world import World

WHO = {Category.IDENTITY, Category.CONTACT, Category.PROFILE, Category.PREFERENCE}
# By what a customer is known in all tables; by it, nothing is known of them.
NAMELESS = {"id", "customer_id", "merged_into", "erased_at"}
INFERRING: tuple[tuple[UseCase[Any, Any], Any], ...] = (
    (recommendations.begin_model, recommendations.BeginModel()),
    (recommendations.advise, recommendations.Advise()),
    (recommendations.note_facts, recommendations.NoteFacts()),
    (scoring.rescore, scoring.Rescore()),
    (holdouts.learn_targeting, holdouts.LearnTargeting()),
)


def demographic() -> set[str]:
    """Return the columns that say who somebody is, as they are annotated."""
    found = {
        each.name
        for each in customers.c
        if isinstance(said := each.info[PRIVACY], Personal) and said.category in WHO
    }
    return found - NAMELESS


async def test_no_statement_that_infers_reads_who_somebody_is(
    shop: World, statements: list[str]
) -> None:
    columns = demographic()
    assert {"birth_date", "given_name", "email", "address"} <= columns
    await open_grocer(shop)
    spring = holdouts.PutCampaign(campaign="spring", control_percent=20)
    await shop.run(holdouts.put_campaign, spring)
    ask = holdouts.AskTargeting(campaign="spring")
    await shop.run(holdouts.ask_targeting, ask)
    tomorrow = later(shop, TODAY + timedelta(days=1))
    caller = system(shop.principal.tenant)
    statements.clear()
    for use_case, command in INFERRING:
        for _ in range(3):
            await tomorrow.platform.run(use_case, command, caller)
    assert len(statements) > 40
    named = columns | {"attributes", "preferences"}
    who = re.compile(rf"\b({'|'.join(sorted(named))})\b")
    assert [sql for sql in statements if who.search(sql)] == []
