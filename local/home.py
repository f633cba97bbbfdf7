"""Where one machine keeps what the platform knows: `.stamgast`, or `STAMGAST_HOME`."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.explained import ExplainedError
from local.service import PROJECT

# The longest path of a socket is 103 bytes on macOS and 107 on Linux.
TEMPORARY_LENGTH_MAX = 60


class HomeError(ExplainedError):
    """The home cannot be used, and the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """A directory with data, logs, secrets and the lock of who uses them."""

    path: Path

    @property
    def logs(self) -> Path:
        """Where every process writes its log."""
        return self.path / "logs"

    @property
    def erasures(self) -> Path:
        """Where erasures are remembered apart from the database."""
        return self.path / "erasures"

    @property
    def sockets(self) -> Path | None:
        """The directory of the sockets of the servers that run, if they run."""
        noted = self._noted("sockets")
        return None if noted is None else Path(noted)

    @property
    def address(self) -> str | None:
        """Where the API listens, if it does: `127.0.0.1:8000`."""
        return self._noted("address")

    def note_address(self, address: str) -> None:
        """Note where the API listens, for the other commands."""
        (self.path / "address").write_text(address)

    @contextmanager
    def locked(self) -> Generator[None]:
        """Keep everybody else out for as long as the block runs."""
        self._make()
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeError(self._taken(os.read(lock, 20).decode())) from None
            os.truncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(lock)

    def is_locked(self) -> bool:
        """Say whether somebody uses this home."""
        try:
            lock = os.open(self.path / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            return False
        finally:
            os.close(lock)

    @contextmanager
    def fresh_sockets(self) -> Generator[Path]:
        """Give a short directory for sockets, closed to others, while the block runs.

        A path may be as deep as it likes, but a socket's may not.
        """
        if self.sockets is not None:
            shutil.rmtree(self.sockets, ignore_errors=True)
        parent = tempfile.gettempdir()
        if len(parent) > TEMPORARY_LENGTH_MAX:
            parent = "/tmp"  # noqa: S108
        made = Path(tempfile.mkdtemp(prefix="stamgast-", dir=parent))
        (self.path / "sockets").write_text(str(made))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
            (self.path / "sockets").unlink(missing_ok=True)
            (self.path / "address").unlink(missing_ok=True)

    def _noted(self, name: str) -> str | None:
        note = self.path / name
        return note.read_text() if note.exists() else None

    def _make(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.path.stat().st_uid
        if owner != os.geteuid():
            raise HomeError(
                f"{self.path} belongs to user {owner}, and we run as {os.geteuid()}. "
                "Run as that user, or name another directory in STAMGAST_HOME."
            )

    def _taken(self, by: str) -> str:
        return (
            f"Stamgast already runs in {self.path} (process {by}). Stop that one, or "
            "name another directory in STAMGAST_HOME to run a second."
        )


def home(environment: Mapping[str, str]) -> Home:
    """Return the home that the environment names: by default, the project's own."""
    if "STAMGAST_HOME" in environment:
        return Home(Path(environment["STAMGAST_HOME"]).expanduser().resolve())
    # Installed as a package, there is no project, but a directory that we stand in.
    is_clone = (PROJECT / "pyproject.toml").exists()
    return Home((PROJECT if is_clone else Path.cwd()) / ".stamgast")
