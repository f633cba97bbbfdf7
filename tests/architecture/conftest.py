"""What tests that read the code need of the process that they run in."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="module")
def tidy() -> None:
    """Let go of what tests before left: Python 3.11 cannot do so while it parses.

    To end a greenlet changes the depth that it counts (python/cpython#106905).
    """
    gc.collect()
