"""Nothing is sent to where not everybody can reach."""

import asyncio
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tenants import TenantKind
from domain.webhooks import AddressNotAllowed, is_public
from domain.webhooks.addresses import refuse_unfit
from tests.domain.webhooks.receiving import receiving
from workers.ports.guard import ForbiddenAddressError, public_or_loopback
from workers.ports.http import Poster, UnreachableError

INWARD = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.2.1", "198.18.0.1"),
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "168.63.129.16", "192.0.0.170"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("fec0::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "64:ff9b:1::1"),
]
OUTWARD = ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"]

UNFIT = [
    *("http://shop.example/", "https://a.localhost/"),
    *("https://shop.internal/", "https://printer.local/", "https://router.lan/"),
    *(
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://0177.0.1/",
    ),
    *("https://metadata/", "https://127.8.8.8/"),
    *("https://user:secret@shop.example/", "https://user@shop.example/"),
    *("https://shop.example/#part", "https://shop.example:99999/", "https:///hook"),
    *("https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/"),
    *("https://[fd00:ec2::254]/", "https://shop.example:0/"),
    *(f"https://{'a' * 64}.example/", f"https://{'a.' * 127}example/"),
    *("https://[::1/", "https://a..example/", "https://metadata.google.internal/"),
]


@pytest.mark.parametrize("address", INWARD)
def test_what_only_we_can_reach_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTWARD)
def test_what_everybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7"))
@settings(max_examples=25)
def test_no_private_address_is_public(address: Any) -> None:
    assert not is_public(str(address))


@pytest.mark.parametrize("url", UNFIT)
@pytest.mark.parametrize("kind", TenantKind)
def test_an_address_that_leads_inward_is_refused(url: str, kind: TenantKind) -> None:
    with pytest.raises(AddressNotAllowed):
        refuse_unfit(url, kind)


@pytest.mark.parametrize(
    "url",
    ["https://shop.example/hook?a=b", "https://1.1.1.1:8443/", "https://a.b.shop/"],
)
def test_an_address_that_everybody_can_reach_is_taken(url: str) -> None:
    refuse_unfit(url, TenantKind.LIVE)


@pytest.mark.parametrize("host", ["localhost", "localhost.", "127.0.0.1", "[::1]"])
def test_a_sandbox_may_name_its_developers_machine(host: str) -> None:
    refuse_unfit(f"http://{host}:8080/hook", TenantKind.SANDBOX)
    for scheme in ("http", "https"):
        with pytest.raises(AddressNotAllowed):
            refuse_unfit(f"{scheme}://{host}:8080/hook", TenantKind.LIVE)


async def test_what_a_name_leads_to_is_looked_at_before_anything_is_sent() -> None:
    poster = Poster(is_public)
    async with receiving() as receiver:
        for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost")):
            with pytest.raises(ForbiddenAddressError):
                await poster.post(url, {}, b"{}")
        assert receiver.received == []
    await poster.close()


async def test_a_name_that_also_leads_inward_is_refused_and_asked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def lookup(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*found, (each, port)) for each in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)
    poster = Poster(is_public)
    with pytest.raises(ForbiddenAddressError):
        await poster.post("https://two.example/", {}, b"{}")
    assert asked == ["two.example"]
    await poster.close()


async def test_what_was_looked_at_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads elsewhere the next time is not asked a next time."""
    async with receiving() as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        answers = iter(["127.0.0.1", "10.0.0.1"])

        async def lookup(_: str, at: int, **__: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), at))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)
        poster = Poster(public_or_loopback)
        answer = await poster.post(f"http://rebound.example:{port}/", {}, b"{}")
        assert answer.status == 200
        assert receiver.received[0].headers["host"] == f"rebound.example:{port}"
        with pytest.raises(ForbiddenAddressError):
            await poster.post(f"http://rebound.example:{port}/", {}, b"{}")
        await poster.close()


async def test_who_is_not_there_or_does_not_answer_is_told_apart() -> None:
    poster = Poster(public_or_loopback, request_s=0.2)
    with pytest.raises(UnreachableError):
        await poster.post("http://127.0.0.1:9/", {}, b"{}")
    with pytest.raises(UnreachableError):
        await poster.post("http://no.such.name.invalid/", {}, b"{}")
    with pytest.raises(UnreachableError):
        await poster.post(f"http://{'a' * 64}.example/", {}, b"{}")
    async with receiving() as receiver:
        receiver.pause_s = 1
        with pytest.raises(TimeoutError):
            await poster.post(receiver.url, {}, b"{}")
    await poster.close()


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    poster = Poster(public_or_loopback)
    async with receiving() as receiver:
        receiver.body = bytes(1_000_000)
        answer = await poster.post(receiver.url, {}, b"{}")
    assert answer.status == 200
    await poster.close()
