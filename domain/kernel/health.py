"""Whether a database answers, and how far it has been migrated."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

REVISION = text("SELECT version_num FROM alembic_version")


async def revision(engine: AsyncEngine) -> str | None:
    """Return the migration that a database stands at."""
    async with engine.connect() as connection:
        revision: str | None = (await connection.execute(REVISION)).scalar()
        return revision
