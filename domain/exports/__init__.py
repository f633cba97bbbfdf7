"""Exports: everything of a kind, as lines, to be taken away and gone on with."""

from domain.exports.model import (
    ExportFormat,
    ExportKind,
    ExportPart,
    ExportProgress,
    FindProgress,
    TakeAway,
)
from domain.exports.rules import heading, written
from domain.exports.service import find_progress, take_away

__all__ = [
    "ExportFormat",
    "ExportKind",
    "ExportPart",
    "ExportProgress",
    "FindProgress",
    "TakeAway",
    "find_progress",
    "heading",
    "take_away",
    "written",
]
