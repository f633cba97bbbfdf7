"""What was given: read by thousands, for who compares it with what might have been."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Text, cast, func, select, true

from domain.earning.model import CauseId
from domain.earning.tables import awards
from domain.kernel import Unit
from domain.kernel.records import bare, encoded, records

# A rule gives once for a cause, and there are only so many rules.
RULES_MAX = 200


class Given(Struct, frozen=True, array_like=True, gc=False):
    """What an order or event earned under a rule, and has left of it."""

    cause: str
    cause_id: UUID
    rule: str
    unit: str
    amount: int
    expires_at: datetime | None


_CAUSES = records(awards.c.cause_id)
_THEIRS = (
    select(
        func.json_build_array(
            awards.c.cause,
            awards.c.cause_id,
            awards.c.rule,
            awards.c.unit,
            awards.c.earned - awards.c.taken_back,
            awards.c.expires_at,
        ).label("json")
    )
    .where(awards.c.cause_id == _CAUSES.c.cause_id)
    .where(awards.c.earned > awards.c.taken_back)
    .where(awards.c.reward.is_(None))
    .limit(RULES_MAX)
    .lateral("theirs")
)
THEIRS = select(cast(_THEIRS.c.json, Text)).select_from(_CAUSES.join(_THEIRS, true()))
DECODER = msgspec.json.Decoder(Given)


async def given_for(
    unit: Unit, cause_ids: Sequence[CauseId]
) -> dict[CauseId, list[Given]]:
    """Return what orders and events earned and have left, by each rule that gave."""
    named = encoded({"cause_id": bare(each)} for each in cause_ids)
    rows = await unit.transaction.execute(THEIRS, {"records": named})
    found: defaultdict[CauseId, list[Given]] = defaultdict(list)
    for json in rows.scalars():
        given = DECODER.decode(json)
        found[f"{given.cause}_{given.cause_id.hex}"].append(given)
    return found
