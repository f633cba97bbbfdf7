"""Gates: a query that reads for a purpose carries who may be read for it.

Whoever computes something of customers asks for the gate of a purpose, and says in the
statement itself whom it admits. A purpose that is not declared admits nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, exists, literal_column, or_, select

from domain import customers
from domain.consent import store
from domain.consent.model import Basis, ContactChannel, PurposeKind
from domain.consent.rules import NEGATIVE, POSITIVE
from domain.consent.tables import consent_events, consent_states
from domain.kernel import Unit

# As a literal, so that SQLAlchemy drops nothing else that a statement says.
NOBODY: ColumnElement[bool] = literal_column("false", Boolean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Of whom data may be read for a purpose at an instant, as a condition."""

    purpose: str
    is_open: bool
    asks_consent: bool
    notice_needed: int | None
    at: datetime

    def admits(self, customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that data of this customer may be read.

        It means what `rules.permits` means of what was said of the purpose by itself.
        """
        if not self.is_open:
            return NOBODY
        return and_(customers.unrestricted(customer_id), self._agreed(customer_id))

    def _agreed(self, customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
        said = (
            select(consent_states.c.customer_id)
            .where(consent_states.c.customer_id == customer_id)
            .where(consent_states.c.purpose == self.purpose)
            .where(consent_states.c.channel == ContactChannel.ALL)
        )
        lasting = or_(
            consent_states.c.expires_at.is_(None), consent_states.c.expires_at > self.at
        )
        agreed = and_(consent_states.c.state.in_(sorted(POSITIVE)), lasting)
        if not self.asks_consent:
            refused = or_(
                consent_states.c.state.in_(sorted(NEGATIVE)),
                and_(consent_states.c.state.in_(sorted(POSITIVE)), ~lasting),
            )
            return ~exists(said.where(refused))
        yes = said.where(agreed)
        if self.notice_needed is not None:
            yes = yes.join(
                consent_events, consent_events.c.id == consent_states.c.consent_id
            ).where(consent_events.c.notice_version >= self.notice_needed)
        return exists(yes)


async def gate(unit: Unit, purpose: str, kind: PurposeKind | None = None) -> Gate:
    """Return the gate of a purpose; it is shut unless the purpose is there.

    If a kind is named it must be of that, or an objection to it would be to another.
    """
    found = (await store.those(unit, [purpose])).get(purpose)
    return Gate(
        purpose=purpose,
        is_open=found is not None and kind in {None, found.kind},
        asks_consent=found is not None and found.basis is Basis.CONSENT,
        notice_needed=found.notice_needed if found else None,
        at=unit.now,
    )
