"""An application that listens on a port, for what cannot be asked without one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from tests.waiting import until


@asynccontextmanager
async def listening(served: Starlette) -> AsyncGenerator[str]:
    """Serve on a port of our own, and give `host:port`."""
    config = uvicorn.Config(
        served, port=0, log_level="critical", lifespan="off", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    await running
