"""What messages go by: how a shop sends, and what its templates say."""

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
    check(command)
    earlier = await keeping_store.newest(unit, command.template)
    if not earlier and await keeping_store.count(unit) >= keeping_store.TEMPLATES_MAX:
        raise TooManyTemplates(keeping_store.TEMPLATES_MAX)
    for known in earlier:
        if (known.subject, known.blocks) == (command.subject, command.blocks):
            return known
    template = Template(
        template=command.template,
        version=1 + max((each.version for each in earlier), default=0),
        subject=command.subject,
        blocks=command.blocks,
        recorded_at=unit.now,
    )
    if not await keeping_store.add_template(unit, template):
        raise TemplateRaced(template.version)
    return template


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


def check(command: PutTemplate) -> None:
    """Refuse texts that are no Liquid, or do more than they may."""
    for language in ("nl", "en"):
        liquid.check(getattr(command.subject, language), f"/subject/{language}")
        for place, block in enumerate(command.blocks):
            if block.text is not None:
                said: str = getattr(block.text, language)
                liquid.check(said, f"/blocks/{place}/text/{language}")
