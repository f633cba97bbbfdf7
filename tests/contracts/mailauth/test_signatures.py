"""Every shipped mail, as it travels, is signed so that npm's `mailauth` takes it.

It runs where Node is and `npm ci` has been; `make contracts` sees to that. That
dkimpy takes them is asserted without Node in `tests/workers/test_post.py`.
"""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.mailauth.shipped import changed, mails
from tests.workers.test_post import published, verifies
from tests.world import World

HERE = Path(__file__).parent
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules").is_dir(),
    reason="needs node, and `npm ci` in its folder",
)


async def test_mailauth_and_dkimpy_take_every_mail_and_none_that_was_changed(
    shop: World, tmp_path: Path
) -> None:
    signed = await mails(shop)
    assert all(verifies(mail, key) for mail, key in signed)
    told = await judged(signed, tmp_path / "mails")
    assert {each["result"] for each in told} == {"pass"}
    for each in told:
        headers = each["signed"].lower()
        assert "list-unsubscribe:" in headers
        assert "list-unsubscribe-post" in headers
    told = await judged(changed(signed), tmp_path / "changed")
    assert {each["result"] for each in told} == {"fail"}


async def judged(mails: list[tuple[bytes, Any]], path: Path) -> list[dict[str, str]]:
    """Return what mailauth says of mails, and of the keys of whom they say they are."""
    assert NODE is not None
    lines = (
        json.dumps({"mail": b64encode(mail).decode(), "key": published(key).decode()})
        for mail, key in mails
    )
    await asyncio.to_thread(path.write_text, "\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        NODE, HERE / "verify.mjs", path, stdout=PIPE
    )
    out, _ = await process.communicate()
    return [json.loads(line) for line in out.decode().splitlines()]
