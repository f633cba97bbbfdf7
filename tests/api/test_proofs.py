"""Proofs over REST: an export that comes piece by piece, and refusals of it."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from domain.proofs import exporting
from tests.domain.proofs.notary import live, seal_all, sign
from tests.domain.proofs.offline import verified
from tests.world import World


async def test_an_export_is_what_the_verifier_accepts(
    api: AsyncClient,
    shop: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exporting, "TRANSFERS_MAX", 4)
    await live(shop, 6)
    assert (await api.get("/v1/ledger/export")).status_code == 409
    await seal_all(shop, limit=3)
    await sign(shop)
    answer = await api.get("/v1/ledger/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    path = tmp_path / "books.ndjson"
    path.write_bytes(answer.content)
    (key,) = (await api.get("/v1/ledger/keys")).json()["keys"]
    told = verified("export", str(path), "--key", key["public_key"])
    assert told.splitlines()[1] == "12 transfers under 4 seals"


async def test_what_is_no_part_of_an_export_is_refused(api: AsyncClient) -> None:
    answer = await api.get("/v1/ledger/export", params={"after": -1})
    assert answer.status_code == 422
