"""`stamgast up`: everything on this machine, until Ctrl-C."""

import asyncio
import socket
from contextlib import suppress
from typing import Annotated

import typer

from local.environment import environment
from local.home import HomeError, home
from local.run import HOST, Run

PORT_WISHED = 8000


commands = typer.Typer(add_completion=False)


@commands.command()
def up(
    port: Annotated[
        int | None, typer.Option(envvar="PORT", help="Where the API listens.")
    ] = None,
    *,
    demo: Annotated[bool, typer.Option(help="Have two shops to try it on.")] = True,
) -> None:
    """Run everything on this machine, until Ctrl-C."""
    place = home(environment())
    with place.locked(), place.fresh_sockets() as sockets:
        run = Run(
            home=place,
            given=environment(),
            sockets=sockets,
            port=_port(port),
            with_demo=demo,
        )
        code = asyncio.run(run.until_told())
    raise typer.Exit(code)


def _port(given: int | None) -> int:
    """Return a port that can be had: the given one, or else the usual one or any."""
    for port in (PORT_WISHED, 0) if given is None else (given,):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise HomeError(f"Somebody else listens on port {given}. Name another in PORT.")
