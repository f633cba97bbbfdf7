"""Health: whether this process lives, and whether it can be sent requests."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path

from alembic.script import ScriptDirectory
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.valkey import Valkey
from domain.kernel import Platform
from domain.kernel.health import revision

MIGRATIONS = Path(__file__).parent.parent / "alembic"
WAIT_S = 2


@dataclass(frozen=True)
class Health:
    """What a process needs to answer requests."""

    platform: Platform
    valkey: Valkey | None

    @property
    def routes(self) -> list[Route]:
        """Return the two addresses at which others look."""
        return [
            Route("/health/live", self._live, name="/health/live"),
            Route("/health/ready", self._ready, name="/health/ready"),
        ]

    @cached_property
    def earlier(self) -> frozenset[str]:
        """Return the migrations before the one that this code expects, if it has any.

        What it does not know was made by code to come, for which this goes on serving.
        """
        if not MIGRATIONS.is_dir():
            return frozenset()
        script = ScriptDirectory(str(MIGRATIONS))
        known = {each.revision for each in script.walk_revisions()}
        return frozenset(known - set(script.get_heads()))

    def fits(self, found: str | None) -> bool:
        """Tell whether this code can serve a database that stands at a migration."""
        return found is not None and found not in self.earlier

    async def _live(self, _: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def _ready(self, _: Request) -> Response:
        checks: Mapping[str, Awaitable[bool]] = {
            "database": _works(self._is_migrated()),
            "valkey": _works(self._is_heard()),
        }
        found = dict(zip(checks, await asyncio.gather(*checks.values()), strict=True))
        # Without Valkey we answer all the same: what is carried, is carried later.
        ready = found["database"]
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        content = {"status": "ready" if ready else "unready", "checks": found}
        return JSONResponse(content, status)

    async def _is_migrated(self) -> bool:
        return self.fits(await revision(self.platform.engine))

    async def _is_heard(self) -> bool:
        return self.valkey is None or await self.valkey.ping()


async def _works(check: Awaitable[bool]) -> bool:
    """Return what a check says; that it fails, or takes long, is a no."""
    (outcome,) = await asyncio.gather(
        asyncio.wait_for(check, WAIT_S), return_exceptions=True
    )
    return outcome is True
