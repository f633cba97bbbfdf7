"""Processes that are measured: what they took of the processors, and of the memory."""

import socket
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

HOST = "127.0.0.1"
LOOK_S = 0.05
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Family:
    """A process and its children, as one that takes time and memory."""

    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that they have taken, those who ended included."""
        root = psutil.Process(self.pid)
        ended = root.cpu_times()
        taken = ended.children_user + ended.children_system
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                taken += times.user + times.system
        return taken

    def memory_mib(self) -> float:
        """Return the memory that the process itself holds."""
        return psutil.Process(self.pid).memory_info().rss / MIB


@dataclass(slots=True)
class Peak:
    """The most memory that a process was seen to hold, and what it held at first."""

    first_mib: float
    most_mib: float


@dataclass(slots=True)
class Watch:
    """Looks at the memory of processes until it is told to stop."""

    families: Sequence[Family]
    peaks: list[Peak] = field(default_factory=list[Peak])
    told: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Look again and again."""
        while not self.told.wait(LOOK_S):
            for family, peak in zip(self.families, self.peaks, strict=True):
                with suppress(psutil.NoSuchProcess):
                    peak.most_mib = max(peak.most_mib, family.memory_mib())


@contextmanager
def watched(families: Sequence[Family]) -> Generator[list[Peak]]:
    """Watch the memory of processes while a block runs."""
    held = [family.memory_mib() for family in families]
    watch = Watch(families, [Peak(mib, mib) for mib in held])
    thread = threading.Thread(target=watch.look, daemon=True)
    thread.start()
    try:
        yield watch.peaks
    finally:
        watch.told.set()
        thread.join()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Say whether somebody listens on a port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
