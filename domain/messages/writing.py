"""Writing: what a template says to somebody now, with what is theirs now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain import catalogue, consent, recommendations, status, tenants
from domain.consent import ContactChannel
from domain.customers import Customer
from domain.kernel import CustomerId, Unit
from domain.messages import (
    blocks,
    callbacks,
    carts,
    goods,
    keeping_store,
    letter,
    sentences,
    sources,
    template_store,
)
from domain.messages.blocks import Gathered
from domain.messages.circumstances import Whom
from domain.messages.composing import compose
from domain.messages.goods import Goods, Ordered
from domain.messages.model import MessageClass, Parcel, Row
from domain.messages.setting import MessageSettings
from domain.messages.template import BlockKind, Template, TemplateState
from domain.messages.ways import NONE, Ways
from domain.recommendations import Recommendation, Recommendations, Slot
from domain.rewards import Offer
from domain.status import LoyaltyStatus

DUTCH, ENGLISH = "nl", "en"
# Providers of these tell later what became of a message.
CALLED = frozenset({ContactChannel.SMS, ContactChannel.CHAT})
LABELS = {
    DUTCH: ("Waarom krijg ik dit?", "Afmelden"),
    ENGLISH: ("Why do I get this?", "Unsubscribe"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is to say of many customers, read once for all of them."""

    people: Mapping[CustomerId, Customer]
    templates: Mapping[tuple[str, int], Template]
    statuses: Mapping[CustomerId, LoyaltyStatus]
    shown: Mapping[CustomerId, Mapping[Slot, Recommendations]]
    left: Mapping[CustomerId, Sequence[Goods]]
    arrivals: Sequence[catalogue.Product]
    ordered: Mapping[CustomerId, Ordered]
    alongside: Mapping[str, Sequence[Recommendation]]
    offers: Mapping[CustomerId, Sequence[Offer]]
    settings: MessageSettings
    programme: tenants.Programme
    public_url: str
    ways: Ways = NONE

    def of(
        self, customer_id: CustomerId, language: str, values: Mapping[str, Any]
    ) -> Gathered:
        """Return what there is to say of one of them, in a language."""
        return Gathered(
            person=self.people[customer_id],
            status=self.statuses.get(customer_id),
            shown=self.shown.get(customer_id, {}),
            values=values,
            shop_url=self.settings.shop_url,
            wording=tenants.Wording(
                language=tenants.Language(language), programme=self.programme
            ),
            cart=self.left.get(customer_id, ()),
            arrivals=self.arrivals,
            ordered=self.ordered.get(customer_id, {}),
            alongside=self.alongside,
            offers=self.offers.get(customer_id, ()),
        )


async def gather(
    unit: Unit,
    rows: Sequence[Row],
    whom: Whom,
    public_url: str,
) -> Known:
    """Return what the templates of some messages need, for whom each is now."""
    templates: dict[tuple[str, int], Template] = {}
    for name, number in sorted({(r.template, r.template_version) for r in rows}):
        found = await template_store.version(unit, name, number)
        if found is not None:
            templates[name, number] = found
    whose = {row.customer_id for row in rows}
    those = {each: whom.people[each] for each in sorted(whose)}
    known = await gather_for(unit, those, templates, public_url)
    contact = public_url if public_url.startswith("https:") else None
    return replace(known, ways=replace(whom.ways, contact=contact))


