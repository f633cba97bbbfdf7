"""What the doctor finds in a shop's books, a small piece at a time."""

from sqlalchemy import Executable

from domain.kernel import UseCase, system
from domain.kernel.rebuilds import Discrepancy, Rebuild
from domain.kernel.walks import Piece
from tests.world import World


async def rebuilt(
    shop: World, use_case: UseCase[Rebuild, Piece[Discrepancy]], limit: int = 2
) -> tuple[Discrepancy, ...]:
    """Compute all anew of what a use case compares, and return what is wrong."""
    caller = system(shop.principal.tenant)
    piece = await shop.platform.run(use_case, Rebuild(limit=limit), caller)
    found = piece.items
    while piece.last is not None:
        command = Rebuild(limit=limit, after=piece.last)
        piece = await shop.platform.run(use_case, command, caller)
        found += piece.items
    return found


async def spoilt(
    shop: World,
    statement: Executable,
    use_case: UseCase[Rebuild, Piece[Discrepancy]],
) -> list[tuple[str, str]]:
    """Do to a table what no use case does; return what is found to be wrong of it."""
    async with shop.platform.unit(shop.principal) as unit:
        assert await unit.run(statement) == 1
    found = await rebuilt(shop, use_case)
    return [(each.expected, each.found) for each in found]
