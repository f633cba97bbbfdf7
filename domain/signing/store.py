"""The SQL of signing: one function, one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import Unit, ids
from domain.kernel.rows import view
from domain.kernel.sets import whole
from domain.signing.model import SigningKey, stamp
from domain.signing.tables import signing_keys


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it is stored; the half that signs is wrapped, and gone if retired."""

    id: str
    public_key: bytes
    wrapped_seed: bytes | None
    created_at: datetime
    retired_at: datetime | None
    predecessor: str | None
    endorsement: bytes | None

    def key(self, tenant_id: str) -> SigningKey:
        """Return the public key."""
        return SigningKey(
            id=self.id,
            tenant_id=tenant_id,
            public_key=self.public_key.hex(),
            created_at=stamp(self.created_at),
            retired_at=None if self.retired_at is None else stamp(self.retired_at),
            predecessor=self.predecessor,
            endorsement=None if self.endorsement is None else self.endorsement.hex(),
        )


def tenant_of(unit: Unit) -> str:
    """Return the public identifier of the unit's tenant."""
    return ids.encode("tnt", unit.principal.tenant)


async def key_in_use(unit: Unit) -> KeyRow | None:
    """Return the key that signs."""
    this = view(signing_keys, KeyRow).where(signing_keys.c.retired_at.is_(None))
    return await unit.one(KeyRow, this)


async def every_key(unit: Unit, limit: int) -> tuple[SigningKey, ...]:
    """Return all keys, the oldest first."""
    each = view(signing_keys, KeyRow).order_by(
        signing_keys.c.created_at, signing_keys.c.id
    )
    tenant_id = tenant_of(unit)
    rows = await unit.all(KeyRow, each.limit(limit))
    return tuple(row.key(tenant_id) for row in rows)


async def add_key(unit: Unit, key: KeyRow) -> bool:
    """Write a new key down, unless there is one in use."""
    row = upsert(signing_keys).values(
        {each.name: getattr(key, each.name) for each in whole(signing_keys)}
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1


async def retire(unit: Unit, key_id: str) -> bool:
    """Forget the half of a key by which it signs."""
    this = update(signing_keys).where(
        signing_keys.c.id == key_id, signing_keys.c.retired_at.is_(None)
    )
    return await unit.run(this.values(retired_at=unit.now, wrapped_seed=None)) == 1
