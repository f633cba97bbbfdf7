"""What can be said by banners: the shop writes them, and its pages ask for them."""

from domain import customers, messages, segments
from domain.banners import rules, showing, store
from domain.banners.model import (
    BANNERS_MAX,
    Banner,
    BannerList,
    BannersFor,
    BannersForMany,
    BannersForVisitors,
    FindBanner,
    ListBanners,
    PublicBanners,
    PutBanner,
    RemoveBanner,
    SlotBanners,
)
from domain.banners.refusals import BannerNotFound, TooManyBanners
from domain.customers import CustomerNotFound
from domain.kernel import Malformed, Unit, reads, writes
from domain.segments import SegmentNotFound


@writes("banners:write", refusals=(Malformed, SegmentNotFound, TooManyBanners))
async def put(unit: Unit, command: PutBanner) -> Banner:
    """Say what a banner says, where and to whom, from now on."""
    terms = command.terms
    errors = tuple(rules.errors(terms))
    if errors:
        raise Malformed(errors)
    for name, phrase in (
        ("title", terms.title),
        ("text", terms.text),
        ("button", terms.button),
    ):
        if phrase is not None:
            messages.check_phrase(phrase, f"/terms/{name}")
    for segment in terms.segments:
        if not await segments.is_there(unit, segment):
            raise SegmentNotFound(segment)
    if await store.others(unit, command.banner) >= BANNERS_MAX:
        raise TooManyBanners(BANNERS_MAX)
    banner = Banner(banner=command.banner, terms=terms, recorded_at=unit.now)
    store.put(unit, banner)
    return banner


@writes("banners:write", refusals=(BannerNotFound,))
async def remove(unit: Unit, command: RemoveBanner) -> Banner:
    """Show a banner to nobody any more."""
    found = await _found(unit, command.banner)
    store.remove(unit, found.banner)
    return found


@reads("banners:write", refusals=(BannerNotFound,))
async def find(unit: Unit, command: FindBanner) -> Banner:
    """Tell what a banner says, and to whom."""
    return await _found(unit, command.banner)


@reads("banners:write")
async def list_all(unit: Unit, command: ListBanners) -> BannerList:
    """Tell what all banners say, and to whom."""
    del command
    return BannerList(banners=await store.every(unit))


@reads("banners:read", refusals=(CustomerNotFound,), subject="customer_id")
async def of_customer(unit: Unit, command: BannersFor) -> SlotBanners:
    """Tell what a slot says to a customer, and why."""
    customer_id = await customers.resolve(unit, command.customer_id)
    (told,) = await showing.to_customers(
        unit, [customer_id], command.slot, command.limit
    )
    return told


@reads("banners:read", subject="customer_ids")
async def of_many(unit: Unit, command: BannersForMany) -> tuple[SlotBanners, ...]:
    """Tell what a slot says to many customers, in the order asked."""
    return await showing.to_customers(
        unit, command.customer_ids, command.slot, command.limit
    )


@reads("programme:read", public=True)
async def of_visitors(unit: Unit, command: BannersForVisitors) -> PublicBanners:
    """Tell what a slot says to who is not known."""
    shown = await showing.to_visitors(unit, command.slot, command.limit)
    return PublicBanners(slot=command.slot, banners=shown)


async def _found(unit: Unit, banner: str) -> Banner:
    found = await store.find(unit, banner)
    if found is None:
        raise BannerNotFound(banner)
    return found
