"""The journal of erasures outside the database: a directory with a file per tenant.

Each line is JSON: a customer or the digest of a name, and when it was erased. The
journal only grows: what a restored backup has forgotten stays in the file, and is
played back before anything is served.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
import structlog

from domain import privacy, tenants
from domain.kernel import Platform, TenantId, system
from domain.kernel.database import Engine
from domain.logs import described
from domain.privacy import ENTRIES_MAX, ErasedCustomer, ErasedDigest, Journal

EVERY_S = 60
SUFFIX = ".ndjson"

log = structlog.get_logger()


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who was erased, or a name of theirs."""

    at: datetime
    customer: str | None = None
    name: str | None = None

    @property
    def what(self) -> str | tuple[str | None, datetime]:
        """Return what is to be known of it: of a customer, not when they were erased.

        Whom a backup brought back was erased again, and later.
        """
        return self.customer or (self.name, self.at)


@dataclass(frozen=True, slots=True)
class JournalFiles:
    """Where erasures are remembered apart from the database."""

    path: Path

    def tenants(self) -> tuple[TenantId, ...]:
        """Return the tenants of whom something is remembered."""
        there = self.path.glob(f"*{SUFFIX}") if self.path.exists() else ()
        return tuple(TenantId(UUID(each.stem)) for each in sorted(there))

    def lines(self, tenant: TenantId) -> set[Line]:
        """Return what is remembered of a tenant."""
        file = self._file(tenant)
        if not file.exists():
            return set()
        return set(msgspec.json.Decoder(Line).decode_lines(file.read_bytes()))

    async def keep(self, platform: Platform, watch: Engine) -> None:
        """Write down who is erased, until told to stop."""
        while True:
            async for tenant in tenants.every_tenant(watch):
                work = self.keep_up(platform, tenant)
                (told,) = await asyncio.gather(work, return_exceptions=True)
                if isinstance(told, Exception):
                    log.error("journal_failed", tenant=str(tenant), **described(told))
            await asyncio.sleep(EVERY_S)

    async def keep_up(self, platform: Platform, tenant: TenantId) -> int:
        """Write down who was erased since it was last looked; return how many lines."""
        known = self.lines(tenant)
        new = beyond(await known_to(platform, tenant), known)
        if new:
            self._write(tenant, known | new)
        return len(new)

    async def play_back(self, platform: Platform, tenant: TenantId) -> int:
        """Erase again whom a restored backup brought back; return how many."""
        lines = beyond(self.lines(tenant), await known_to(platform, tenant))
        erased = 0
        for piece in _pieces(sorted(lines, key=lambda e: e.at)):
            told = await platform.run(privacy.replay, piece, system(tenant))
            erased += told.erased
        return erased

    def forget(self, tenant: TenantId) -> None:
        """Remember nothing of a tenant that is gone."""
        self._file(tenant).unlink(missing_ok=True)

    def _write(self, tenant: TenantId, lines: set[Line]) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._file(tenant)
        aside = file.with_suffix(".part")
        ordered = sorted(lines, key=lambda e: (e.at, e.customer or "", e.name or ""))
        with aside.open("wb") as target:
            target.write(msgspec.json.Encoder().encode_lines(ordered))
            target.flush()
            os.fsync(target.fileno())
        aside.replace(file)

    def _file(self, tenant: TenantId) -> Path:
        return self.path / f"{tenant}{SUFFIX}"


def beyond(lines: set[Line], known: set[Line]) -> set[Line]:
    """Return those of the lines that tell more than is known."""
    there = {each.what for each in known}
    return {each for each in lines if each.what not in there}


async def known_to(platform: Platform, tenant: TenantId) -> set[Line]:
    """Return who was erased as far as the database knows."""
    known: set[Line] = set()
    asked = privacy.ReadJournal()
    while True:
        told = await platform.run(privacy.read_journal, asked, system(tenant))
        known |= {Line(at=e.erased_at, customer=e.customer_id) for e in told.customers}
        known |= {Line(at=e.erased_at, name=e.name) for e in told.names}
        if max(len(told.customers), len(told.names)) < ENTRIES_MAX:
            return known
        last = told.customers[-1].customer_id if told.customers else None
        name = told.names[-1].name if told.names else None
        asked = privacy.ReadJournal(
            after_customer_id=last or asked.after_customer_id,
            after_name=name or asked.after_name,
        )


def _pieces(lines: list[Line]) -> Iterator[Journal]:
    for start in range(0, len(lines), ENTRIES_MAX):
        piece = lines[start : start + ENTRIES_MAX]
        yield Journal(
            customers=tuple(
                ErasedCustomer(customer_id=each.customer, erased_at=each.at)
                for each in piece
                if each.customer is not None
            ),
            names=tuple(
                ErasedDigest(name=each.name, erased_at=each.at)
                for each in piece
                if each.name is not None
            ),
        )
