"""The application as a process makes it, from its settings."""

from api.app import of
from domain.settings import Settings
from tests.api.conftest import client


async def test_a_process_serves_from_its_settings_alone(
    database_url: str, queue_url: str
) -> None:
    settings = Settings(
        database_url=database_url,
        redis_url=queue_url,
        master_key=bytes(32),
        host="127.0.0.1",
        port=8000,
    )
    served = of(settings)
    async with served.router.lifespan_context(served), client(served) as opened:
        assert (await opened.get("/health/ready")).status_code == 200
        # Nothing is mailed, so that what would be can be read.
        assert (await opened.get("/inbox")).status_code == 200
