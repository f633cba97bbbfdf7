"""Forgetting: what nobody sees any more, and moderators are done with, goes in time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from domain.community import forget_store
from domain.kernel import Unit, writes

# From when it was written: as long as whoever took it back may want to see it.
WITHDRAWN_KEPT = timedelta(days=30)
# As long as somebody may still dispute why something was rejected.
JUDGED_KEPT = timedelta(days=183)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetTexts:
    """Forget some of what nobody sees any more."""

    limit: Annotated[int, Meta(ge=1, le=1_000)] = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsForgotten:
    """How many texts and cases went, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def forget_texts(unit: Unit, command: ForgetTexts) -> TextsForgotten:
    """Forget what was taken back and written a month ago, or rejected half a year ago.

    Cases that were closed half a year ago go as well.
    """
    withdrawn = await forget_store.forget_withdrawn(
        unit, unit.now - WITHDRAWN_KEPT, command.limit
    )
    before = unit.now - JUDGED_KEPT
    rejected = await forget_store.forget_rejected(unit, before, command.limit)
    cases = await forget_store.forget_cases(unit, before, command.limit)
    gone = (withdrawn, rejected, cases)
    return TextsForgotten(done=sum(gone), more=max(gone) >= command.limit)
