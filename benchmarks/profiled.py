"""Run a module under a profiler that counts processor time: `profiled FILE MODULE`.

SIGUSR1 turns it on, so that it sees no start and no warming up; SIGUSR2 turns it off
and writes what it saw.
"""

import cProfile
import runpy
import signal
import sys
from time import process_time
from types import FrameType


def main() -> None:
    """Become the module."""
    file, module = sys.argv[1:3]
    profile = cProfile.Profile(process_time)

    def begin(number: int, frame: FrameType | None) -> None:
        del number, frame
        profile.enable()

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        profile.disable()
        profile.dump_stats(file)

    signal.signal(signal.SIGUSR1, begin)
    signal.signal(signal.SIGUSR2, end)
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
