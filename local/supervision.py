"""The platform's processes: started in order, kept running, stopped in reverse."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field

from local.service import Service, await_ready

# A process that ran this long has shown that it can; before, a crash is a quick one.
QUICK_S = 30
QUICK_CRASHES_MAX = 6
PAUSE_S = 0.5
PAUSE_MAX_S = 8


@dataclass(slots=True)
class Kept:
    """A service, the process that it is now, and the task that keeps it so."""

    service: Service
    process: Process
    keeper: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Supervision:
    """Keeps services running until it is told to stop or one of them is hopeless."""

    say: Callable[[str], None]
    told: asyncio.Event = field(default_factory=asyncio.Event)
    fault: str | None = None
    # Whoever kills on purpose takes no crash for a quick one.
    quick_s: float = QUICK_S
    _stages: list[list[Kept]] = field(default_factory=list[list[Kept]])
    _ending: bool = False

    def listen(self) -> None:
        """Stop when the terminal or the system says so; at once if it says so twice."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._tell)

    async def start(self, *services: Service) -> None:
        """Start services side by side; return when all of them are ready."""
        stage: list[Kept] = []
        self._stages.append(stage)
        for service in services:
            # Made by this thread, which lasts: a child that follows its parent's end
            # is sent its signal when the *thread* that made it ends.
            process = await _spawn(service)
            stage.append(Kept(service, process))
        await asyncio.gather(*(_ready(kept) for kept in stage))
        for kept in stage:
            kept.keeper = asyncio.create_task(self._keep(kept))

    async def stop(self) -> None:
        """Stop what was started last first, each with its grace."""
        self._ending = True
        kept = (kept for stage in self._stages for kept in stage)
        keepers = [one.keeper for one in kept if one.keeper is not None]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        for stage in reversed(self._stages):
            await asyncio.gather(*(self._stop(kept) for kept in stage))

    def pids(self) -> dict[str, int]:
        """Return the process of each service."""
        kept = (kept for stage in self._stages for kept in stage)
        return {one.service.name: one.process.pid for one in kept}

    def _tell(self) -> None:
        if self.told.is_set():
            for pid in self.pids().values():
                _signal(pid, signal.SIGKILL)
        self.told.set()

    async def _keep(self, kept: Kept) -> None:
        """Start a service again whenever it ends, unless that has become pointless."""
        loop, crashes = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            code = await kept.process.wait()
            if self._ending:
                return
            crashes = crashes + 1 if loop.time() - began < self.quick_s else 1
            if crashes >= QUICK_CRASHES_MAX:
                self.fault = str(kept.service.failed(f"ended {crashes} times"))
                self.told.set()
                return
            pause = min(PAUSE_S * 2 ** (crashes - 1), PAUSE_MAX_S)
            self.say(f"{kept.service.name} ended ({code}); starting it again.")
            await asyncio.sleep(pause)
            if self._ending:
                return
            kept.process = await _spawn(kept.service)

    async def _stop(self, kept: Kept) -> None:
        if kept.process.returncode is None:
            _signal(kept.process.pid, kept.service.stop_signal)
        try:
            async with asyncio.timeout(kept.service.grace_s):
                await kept.process.wait()
        except TimeoutError:
            kept.process.kill()
            await kept.process.wait()


async def _spawn(service: Service) -> Process:
    service.prepare()
    with service.open_log() as log:
        return await asyncio.create_subprocess_exec(
            *service.command,
            # Nothing is ever written to it: that it closes is the message.
            stdin=PIPE,
            stdout=log,
            stderr=log,
            cwd=service.directory,
            env=dict(service.environment) or None,
            # The terminal's Ctrl-C reaches the supervisor alone.
            start_new_session=True,
        )


async def _ready(kept: Kept) -> None:
    ended = lambda: kept.process.returncode  # noqa: E731
    await asyncio.to_thread(await_ready, kept.service, ended)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
