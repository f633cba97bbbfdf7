"""Mails: what the platform itself writes to customers; service, never marketing."""

from domain.mails.events import MailDue
from domain.mails.forgetting import ForgetMails, forget_mails
from domain.mails.model import (
    CallAgain,
    Called,
    FindMail,
    Handover,
    Letter,
    ListMails,
    Mail,
    MailId,
    MailKind,
    MailNotFound,
    MailState,
    Outcome,
    Recorded,
    RecordOutcome,
    TakeMail,
)
from domain.mails.rules import ATTEMPTS_MAX, DICE_BYTES, wait
from domain.mails.service import (
    call_again,
    count_of,
    find_mail,
    list_mails,
    post,
    record_outcome,
    take_mail,
)

__all__ = [
    "ATTEMPTS_MAX",
    "DICE_BYTES",
    "CallAgain",
    "Called",
    "FindMail",
    "ForgetMails",
    "Handover",
    "Letter",
    "ListMails",
    "Mail",
    "MailDue",
    "MailId",
    "MailKind",
    "MailNotFound",
    "MailState",
    "Outcome",
    "RecordOutcome",
    "Recorded",
    "TakeMail",
    "call_again",
    "count_of",
    "find_mail",
    "forget_mails",
    "list_mails",
    "post",
    "record_outcome",
    "take_mail",
    "wait",
]
