"""Messages while whoever sends, reacts and remembers is killed a hundred times.

What arrived is counted by the mail server, by `Message-ID`, and by nobody else.
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.storm.house import until
from tests.storm.test_storm import endure, scene

KILLS = 100
KILLED = ("relay", "worker", "postgres")


@pytest.mark.soak
async def test_no_marketing_comes_twice_and_no_service_is_lost(tmp_path: Path) -> None:
    async with scene(tmp_path, 7) as it:
        await endure(it, 7, KILLS, KILLED, it.writer.live)
        await it.world.platform.engine.dispose()
        await until(it.writer.is_over)
        said = await it.writer.check()
        counted = dict(sorted(Counter(it.house.kills).items()))
        assert sum(counted.values()) >= KILLS
        assert it.writer.written > KILLS
        sys.stderr.write(f"{len(it.house.kills)} kills {counted}, {said}\n")
