"""What happens to mails, for workers to react to."""

from dataclasses import dataclass

from domain.kernel import Event
from domain.mails.model import MailId


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDue(Event):
    """A mail is to be handed over now."""

    name = "mail.due"
    internal = True
    mail_id: MailId
