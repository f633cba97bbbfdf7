"""Quotes: what a basket would cost and earn, promised for a while."""

from domain.quotes.distances import MILESTONES, Milestone
from domain.quotes.model import (
    AskQuote,
    DiscountSource,
    Distance,
    Quote,
    QuotedAward,
    QuotedDiscount,
    QuotedLine,
    QuotedVoucher,
)
from domain.quotes.service import quote
from domain.quotes.sources import SOURCES

__all__ = [
    "MILESTONES",
    "SOURCES",
    "AskQuote",
    "DiscountSource",
    "Distance",
    "Milestone",
    "Quote",
    "QuotedAward",
    "QuotedDiscount",
    "QuotedLine",
    "QuotedVoucher",
    "quote",
]
