"""How long it takes to tell somebody all that is known, and in how much memory."""

import asyncio
import subprocess
import sys
from dataclasses import asdict

import msgspec
import psycopg

from benchmarks.answerer import Answered, Plan
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from domain import customers, ledger, privacy, tenants
from domain.composition import compose
from domain.kernel import Platform, Principal, Scope, TenantId
from domain.kernel.ids import uuid7
from domain.privacy import AskAvg, RequestKind, VerifyRequest
from domain.settings import Settings

TITLE = "All that is known of one customer, as a ZIP"
NOTE = (
    "A request for access, from the snapshot to the sealed answer: JSON, CSV, report, "
    "schema, manifest. Memory is by how much the process grew at most."
)
COLUMNS = (
    Column(key="seconds", head="seconds", digits=2),
    Column(key="processor_s", head="seconds of its processor", digits=2),
    Column(key="mib", head="MiB of memory", digits=1),
    Column(key="archive_mib", head="MiB of ZIP", digits=1),
)
SCOPES = frozenset(
    map(
        Scope,
        ("customers:write", "ledger:write", "privacy:write", "privacy:read"),
    )
)
# As many more as there are entries of one customer: the same, under other numbers.
MULTIPLY = """
INSERT INTO transfers
SELECT (jsonb_populate_record(t, jsonb_build_object(
    'id', overlay(t.id::text placing lpad(to_hex(n), 8, '0') from 29 for 8),
    'seq', t.seq + n,
    'source_id', t.source_id || '-' || n))).*
FROM transfers t, generate_series(1, %s) n WHERE t.tenant_id = %s
"""


def compare(place: Place, effort: Effort) -> Table:
    """Return the table: a customer of many entries."""
    entries = effort.entries
    samples: list[Sample] = []
    for _ in range(effort.rounds):
        tenant = asyncio.run(_furnish(place, entries))
        told = _answered(place, tenant)
        samples.append({k: v for k, v in asdict(told).items() if k != "digest"})
    name = f"{entries:,} entries"
    return Table(
        title=TITLE,
        note=NOTE,
        columns=COLUMNS,
        compared="seconds",
        yard_stick=None,
        samples={name: samples},
    )


def _answered(place: Place, tenant: TenantId) -> Answered:
    plan = Plan(settings=place.settings, tenant=tenant)
    command = [sys.executable, "-m", "benchmarks.answerer"]
    ran = subprocess.run(
        command, input=msgspec.json.encode(plan), capture_output=True, check=True
    )
    return msgspec.json.decode(ran.stdout, type=Answered)


async def _furnish(place: Place, entries: int) -> TenantId:
    """Make a shop of one customer, with so many entries, who asks what is known."""
    platform = compose(Settings.of(place.settings))
    tenant = TenantId(uuid7())
    shop = tenants.Create(slug=f"answers-{tenant.hex}", name="De Hoek")
    await platform.run(tenants.create, shop, tenants.operator(tenant))
    caller = Principal(tenant=tenant, scopes=SCOPES, actor="bench")
    await _ask(platform, caller)
    await platform.close()
    with psycopg.connect(place.database_url) as connection:
        connection.execute(MULTIPLY, (entries - 1, tenant))
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE transfers")
    return tenant


async def _ask(platform: Platform, caller: Principal) -> None:
    known = customers.Create(email="ann@example.com", given_name="Ann")
    ann = await platform.run(customers.create, known, caller)
    given = ledger.Adjust(customer_id=ann.id, amount=5, reason="Welcome.")
    await platform.run(ledger.adjust, given, caller)
    asked = AskAvg(customer_id=ann.id, kind=RequestKind.ACCESS)
    request = await platform.run(privacy.ask, asked, caller)
    known_by = VerifyRequest(request_id=request.id, note="Seen.")
    await platform.run(privacy.verify, known_by, caller)
