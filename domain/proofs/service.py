"""What can be asked of heads from outside."""

from dataclasses import dataclass

from domain.kernel import BadCursor, Page, Unit, pages, reads
from domain.kernel.types import Cursor, PageSize
from domain.proofs import store
from domain.proofs.model import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHeads:
    """Ask for signed heads."""

    after: Cursor | None = None
    limit: PageSize = 20


@reads("ledger:read", refusals=(BadCursor,))
async def list_heads(unit: Unit, command: ListHeads) -> Page[Head]:
    """List signed heads, the newest first."""
    before = command.after and pages.place(command.after, tuple[int, str])
    found = await store.heads_before(unit, before or None, command.limit + 1)
    return pages.page(found, command.limit, lambda head: (head.seals, head.key_id))
