"""Earning: what orders are worth, by rules whose every version is kept."""

from domain.earning.model import (
    Award,
    AwardId,
    AwardsOfOrder,
    AwardsOfOrders,
    Expiry,
    ListRules,
    OrderAwards,
    PublishRule,
    RuleId,
    Rules,
    RuleVersion,
    Terms,
    TooManyRules,
    VersionRaced,
    VersionTooOld,
)
from domain.earning.service import (
    awards_of_order,
    awards_of_orders,
    list_rules,
    publish_rule,
    settle,
)

__all__ = [
    "Award",
    "AwardId",
    "AwardsOfOrder",
    "AwardsOfOrders",
    "Expiry",
    "ListRules",
    "OrderAwards",
    "PublishRule",
    "RuleId",
    "RuleVersion",
    "Rules",
    "Terms",
    "TooManyRules",
    "VersionRaced",
    "VersionTooOld",
    "awards_of_order",
    "awards_of_orders",
    "list_rules",
    "publish_rule",
    "settle",
]
