"""What an erasure waits for, and for how long what stays is kept; pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.kernel.calendar import months_later
from domain.privacy.erasure import Stage, Wait

COOLING_OFF = timedelta(hours=72)
EXPORT_WAITED = timedelta(hours=1)
TRIED_AGAIN = timedelta(minutes=5)
MONTHS = {"Y": 12, "M": 1}


def begun(stage: Stage, now: datetime) -> Stage:
    """Return an erasure that is known to be wanted, with the time to think it over."""
    cooled_at = now if stage.waived_cooling_off else now + COOLING_OFF
    return replace(stage, cooled_at=cooled_at, erase_at=cooled_at)


def waived(stage: Stage, wait: Wait, now: datetime) -> Stage:
    """Return an erasure that does not wait for something any more."""
    match wait:
        case Wait.COOLING_OFF:
            waived = replace(stage, waived_cooling_off=True)
            if stage.cooled_at is None:
                return waived
            return replace(waived, cooled_at=now, erase_at=now)
        case Wait.EXPORT:
            at = stage.cooled_at
            return replace(stage, waived_export=True, erase_at=at)


def waits(stage: Stage) -> tuple[Wait, ...]:
    """Return what an erasure does not wait for."""
    cooling = (Wait.COOLING_OFF,) if stage.waived_cooling_off else ()
    return (*cooling, Wait.EXPORT) if stage.waived_export else cooling


def postponed(
    stage: Stage, now: datetime, *, held_until: datetime | None, answering: bool
) -> datetime | None:
    """Return when an erasure that is due is tried next, if not now."""
    if held_until is not None:
        return held_until
    assert stage.cooled_at is not None, stage.request_id
    patient = not stage.waived_export and now < stage.cooled_at + EXPORT_WAITED
    if answering and patient:
        return min(now + TRIED_AGAIN, stage.cooled_at + EXPORT_WAITED)
    return None


def until(at: datetime, keep: str | None) -> str | None:
    """Return the day after which nothing is kept that was there at an instant."""
    if keep is None:
        return None
    count, day = int(keep[1:-1]), at.date()
    if keep.endswith("D"):
        return (day + timedelta(days=count)).isoformat()
    return months_later(day, count * MONTHS[keep[-1]]).isoformat()
