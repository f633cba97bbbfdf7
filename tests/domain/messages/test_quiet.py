"""Quiet hours, against an oracle that walks the clock on the wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest

from domain.messages.quiet import Quiet, opens

STEP_MIN = 15
STEPS_A_DAY = 24 * 60 // STEP_MIN
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 400


def offsets(zone: ZoneInfo) -> np.ndarray:
    """Return the offset in minutes at each quarter of an hour, in UTC."""
    days = [_offset(BEGAN + timedelta(days=day), zone) for day in range(DAYS + 1)]
    all_of_them = np.repeat(days[:-1], STEPS_A_DAY)
    for day in range(DAYS):
        if days[day] != days[day + 1]:
            for step in range(STEPS_A_DAY):
                at = BEGAN + timedelta(days=day, minutes=STEP_MIN * step)
                all_of_them[day * STEPS_A_DAY + step] = _offset(at, zone)
    return all_of_them


def _offset(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def check(zones: list[str], instants: int, seed: int) -> int:
    """Compare so many instants, those around changes of clocks among them."""
    dice = np.random.default_rng(seed)
    per_zone = -(-instants // len(zones))
    compared = 0
    for name in zones:
        zone = ZoneInfo(name)
        shift = offsets(zone)
        place = np.arange(len(shift))
        wall = (place * STEP_MIN + shift) % (24 * 60)
        start, end = (int(each) * STEP_MIN for each in dice.integers(0, 96, 2))
        if start == end:
            end = (start + STEP_MIN) % (24 * 60)
        if start < end:
            quiet = (wall >= start) & (wall < end)
        else:
            quiet = (wall >= start) | (wall < end)
        # The first quarter from each on that is not quiet.
        after = np.where(quiet, len(shift), place)
        after = np.minimum.accumulate(after[::-1])[::-1]
        changes = np.flatnonzero(np.diff(shift)) + 1
        near = (changes[:, None] + np.arange(-100, 9)).ravel()
        near = near[(near >= 0) & (near < len(shift) - 200)]
        chosen = dice.integers(0, len(shift) - 200, per_zone)
        if near.size:
            chosen[: per_zone // 2] = dice.choice(near, per_zone // 2)
        hours = Quiet(time(start // 60, start % 60), time(end // 60, end % 60))
        late = dice.integers(0, STEP_MIN * 60, per_zone)
        asked = chosen * STEP_MIN * 60 + late
        expected = np.where(quiet[chosen], after[chosen] * STEP_MIN * 60, asked)
        since = asked.astype("timedelta64[s]").tolist()
        found = [opens(BEGAN + each, hours, zone) for each in since]
        told = [(each - BEGAN).total_seconds() for each in found]
        wrong = np.flatnonzero(np.array(told) != expected)
        assert wrong.size == 0, (name, hours, found[int(wrong[0])])
        compared += per_zone
    return compared


def test_nothing_is_sent_at_night_in_any_zone() -> None:
    zones = sorted(available_timezones())
    assert check(zones, 1_000_000, seed=1) >= 1_000_000


@pytest.mark.soak
def test_nothing_is_sent_at_night_at_ten_million_instants() -> None:
    assert check(sorted(available_timezones()), 10_000_000, seed=2) >= 10_000_000


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # The night in which summer time begins is an hour shorter.
        ("2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z"),
        ("2026-10-24T19:00:00Z", "2026-10-25T07:00:00Z"),
        ("2026-06-01T06:00:00Z", "2026-06-01T06:00:00Z"),
        ("2026-06-01T18:59:59Z", "2026-06-01T18:59:59Z"),
        ("2026-06-01T19:00:00Z", "2026-06-02T06:00:00Z"),
    ],
)
def test_it_waits_for_the_morning_on_the_wall(now: str, expected: str) -> None:
    night = Quiet(time(21), time(8))
    opened = opens(datetime.fromisoformat(now), night, ZoneInfo("Europe/Amsterdam"))
    assert opened == datetime.fromisoformat(expected)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    none = Quiet(time(8), time(8))
    assert opens(BEGAN, none, ZoneInfo("UTC")) == BEGAN
