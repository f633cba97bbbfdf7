"""What messages go by: how a shop sends, and what its templates say."""

from collections.abc import Sequence

from domain.kernel import Malformed, Unit, reads, writes
from domain.messages import keeping_store, liquid
from domain.messages.setting import CapTwice, FindMessageSettings, MessageSettings
from domain.messages.template import (
    FindTemplate,
    ListTemplates,
    PutTemplate,
    Template,
    TemplateNotFound,
    TemplateRaced,
    Templates,
    TooManyTemplates,
)


@reads("messages:read")
async def find_message_settings(
    unit: Unit, command: FindMessageSettings
) -> MessageSettings:
    """Tell how the shop sends messages."""
    del command
    return await keeping_store.settings(unit)


@writes("messages:write", refusals=(CapTwice,))
async def put_message_settings(unit: Unit, command: MessageSettings) -> MessageSettings:
    """Say how the shop sends messages; it holds for all that have not left yet."""
    known: set[tuple[str, int]] = set()
    for cap in command.caps:
        if (cap.message_class, cap.days) in known:
            raise CapTwice(cap.message_class, cap.days)
        known.add((cap.message_class, cap.days))
    keeping_store.put_settings(unit, command)
    return command


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
    earlier = {each.template: each for each in await keeping_store.newest(unit)}
    said = [_version(unit, each, earlier.get(each.template)) for each in commands]
    names = earlier.keys() | {each.template for each in said}
    if len(names) > max(keeping_store.TEMPLATES_MAX, len(earlier)):
        raise TooManyTemplates(keeping_store.TEMPLATES_MAX)
    new = [each for each in said if each is not earlier.get(each.template)]
    if new and await keeping_store.add_templates(unit, new) < len(new):
        raise TemplateRaced(max(each.version for each in new))
    return tuple(said)


@reads("messages:read", refusals=(TemplateNotFound,))
async def find_template(unit: Unit, command: FindTemplate) -> Template:
    """Tell what a template says now."""
    for found in await keeping_store.newest(unit, command.template):
        return found
    raise TemplateNotFound


@reads("messages:read")
async def list_templates(unit: Unit, command: ListTemplates) -> Templates:
    """Tell what all templates say now."""
    del command
    return Templates(templates=await keeping_store.newest(unit))


def _version(unit: Unit, said: PutTemplate, known: Template | None) -> Template:
    """Return what a template says: as it is known, or in a new version."""
    if known and (known.subject, known.blocks) == (said.subject, said.blocks):
        return known
    return Template(
        template=said.template,
        version=1 if known is None else known.version + 1,
        subject=said.subject,
        blocks=said.blocks,
        recorded_at=unit.now,
    )


def check(command: PutTemplate) -> None:
    """Refuse texts that are no Liquid, or do more than they may."""
    for language in ("nl", "en"):
        liquid.check(getattr(command.subject, language), f"/subject/{language}")
        for place, block in enumerate(command.blocks):
            if block.text is not None:
                said: str = getattr(block.text, language)
                liquid.check(said, f"/blocks/{place}/text/{language}")
