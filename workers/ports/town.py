"""Which post there is here by each channel, as settings name it."""

from collections.abc import Mapping

from domain.consent import ContactChannel
from domain.settings import Settings
from workers.ports import post
from workers.ports.chat import Chat
from workers.ports.direct import to_devices, to_shops
from workers.ports.http import Poster
from workers.ports.offices import Offices
from workers.ports.post import Nobody, Post, Shelf
from workers.ports.provider import Provider, Shape
from workers.ports.push import Push
from workers.ports.sms import Sms


def offices(settings: Settings) -> Offices:
    """Return the post by each channel; where none is named at all, all is kept."""
    named: dict[ContactChannel, Post] = {
        channel: Provider(channel, shape, Poster(_anywhere))
        for channel, shape in _shapes(settings).items()
    }
    if settings.smtp_url is not None:
        named[ContactChannel.EMAIL] = post.mail_server(settings, settings.smtp_url)
    otherwise = Nobody() if named else Shelf()
    by: dict[ContactChannel, Post] = {
        each: named.get(each, otherwise) for each in ContactChannel
    }
    by[ContactChannel.WEBHOOK] = to_shops(settings)
    by[ContactChannel.PUSH] = to_devices(settings, by[ContactChannel.PUSH])
    return Offices(by)


def _shapes(settings: Settings) -> Mapping[ContactChannel, Shape]:
    shapes: dict[ContactChannel, Shape] = {}
    if settings.sms_url is not None:
        shapes[ContactChannel.SMS] = Sms.of(
            settings.sms_url, settings.sms_from, settings.public_url
        )
    if settings.whatsapp_url is not None:
        shapes[ContactChannel.CHAT] = Chat(
            url=settings.whatsapp_url,
            token=settings.whatsapp_token,
            template=settings.whatsapp_template,
        )
    if settings.fcm_key is not None:
        shapes[ContactChannel.PUSH] = Push.of(settings.fcm_key)
    return shapes


def _anywhere(address: str) -> bool:
    """Allow what whoever runs this has named, be it beside this machine."""
    del address
    return True
