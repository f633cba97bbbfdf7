"""The workers, with somebody who awaits news: `python -m tests.storm.process ROLE`."""

import sys

from tests.storm.subscribers import SUBSCRIPTIONS
from workers import __main__ as processes

if __name__ == "__main__":
    processes.__dict__["SUBSCRIPTIONS"] = SUBSCRIPTIONS
    sys.exit(processes.main())
