"""Glancing: what the gate sees from afar, before an attempt is begun.

Nobody is held for it and no address is opened, so that what may not leave costs little.
Whatever it lets pass is looked at again while its customer is held (`circumstances`).
"""

from collections.abc import Mapping, Sequence

from domain import consent, customers, privacy
from domain.consent import ContactChannel
from domain.customers import Contact
from domain.kernel import Unit
from domain.messages import circumstances
from domain.messages.circumstances import Seen
from domain.messages.model import Due, MessageId
from domain.messages.rules import Circumstances
from domain.messages.setting import MessageSettings
from domain.messages.suppression import Address

# By those alone somebody is reached of whom a digest is known.
BY_DIGEST = (ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.CHAT)


async def glance(
    unit: Unit, rows: Sequence[Due], settings: MessageSettings
) -> Mapping[MessageId, Circumstances]:
    """Return what is to be seen of those messages of which enough is.

    Of who turned out to be somebody else, of devices and of shops, too little is.
    """
    whose = sorted({row.customer_id for row in rows})
    known = await customers.contacts(unit, whose)
    plain = [row for row in rows if _is_plain(row, known.get(row.customer_id))]
    if not plain:
        return {}
    there = sorted({row.customer_id for row in plain} & known.keys())
    addresses = {
        row.id: address
        for row in plain
        if (address := _address(row, known.get(row.customer_id))) is not None
    }
    names = await circumstances.names(unit, there)
    said = {each: known[each].time_zone for each in there}
    seen = Seen(
        there=known,
        erasing=await privacy.cooling_off(unit, there),
        restricted={each for each in there if known[each].restricted},
        returned={each for each in there if known[each].returned},
        helped=await circumstances.helped(unit, plain, names),
        verdicts=await consent.verdicts(unit, circumstances.asked_of(plain)),
        reachable=addresses,
        addresses=await circumstances.shut(unit, addresses),
        handed=await circumstances.handed(unit, names, settings),
        zones=await circumstances.zones(unit, said),
        room=await circumstances.room(unit, settings),
    )
    return {row.id: seen.of(row, row.customer_id) for row in plain}


def _is_plain(row: Due, contact: Contact | None) -> bool:
    """Tell whether it is clear whom a message reaches, or that there is nobody."""
    if contact is None:
        return True
    if contact.merged_into is not None or row.channel not in BY_DIGEST:
        return False
    ambiguous = contact.has_email and len(contact.email_indexes or ()) != 1
    return row.channel is not ContactChannel.EMAIL or not ambiguous


def _address(row: Due, contact: Contact | None) -> Address | None:
    match row.channel, contact:
        case ContactChannel.EMAIL, Contact(has_email=True, email_indexes=[index]):
            return index, row.channel
        case ((ContactChannel.SMS | ContactChannel.CHAT), Contact(phone_index=index)):
            return None if index is None else (index, row.channel)
        case _:
            return None