async def gather_for(
    unit: Unit,
    people: Mapping[CustomerId, Customer],
    templates: Mapping[tuple[str, int], Template],
    public_url: str,
) -> Known:
    """Return what templates need to say something to customers."""
    whose = tuple(people)
    stand = await status.status_of_many(unit, status.StatusOfMany(customer_ids=whose))
    kinds = {block.kind for each in templates.values() for block in each.blocks}
    left = dict[CustomerId, tuple[Goods, ...]]()
    ordered = dict[CustomerId, Ordered]()
    alongside = dict[str, tuple[Recommendation, ...]]()
    offers = dict[CustomerId, tuple[Offer, ...]]()
    arrivals: tuple[catalogue.Product, ...] = ()
    if BlockKind.CART in kinds:
        left = await carts.left(unit, whose)
    if kinds & {BlockKind.ORDER, BlockKind.TOGETHER}:
        ordered = await goods.ordered(unit, whose)
    if BlockKind.TOGETHER in kinds:
        alongside = await goods.alongside(unit, ordered.values())
    if BlockKind.REWARDS in kinds:
        offers = await goods.offered(unit, whose)
    if BlockKind.ARRIVALS in kinds:
        arrivals = await catalogue.arrivals(unit, unit.now - sources.NEW_SINCE)
    return Known(
        people=people,
        templates=templates,
        statuses={each.customer_id: each for each in stand},
        shown=await _shown(unit, whose, templates.values()),
        left=left,
        arrivals=arrivals,
        ordered=ordered,
        alongside=alongside,
        offers=offers,
        settings=await keeping_store.settings(unit),
        programme=await tenants.programme(unit),
        public_url=public_url,
    )


def write(unit: Unit, row: Row, known: Known) -> Parcel | str:
    """Return a message as it is handed over, or what is wrong with it."""
    template = known.templates.get((row.template, row.template_version))
    customer_id = row.customer_id
    person = known.people[customer_id]
    if template is None:
        return "template_gone"
    if template.state is TemplateState.RETIRED:
        return "template_retired"
    to = known.ways.address(row, person)
    assert to is not None, "the gate saw an address"
    language = spoken(person, known.programme)
    footer, unsubscribe = _footer(unit, row, customer_id, known, language)
    gathered = known.of(customer_id, language, _values(row))
    content = compose(template, gathered, footer, to, row.channel)
    if isinstance(content, str):
        return content
    return Parcel(
        message_id=row.id,
        sender=footer.sender,
        content=content,
        language=language,
        written_at=row.created_at,
        unsubscribe=unsubscribe,
        channel=row.channel,
        posted=known.ways.posted(unit, row, (person, content, footer)),
        called=callbacks.name(unit, row.id) if row.channel in CALLED else None,
    )


def spoken(person: Customer, programme: tenants.Programme) -> str:
    """Return in which of the two languages somebody is spoken to."""
    locale = person.locale or programme.locales[0]
    return DUTCH if locale.startswith(DUTCH) else ENGLISH


def _footer(
    unit: Unit, row: Row, customer_id: CustomerId, known: Known, language: str
) -> tuple[letter.Footer, str | None]:
    """Return why somebody gets this, and where they say no: of marketing, always."""
    links = consent.link(unit, customer_id, row.purpose, row.channel)
    more, no = LABELS[language]
    unsubscribe = None
    if row.message_class is not MessageClass.RIGHTS:
        unsubscribe = f"{known.public_url}{links.unsubscribe}"
    why = sentences.received(row.subject, dict(row.evidence).get("basis"))
    footer = letter.Footer(
        sender=known.settings.signature or known.programme.name,
        why=getattr(why, language),
        more=(more, f"{known.public_url}{links.why}"),
        unsubscribe=None if unsubscribe is None else (no, unsubscribe),
    )
    return footer, unsubscribe


def _values(row: Row) -> dict[str, Any]:
    given: dict[str, Any] = row.subject.get("values", {})
    return given


async def _shown(
    unit: Unit, whose: tuple[CustomerId, ...], templates: Any
) -> dict[CustomerId, dict[Slot, Recommendations]]:
    """Return what to show to each, by the slots that templates have."""
    slots = {
        block.slot
        for template in templates
        for block in template.blocks
        if block.kind is BlockKind.PRODUCTS
    }
    shown: dict[CustomerId, dict[Slot, Recommendations]] = {}
    for slot in sorted(slots):
        asked = recommendations.RecommendToMany(
            customer_ids=whose, slot=slot, limit=blocks.PRODUCTS_MAX
        )
        for each in await recommendations.recommend_to_many(unit, asked):
            shown.setdefault(each.customer_id, {})[slot] = each
    return shown
