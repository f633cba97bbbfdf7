"""Mails over REST."""

from api.rest.routing import get
from domain import mails

routes = (
    get("/v1/mails", mails.list_mails),
    get("/v1/mails/{mail_id}", mails.find_mail),
)
