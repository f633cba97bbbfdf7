"""Draws: prizes by tickets of the ledger, and winners whom everybody can compute."""

from domain.draws.drawing import DrawnSome, DrawSome, draw_some
from domain.draws.events import DrawCancelled, DrawMoved, Drawn, DrawOpened, DrawWinner
from domain.draws.model import (
    CancelDraw,
    Draw,
    DrawEntry,
    DrawId,
    DrawNames,
    DrawStatus,
    FindDraw,
    ListDraws,
    ListTickets,
    OpenDraw,
    OwnEntry,
    OwnTickets,
    Prize,
    Winner,
    topic_of,
)
from domain.draws.refusals import DrawNotFound, DrawNotOpen, DrawOpen, NotDrawnYet
from domain.draws.service import (
    cancel,
    find,
    list_all,
    list_tickets,
    open_draw,
    own_tickets,
)
from domain.draws.verification import verify

__all__ = [
    "CancelDraw",
    "Draw",
    "DrawCancelled",
    "DrawEntry",
    "DrawId",
    "DrawMoved",
    "DrawNames",
    "DrawNotFound",
    "DrawNotOpen",
    "DrawOpen",
    "DrawOpened",
    "DrawSome",
    "DrawStatus",
    "DrawWinner",
    "Drawn",
    "DrawnSome",
    "FindDraw",
    "ListDraws",
    "ListTickets",
    "NotDrawnYet",
    "OpenDraw",
    "OwnEntry",
    "OwnTickets",
    "Prize",
    "Winner",
    "cancel",
    "draw_some",
    "find",
    "list_all",
    "list_tickets",
    "open_draw",
    "own_tickets",
    "topic_of",
    "verify",
]
