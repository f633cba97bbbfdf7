"""Tenants over REST."""

from httpx import AsyncClient

from tests.world import World


async def test_a_shop_reads_its_programme(api: AsyncClient, shop: World) -> None:
    programme = (await api.get("/v1/programme")).json()
    assert programme == {
        "id": programme["id"],
        "slug": f"shop-{shop.principal.tenant.hex}",
        "name": "De Hoek",
        "time_zone": "Europe/Amsterdam",
        "currency": "EUR",
        "locales": ["nl", "en"],
        "units": [
            {"code": "points", "name": "Points", "kind": "points", "exponent": 0}
        ],
        "version": 1,
    }


async def test_nobody_reads_nothing(anonymous: AsyncClient) -> None:
    answer = await anonymous.get("/v1/programme")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
