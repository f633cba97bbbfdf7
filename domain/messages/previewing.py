"""Previewing: what a template would say, to somebody or to nobody in particular."""

from dataclasses import replace

from domain import catalogue, customers, recommendations, tenants
from domain.customers import CustomerNotFound
from domain.kernel import NotAllowed, Scope, Unit, reads
from domain.messages import keeping_store, sample, template_store, writing
from domain.messages.blocks import PRODUCTS_MAX, Gathered
from domain.messages.composing import compose
from domain.messages.letter import Footer
from domain.messages.preview import (
    NothingToShow,
    Preview,
    PreviewLanguage,
    PreviewTemplate,
)
from domain.messages.template import Template, TemplateNotFound

# What a preview of somebody tells, only who may see all of that is told.
SEEN = ("customers:read", "status:read", "recommendations:read")
# Nobody says no by a link of what was not sent.
NOWHERE = "https://example.com/"


@reads(
    "messages:read",
    refusals=(TemplateNotFound, CustomerNotFound, NothingToShow, NotAllowed),
)
async def preview_template(unit: Unit, command: PreviewTemplate) -> Preview:
    """Tell what a template would say, to a customer or to somebody made up.

    Of a customer it takes the scopes by which one sees them, their status, and what is
    recommended to them.
    """
    template = await _template(unit, command)
    if command.customer_id is None:
        gathered = await _made_up(unit, command)
        template = _lenient(template)
    else:
        gathered = await _of_customer(unit, command, template)
    sender = (await keeping_store.settings(unit)).signature
    more, no = writing.LABELS[gathered.language]
    footer = Footer(
        sender=sender or (await tenants.programme(unit)).name,
        why=gathered.wording.say(
            "Hier staat waarom iemand dit krijgt.", "Here is why somebody gets this."
        ),
        more=(more, NOWHERE),
        unsubscribe=(no, NOWHERE),
    )
    content = compose(template, gathered, footer, gathered.person.email or "")
    if isinstance(content, str):
        raise NothingToShow(content)
    return Preview(
        template=template.template,
        version=template.version,
        language=PreviewLanguage(gathered.language),
        subject=content.subject,
        text=content.text,
        html=content.html,
    )


async def _template(unit: Unit, command: PreviewTemplate) -> Template:
    if command.version is None:
        for newest in await template_store.newest(unit, command.template):
            return newest
        raise TemplateNotFound
    found = await template_store.version(unit, command.template, command.version)
    if found is None:
        raise TemplateNotFound
    return found


def _lenient(template: Template) -> Template:
    """Return a template that is shown whatever it lacks: so in a shop that is new."""
    blocks = tuple(replace(each, needed=False) for each in template.blocks)
    return replace(template, blocks=blocks)


async def _of_customer(
    unit: Unit, command: PreviewTemplate, template: Template
) -> Gathered:
    for scope in SEEN:
        unit.principal.require(Scope(scope))
    customer_id = await customers.resolve(unit, command.customer_id or "")
    templates = {(template.template, template.version): template}
    person = await customers.find(unit, customers.Find(customer_id=customer_id))
    whom = {customer_id: person}
    known = await writing.gather_for(unit, whom, templates, NOWHERE)
    language = command.language or writing.spoken(
        known.people[customer_id], known.programme
    )
    return known.of(customer_id, language, command.values or {})


async def _made_up(unit: Unit, command: PreviewTemplate) -> Gathered:
    programme = await tenants.programme(unit)
    language = tenants.Language(
        command.language or writing.spoken(sample.person(unit.now), programme)
    )
    newest = catalogue.ListProducts(limit=PRODUCTS_MAX)
    products = (await catalogue.list_products(unit, newest)).items
    asked = recommendations.AskPopular(limit=PRODUCTS_MAX)
    popular = (await recommendations.popular(unit, asked)).items
    gathered = sample.gathered(
        unit.now,
        tenants.Wording(language=language, programme=programme),
        popular or sample.popular(products),
        (await keeping_store.settings(unit)).shop_url,
        command.values or {},
    )
    return replace(gathered, arrivals=products)
