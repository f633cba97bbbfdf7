"""Run a module for as long as somebody holds the other end of our standard input.

`python -m local.tether NICENESS MODULE ARGUMENT …`: a process whose supervisor is
killed with no time for a last word ends all the same, and ends well.
"""

import os
import signal
import sys
import threading
import time

from local.loading import load

GRACE_S = 10


def main() -> None:
    """Do what a module's `main` does, and let go when the supervisor does."""
    threading.Thread(target=_let_go, daemon=True).start()
    niceness, *sys.argv = sys.argv[1:]
    os.nice(int(niceness))
    sys.exit(load(sys.argv[0]).main())


def _let_go() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os._exit(1)


if __name__ == "__main__":
    main()
