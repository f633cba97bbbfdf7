"""The workers, with somebody who awaits news: `python -m tests.storm.process ROLE`."""

from tests.storm.subscribers import SUBSCRIPTIONS
from workers import __main__ as processes


def main() -> int:
    """Run one of the workers, which react to what the shop of the storm awaits."""
    processes.__dict__["SUBSCRIPTIONS"] = SUBSCRIPTIONS
    return processes.main()
