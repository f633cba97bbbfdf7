"""Referrals: who came by whom, and what both have of it once an order is kept."""

from domain.referrals.asking import (
    AddPaymentPrint,
    Attribute,
    FindReferral,
    GiveReferralCode,
    ReadReferralSettings,
    ReferralsOf,
    ReferrerOf,
    SetReferralSettings,
)
from domain.referrals.codes import (
    add_payment_print,
    give_code,
    read_settings,
    set_settings,
)
from domain.referrals.events import ReferralChanged, ReferralsInQuestion
from domain.referrals.model import (
    PaymentPrints,
    Referral,
    ReferralCode,
    ReferralId,
    ReferralReason,
    ReferralSentences,
    ReferralSettings,
    ReferralStatus,
)
from domain.referrals.reacting import on_in_question, on_merged, on_orders
from domain.referrals.refusals import (
    ReferralCodeNotFound,
    ReferralNotFound,
    ReferredAlready,
)
from domain.referrals.service import attribute, find, find_referrer, of_customer
from domain.referrals.sweeping import Decided, DecideSome, decide_some
from domain.referrals.verification import verify

__all__ = [
    "AddPaymentPrint",
    "Attribute",
    "DecideSome",
    "Decided",
    "FindReferral",
    "GiveReferralCode",
    "PaymentPrints",
    "ReadReferralSettings",
    "Referral",
    "ReferralChanged",
    "ReferralCode",
    "ReferralCodeNotFound",
    "ReferralId",
    "ReferralNotFound",
    "ReferralReason",
    "ReferralSentences",
    "ReferralSettings",
    "ReferralStatus",
    "ReferralsInQuestion",
    "ReferralsOf",
    "ReferredAlready",
    "ReferrerOf",
    "SetReferralSettings",
    "add_payment_print",
    "attribute",
    "decide_some",
    "find",
    "find_referrer",
    "give_code",
    "of_customer",
    "on_in_question",
    "on_merged",
    "on_orders",
    "read_settings",
    "set_settings",
    "verify",
]
