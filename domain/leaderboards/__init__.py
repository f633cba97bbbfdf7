"""Leaderboards: who earned most, of those who want to be seen, by made-up names."""

from domain.leaderboards.boards import around, list_all, put, read
from domain.leaderboards.events import (
    LeaderboardsJoined,
    LeaderboardsLeft,
    ScoresInDoubt,
    ScoresMoved,
)
from domain.leaderboards.model import (
    AroundMe,
    BoardNames,
    BoardPeriod,
    BoardPlace,
    JoinLeaderboards,
    Leaderboard,
    Leaderboards,
    LeaveLeaderboards,
    ListLeaderboards,
    Membership,
    OwnPlace,
    PutLeaderboard,
    ReadLeaderboard,
    topic_of,
)
from domain.leaderboards.reacting import (
    on_in_doubt,
    on_merged,
    on_posted,
    on_unmerged,
)
from domain.leaderboards.refusals import (
    LeaderboardFixed,
    LeaderboardNotFound,
    NotOnLeaderboards,
    TooManyLeaderboards,
)
from domain.leaderboards.service import join, leave
from domain.leaderboards.sweeping import Filled, FillSome, fill_some
from domain.leaderboards.verification import verify

__all__ = [
    "AroundMe",
    "BoardNames",
    "BoardPeriod",
    "BoardPlace",
    "FillSome",
    "Filled",
    "JoinLeaderboards",
    "Leaderboard",
    "LeaderboardFixed",
    "LeaderboardNotFound",
    "Leaderboards",
    "LeaderboardsJoined",
    "LeaderboardsLeft",
    "LeaveLeaderboards",
    "ListLeaderboards",
    "Membership",
    "NotOnLeaderboards",
    "OwnPlace",
    "PutLeaderboard",
    "ReadLeaderboard",
    "ScoresInDoubt",
    "ScoresMoved",
    "TooManyLeaderboards",
    "around",
    "fill_some",
    "join",
    "leave",
    "list_all",
    "on_in_doubt",
    "on_merged",
    "on_posted",
    "on_unmerged",
    "put",
    "read",
    "topic_of",
    "verify",
]
