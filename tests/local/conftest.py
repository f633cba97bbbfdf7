"""One platform that runs as at a person's, for the tests that only talk to it."""

from base64 import b64encode
from collections.abc import Generator

import pytest

from local import secret
from tests.databases import own
from tests.local.platform_up import Running, up

database_url, engine, watch = own("local")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    """Run the platform, with servers of its own and a key that we know."""
    key = {secret.NAME: b64encode(bytes(range(32))).decode()}
    with up(tmp_path_factory.mktemp("running") / "home", **key) as started:
        yield started
