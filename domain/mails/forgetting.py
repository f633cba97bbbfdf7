"""What became of a mail is kept for as long as somebody may ask, and no longer."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from domain.kernel import Unit, writes
from domain.kernel.types import Count
from domain.mails.tables import mails

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMails:
    """Forget mails that were written longer ago than anybody asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsForgotten:
    """How many there were."""

    done: Count


@writes("system")
async def forget_mails(unit: Unit, command: ForgetMails) -> MailsForgotten:
    """Forget mails ninety days after they were done with."""
    del command
    over = delete(mails).where(mails.c.ended_at <= unit.now - KEPT)
    return MailsForgotten(done=await unit.run(over))
