"""Exports: everything of a kind, as lines, to be taken away and gone on with."""

from domain.exports.model import ExportFormat, ExportKind, ExportPart, TakeAway
from domain.exports.service import take_away

__all__ = ["ExportFormat", "ExportKind", "ExportPart", "TakeAway", "take_away"]
