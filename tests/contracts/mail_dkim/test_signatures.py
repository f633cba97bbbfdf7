"""Every shipped mail is taken by a third verifier: Perl's `Mail::DKIM`.

It runs where that is installed (Debian: `apt install libmail-dkim-perl`) by `make
contracts`, and takes mails signed by RSA: Debian's version knows nothing of Ed25519.
"""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE
from base64 import b64encode
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from tests.contracts.mailauth.shipped import changed, mails
from tests.workers.test_post import RSA, published
from tests.world import World

HERE = Path(__file__).parent
PERL = shutil.which("perl")


def _is_there() -> bool:
    if PERL is None:
        return False
    asked = (PERL, "-MMail::DKIM::Verifier", "-e", "1")
    return run(asked, check=False, capture_output=True).returncode == 0


pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        not _is_there(), reason="needs perl, and its Mail::DKIM (libmail-dkim-perl)"
    ),
]


async def test_mail_dkim_takes_every_mail_and_none_that_was_changed(
    shop: World, tmp_path: Path
) -> None:
    signed = [(mail, key) for mail, key in await mails(shop) if key is RSA]
    assert signed
    assert await judged(signed, tmp_path / "mails") == {"pass"}
    assert await judged(changed(signed), tmp_path / "changed") == {"fail"}


async def judged(mails: list[tuple[bytes, Any]], path: Path) -> set[str]:
    """Return what Mail::DKIM says of mails, each with the key that is published."""
    lines = (
        json.dumps({"mail": b64encode(mail).decode(), "key": published(key).decode()})
        for mail, key in mails
    )
    await asyncio.to_thread(path.write_text, "\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        str(PERL), HERE / "verify.pl", path, stdout=PIPE
    )
    out, _ = await process.communicate()
    told = out.decode().splitlines()
    assert len(told) == len(mails)
    return set(told)
