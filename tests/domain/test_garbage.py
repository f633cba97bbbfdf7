"""A process that has begun looks for garbage seldom, and at nothing that stays."""

import gc

from domain import garbage


def test_what_is_there_stays_and_garbage_is_looked_for_seldom() -> None:
    before = gc.get_threshold()
    try:
        garbage.settle()
        assert gc.get_threshold() == garbage.LOOK_AFTER
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
