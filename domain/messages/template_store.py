"""The SQL of templates: one function, one statement, one type."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import case, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.validation import command
from domain.messages.tables import message_templates as templates
from domain.messages.template import PutTemplate, Stored, Template, TemplateState

TEMPLATES_MAX = 200
STORED = view(templates, Stored)


async def newest(unit: Unit, template: str | None = None) -> tuple[Template, ...]:
    """Return the newest version of each template, or of one, whatever its state."""
    each = STORED.ext(distinct_on(templates.c.template)).order_by(
        templates.c.template, templates.c.version.desc()
    )
    if template is not None:
        each = each.where(templates.c.template == template)
    found = await unit.all(Stored, each.limit(TEMPLATES_MAX))
    return tuple(map(_template, found))


async def in_use(unit: Unit, names: Collection[str]) -> dict[str, Template]:
    """Return by which versions is sent: of each the newest approved, if any is."""
    approved = (
        STORED.ext(distinct_on(templates.c.template))
        .where(
            templates.c.template.in_(sorted(names)),
            templates.c.state == TemplateState.APPROVED,
        )
        .order_by(templates.c.template, templates.c.version.desc())
    )
    found = map(_template, await unit.all(Stored, approved))
    return {each.template: each for each in found}


async def version(unit: Unit, template: str, number: int) -> Template | None:
    """Return a version of a template."""
    this = STORED.where(templates.c.template == template, templates.c.version == number)
    found = await unit.one(Stored, this)
    return found and _template(found)


async def add(unit: Unit, new: Sequence[Template]) -> int:
    """Write down those versions whose numbers nobody took; return how many."""
    rows = [
        {
            "template": each.template,
            "version": each.version,
            "state": each.state,
            "terms": {
                name: msgspec.to_builtins(getattr(each, name))
                for name in ("subject", "blocks", "layout", "html")
            },
            "recorded_at": each.recorded_at,
        }
        for each in new
    ]
    return await unit.run(insert(templates).values(rows).on_conflict_do_nothing())


def approve(unit: Unit, template: str, number: int) -> None:
    """Write down that a version is sent by, and none that is newer."""
    these = update(templates).where(
        templates.c.template == template, templates.c.version >= number
    )
    state = case(
        (templates.c.version == number, TemplateState.APPROVED.value),
        else_=TemplateState.DRAFT.value,
    )
    unit.write(these.values(state=state))


def retire(unit: Unit, template: str) -> None:
    """Write down that no version of a template is sent by."""
    these = update(templates).where(templates.c.template == template)
    unit.write(these.values(state=TemplateState.RETIRED))


def _template(stored: Stored) -> Template:
    terms: dict[str, Any] = {**stored.terms, "template": stored.template}
    html = terms.pop("html", None)
    said = command(terms, PutTemplate)
    return Template(
        template=stored.template,
        version=stored.version,
        state=stored.state,
        subject=said.subject,
        blocks=said.blocks,
        recorded_at=stored.recorded_at,
        layout=said.layout,
        html=html,
    )
