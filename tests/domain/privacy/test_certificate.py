"""Certificates: whoever has one can check it, and none that was changed passes."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from domain import privacy, signing
from domain.privacy import FindCertificate
from tests.anomaly.shop import BOB, furnished
from tests.domain.privacy.erasing import erased
from tests.world import World

VERIFIER = Path(__file__).parents[3] / "docs" / "verifier" / "certificate.py"


def checked(path: Path, key: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(VERIFIER), str(path), f"--key={key}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('"rows":1', '"rows":2'),
        ('"recipients_told":0', '"recipients_told":1'),
    ],
)
async def test_a_certificate_is_checked_without_us(
    world: World, tmp_path: Path, old: str, new: str
) -> None:
    shop = await furnished(world)
    request = await erased(shop, BOB)
    asked = FindCertificate(request_id=request.id)
    told = await shop.run(privacy.find_certificate, asked)
    (key,) = (await shop.run(signing.list_public_keys, signing.ListPublicKeys())).keys
    path = tmp_path / "certificate.json"
    written = msgspec.json.encode(told).decode()
    assert old in written
    path.write_text(written.replace(old, new) if old else written)
    found = checked(path, key.x)
    assert found.returncode == (1 if old else 0), found.stdout + found.stderr
    said = found.stderr if old else found.stdout
    assert said.startswith("REFUSED" if old else told.customer_id)
