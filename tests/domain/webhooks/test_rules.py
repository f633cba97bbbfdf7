"""When something is tried again: later each time, and not for ever."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.webhooks.model import DeliveryState, Fault, Held, Outcome
from domain.webhooks.rules import AGAIN_MAX, TRIED_FOR, pause, settle
from tests.world import NOON

SPANS = st.timedeltas(timedelta(0), TRIED_FOR)
ID = f"evn_{'1' * 32}"


@given(SPANS, st.binary(min_size=2, max_size=2))
def test_a_pause_grows_with_waiting_up_to_an_end(
    waited: timedelta, chance: bytes
) -> None:
    found = pause(waited, lambda _: chance)
    assert timedelta(seconds=5) <= found <= AGAIN_MAX * 1.25
    assert found >= min(3 * waited, AGAIN_MAX)


@given(st.binary(min_size=2, max_size=2))
def test_something_is_tried_a_dozen_times_in_three_days(chance: bytes) -> None:
    held = Held(
        event_id=ID,
        state=DeliveryState.WAITING,
        attempts=1,
        gives_up_at=NOON + TRIED_FOR,
    )
    failed = Outcome(event_id=ID, number=1, ended_at=NOON, fault=Fault.TIMEOUT)
    now, attempts = NOON, 1
    while True:
        told = settle(held, failed, now, lambda _: chance)
        if told.due_at is None:
            break
        now, attempts = told.due_at, attempts + 1
    assert told.state is DeliveryState.PARKED
    assert 12 <= attempts <= 20
    assert NOON + TRIED_FOR - 1.25 * AGAIN_MAX <= now <= NOON + TRIED_FOR
