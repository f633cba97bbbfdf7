"""A use case that does nothing but post, so that the ledger can be measured alone."""

from collections.abc import Sequence

from domain import ledger
from domain.kernel import Refusal, Unit, writes
from domain.kernel.use_case import Asked, alone


async def post_each(
    unit: Unit, asked: Sequence[Asked[ledger.Posting]]
) -> Sequence[ledger.Posted | Refusal]:
    """Post what came together."""
    return await ledger.post_each(unit, [each.command for each in asked])


@writes("ledger:write", together=post_each)
async def post_one(unit: Unit, command: ledger.Posting) -> ledger.Posted:
    """Post, and do nothing else."""
    return await alone(post_each, unit, command)
