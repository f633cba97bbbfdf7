"""The master key, from which every other secret is derived."""

import os
import secrets
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

NAME = "STAMGAST_MASTER_KEY"
KEY_BYTES = 32


def master_key(environment: Mapping[str, str], path: Path) -> tuple[str, bool]:
    """Return the master key, and whether it comes from the file.

    The environment wins. Otherwise it is read from the file, which is made once and
    which nobody else may read: whoever loses it, loses what it encrypts.
    """
    if environment.get(NAME):
        return environment[NAME], False
    if not path.exists():
        _write(path, b64encode(secrets.token_bytes(KEY_BYTES)).decode())
    return _read(path), True


def _write(path: Path, key: str) -> None:
    aside = path.with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{NAME}={key}\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _read(path: Path) -> str:
    lines = dict(
        line.split("=", 1) for line in path.read_text().splitlines() if "=" in line
    )
    return lines[NAME]
