"""The database's schema: brought up to date, and asked how far it is."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, make_url

from local.service import PROJECT


def migrate(url: str) -> None:
    """Bring a database up to date, and grant anew what may be seen of it."""
    command.upgrade(_config(url), "head")


def is_current(url: str) -> bool:
    """Tell whether a database has the revision that this code wants."""
    return current(url) == head()


def head() -> str | None:
    """Return the revision that this code wants."""
    return ScriptDirectory.from_config(_config("")).get_current_head()


def current(url: str) -> str | None:
    """Return the revision that a database has."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool
    )
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(url: str) -> Config:
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.attributes["url"] = url
    return config
