"""Templating: what templates say, who approved it, and what is sent no more."""

from collections.abc import Sequence
from dataclasses import replace

from domain.kernel import Malformed, Unit, reads, writes
from domain.messages import layout, liquid, template_store
from domain.messages.template import (
    ApproveTemplate,
    FindTemplate,
    ListTemplates,
    PutTemplate,
    RetireTemplate,
    Template,
    TemplateNotFound,
    TemplateRaced,
    Templates,
    TemplateState,
    TooManyTemplates,
)


@writes("messages:write", refusals=(Malformed, TemplateRaced, TooManyTemplates))
async def put_template(unit: Unit, command: PutTemplate) -> Template:
    """Write a new version of what a template says; the same again changes nothing."""
    (template,) = await put_templates(unit, [command])
    return template


async def put_templates(
    unit: Unit, commands: Sequence[PutTemplate]
) -> tuple[Template, ...]:
    """Write new versions of what templates say, where they say something else."""
    for command in commands:
        check(command)
    earlier = {each.template: each for each in await template_store.newest(unit)}
    said = [_version(unit, each, earlier.get(each.template)) for each in commands]
    names = earlier.keys() | {each.template for each in said}
    if len(names) > max(template_store.TEMPLATES_MAX, len(earlier)):
        raise TooManyTemplates(template_store.TEMPLATES_MAX)
    new = [each for each in said if each is not earlier.get(each.template)]
    if new and await template_store.add(unit, new) < len(new):
        raise TemplateRaced(max(each.version for each in new))
    return tuple(said)


@writes("messages:write", refusals=(TemplateNotFound,))
async def approve_template(unit: Unit, command: ApproveTemplate) -> Template:
    """Have a version of a template sent by from now on; newer ones wait as drafts."""
    found = await template_store.version(unit, command.template, command.version)
    if found is None:
        raise TemplateNotFound
    template_store.approve(unit, found.template, found.version)
    return replace(found, state=TemplateState.APPROVED)


@writes("messages:write", refusals=(TemplateNotFound,))
async def retire_template(unit: Unit, command: RetireTemplate) -> Template:
    """Send by a template no more; what is queued by it is skipped, and says so."""
    for found in await template_store.newest(unit, command.template):
        template_store.retire(unit, found.template)
        return replace(found, state=TemplateState.RETIRED)
    raise TemplateNotFound


@reads("messages:read", refusals=(TemplateNotFound,))
async def find_template(unit: Unit, command: FindTemplate) -> Template:
    """Tell what a template says now."""
    for found in await template_store.newest(unit, command.template):
        return found
    raise TemplateNotFound


@reads("messages:read")
async def list_templates(unit: Unit, command: ListTemplates) -> Templates:
    """Tell what all templates say now."""
    del command
    return Templates(templates=await template_store.newest(unit))


def _version(unit: Unit, said: PutTemplate, known: Template | None) -> Template:
    """Return what a template says: as it is known, or in a new version."""
    same = (said.subject, said.blocks, said.state, said.layout)
    if known and (known.subject, known.blocks, known.state, known.layout) == same:
        return known
    return Template(
        template=said.template,
        version=1 if known is None else known.version + 1,
        state=TemplateState(said.state),
        subject=said.subject,
        blocks=said.blocks,
        recorded_at=unit.now,
        layout=said.layout,
        html=None if said.layout is None else layout.compiled(said.layout),
    )


def check(command: PutTemplate) -> None:
    """Refuse texts that are no Liquid, or do more than they may."""
    for language in ("nl", "en"):
        liquid.check(getattr(command.subject, language), f"/subject/{language}")
        for place, block in enumerate(command.blocks):
            if block.text is not None:
                said: str = getattr(block.text, language)
                liquid.check(said, f"/blocks/{place}/text/{language}")
