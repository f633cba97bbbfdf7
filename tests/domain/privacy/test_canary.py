"""The canary: bytes by which somebody could be known are nowhere after an erasure.

Everything that is written here is written by a server of its own, whose whole directory
is then read: tables, indexes and the write-ahead log, that no VACUUM reaches.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from domain import customers
from domain.customers import Create, ErasedEarlier
from domain.kernel.database import Role, connect
from domain.kernel.ids import uuid7_number
from domain.kernel.keyring import customer_keys
from local import servers
from tests.domain.privacy.canary import CITY, PHONE, STREET, carried, lived, spoke
from tests.domain.privacy.erasing import erased, swept
from tests.workers.test_mail import Listener, listening
from tests.world import World, new_world, open_shop
from workers.journal import JournalFiles

CANARIES = ("zwaluwstaart7", "kanariepiet9")


def identifiers(canary: str) -> tuple[bytes, ...]:
    """Return all by which a canary could be known, as anybody might write it."""
    written = (f"{canary}@shop.example", canary, STREET, CITY, PHONE, PHONE[1:])
    return tuple(
        form
        for each in written
        for form in (each.encode(), each.encode().hex().encode(), each.upper().encode())
    )


def found_in(directory: Path) -> list[tuple[str, bytes]]:
    """Return which files hold any identifier of a canary."""
    wanted = [each for canary in CANARIES for each in identifiers(canary)]
    return [
        (str(path.relative_to(directory)), each)
        for path in _files(directory)
        for each in wanted
        if each in path.read_bytes()
    ]


def _files(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_file())


async def test_nothing_names_a_canary_after_its_erasure_nor_in_a_restored_backup(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    data, backup = tmp_path / "postgres", tmp_path / "yesterday"
    journal = JournalFiles(tmp_path / "erasures")
    with servers.postgres(data, {}) as url:
        shop = await _opened(url)
        ids = [await lived(shop, canary) for canary in CANARIES]
        sent = await _told(shop, url, tmp_path / "valkey")
        assert all(any(canary in each for each in sent) for canary in CANARIES)
        await shop.platform.close()
    _back_up(data, backup)
    with servers.postgres(data, {}) as url:
        shop = _again(url, shop)
        for each in ids:
            await erased(shop, each)
        assert await journal.keep_up(shop.platform, shop.principal.tenant) > 0
        await shop.platform.close()
    assert found_in(tmp_path) == []
    logged = "".join(capfd.readouterr())
    assert "/v1/customers/search" in logged
    assert not any(canary in caplog.text + logged for canary in CANARIES)

    with servers.postgres(backup, {}) as url:
        back = _again(url, shop)
        assert len(await back.rows(customer_keys)) == len(CANARIES)
        tenant = shop.principal.tenant
        assert await journal.play_back(back.platform, tenant) == len(CANARIES)
        await swept(back)
        assert await back.rows(customer_keys) == []
        with pytest.raises(ErasedEarlier):
            await back.run(
                customers.create, Create(email=f"{CANARIES[0]}@shop.example")
            )
        await back.platform.close()
    assert found_in(tmp_path) == []


async def _told(shop: World, url: str, valkey: Path) -> list[str]:
    """Have what happened told to all, by way of Valkey; return to whom mails went.

    Valkey writes down every word that it is told, and keeps it until the end.
    """
    listener = Listener()
    with servers.valkey(valkey) as queue_url:
        for canary in CANARIES:
            await spoke(shop, canary, queue_url)
        async with listening(listener) as settings:
            await carried(shop, _bench(url), replace(settings, redis_url=queue_url))
    assert any(b"arq:job" in each.read_bytes() for each in _files(valkey))
    return [str(each["To"]) for each in listener.letters()]


async def _opened(url: str) -> World:
    servers.administer(url, "CREATE DATABASE canary")
    servers.migrate(_bench(url))
    return await open_shop(new_world(connect(_bench(url), Role.APP)))


def _back_up(data: Path, backup: Path) -> None:
    """Copy a data directory, of which the files stay the server's own."""
    shutil.copytree(data, backup)
    for each in (data, *data.rglob("*")):
        owner = each.stat()
        os.chown(backup / each.relative_to(data), owner.st_uid, owner.st_gid)


def _again(url: str, shop: World) -> World:
    """Return the shop on a server that starts anew; its ids go on from before."""
    platform = new_world(connect(_bench(url), Role.APP)).platform
    return World(replace(platform, new_number=uuid7_number), shop.principal)


def _bench(url: str) -> str:
    named = make_url(url).set(database="canary")
    return named.render_as_string(hide_password=False)
