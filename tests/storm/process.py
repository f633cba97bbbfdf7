"""The workers, with somebody who awaits news: `python -m tests.storm.process ROLE`."""

from datetime import timedelta

from domain.messages import store
from tests.storm.subscribers import SUBSCRIPTIONS
from workers import __main__ as processes


def main() -> int:
    """Run one of the workers, which react to what the shop of the storm awaits."""
    processes.__dict__["SUBSCRIPTIONS"] = SUBSCRIPTIONS
    # What nobody heard of is known to be unknown sooner than by others.
    store.__dict__["LEASE"] = timedelta(seconds=5)
    return processes.main()
