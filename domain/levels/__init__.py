"""Levels: how far customers have come, by the experience that they earned and kept."""

from domain.levels.events import (
    LevelMove,
    LevelsChanged,
    LevelsInQuestion,
    LevelsPublished,
)
from domain.levels.model import (
    CustomerLevel,
    Level,
    LevelNames,
    LevelOf,
    LevelSentences,
    LevelsOfMany,
    LevelVersion,
    LevelVersions,
    ListLevels,
    PublishLevels,
)
from domain.levels.reacting import (
    ApplyLevels,
    LevelsApplied,
    apply_some,
    on_in_question,
    on_merged,
    on_posted,
)
from domain.levels.service import (
    LevelsRaced,
    TooManyLevelVersions,
    list_all,
    of_customer,
    of_many,
    publish,
)
from domain.levels.verification import verify

__all__ = [
    "ApplyLevels",
    "CustomerLevel",
    "Level",
    "LevelMove",
    "LevelNames",
    "LevelOf",
    "LevelSentences",
    "LevelVersion",
    "LevelVersions",
    "LevelsApplied",
    "LevelsChanged",
    "LevelsInQuestion",
    "LevelsOfMany",
    "LevelsPublished",
    "LevelsRaced",
    "ListLevels",
    "PublishLevels",
    "TooManyLevelVersions",
    "apply_some",
    "list_all",
    "of_customer",
    "of_many",
    "on_in_question",
    "on_merged",
    "on_posted",
    "publish",
    "verify",
]
