"""When a mail is tried again; pure, so that a test needs nothing but values."""

from datetime import timedelta

FIRST_WAIT_S, WAIT_S_MAX = 60, 6 * 60 * 60
ATTEMPTS_MAX = 8
# A handover takes no longer; without an outcome by then, there will be none.
LEASE = timedelta(minutes=2)
DICE_BYTES = 4


def wait(attempts: int, thrown: bytes) -> timedelta:
    """Return how long to wait after so many attempts: back-off with full jitter.

    Up to one minute after the first, twice as long after each, six hours at most.
    """
    longest = min(FIRST_WAIT_S << (attempts - 1), WAIT_S_MAX)
    share = int.from_bytes(thrown, "big") / (1 << 8 * len(thrown))
    return timedelta(seconds=longest * share)
