"""Status: what a customer has, what comes and goes next, and what is missing."""

from domain.status.model import (
    Balance,
    Due,
    LoyaltyStatus,
    NextThreshold,
    ReadStatus,
    ReadThresholds,
    SetThresholds,
    StatusEntry,
    StatusOfMany,
    Threshold,
    Thresholds,
    ThresholdTwice,
)
from domain.status.service import (
    milestones,
    read_status,
    read_status_now,
    read_thresholds,
    set_thresholds,
    status_of_many,
)
from domain.status.statement import STATUS, STATUS_IF_SETTLED, STATUS_OF_MANY

__all__ = [
    "STATUS",
    "STATUS_IF_SETTLED",
    "STATUS_OF_MANY",
    "Balance",
    "Due",
    "LoyaltyStatus",
    "NextThreshold",
    "ReadStatus",
    "ReadThresholds",
    "SetThresholds",
    "StatusEntry",
    "StatusOfMany",
    "Threshold",
    "ThresholdTwice",
    "Thresholds",
    "milestones",
    "read_status",
    "read_status_now",
    "read_thresholds",
    "set_thresholds",
    "status_of_many",
]
