"""Previews: what a template would say, in which version, and who is shown it."""

from dataclasses import replace
from typing import Any

import pytest

from domain import catalogue, messages
from domain.kernel import NotAllowed
from domain.messages import (
    PreviewLanguage,
    Reason,
    SubjectLine,
    TemplateNotFound,
    TemplateState,
    WrittenAs,
    shipped,
)
from tests.domain.messages.test_journeys import shop_that_writes
from tests.domain.messages.writing import (
    OPEN,
    SERVICE,
    found,
    ready,
    sent,
    settled,
    written,
)
from tests.world import World


async def previewed(world: World, template: str, **more: Any) -> messages.Preview:
    command = messages.PreviewTemplate(template=template, **more)
    return await world.run(messages.preview_template, command)


async def test_every_shipped_template_can_be_looked_at_in_both_languages(
    shop: World,
) -> None:
    await shop_that_writes(shop)
    for name in ("Espressobonen Brazilië, 1 kg", "Filterkoffie mild"):
        put = catalogue.Put(
            source="shop", external_id=name, name=name, category=("Koffie",)
        )
        await shop.run(catalogue.put, put)
    for template in shipped.TEMPLATES:
        said = [
            await previewed(shop, template.template, language=language)
            for language in PreviewLanguage
        ]
        assert said[0].subject != said[1].subject
        for each in said:
            assert "{" not in each.subject + each.text
            assert "  " not in each.text.replace("\n  ", "\n")


def draft(what: str, written_as: WrittenAs = WrittenAs.DRAFT) -> messages.PutTemplate:
    (welcome,) = [e for e in shipped.TEMPLATES if e.template == "welcome"]
    subject = SubjectLine(nl=what, en=what)
    return replace(welcome, template="hello", subject=subject, state=written_as)


async def test_a_draft_is_looked_at_and_sent_by_only_when_it_is_approved(
    shop: World,
) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    assert (await shop.run(messages.put_template, draft("Nieuw."))).version == 2
    assert (await previewed(shop, "hello")).subject == "Nieuw."
    assert (await previewed(shop, "hello", version=1)).version == 1
    first = await written(shop, ann, **SERVICE)
    assert first.template_version == 1
    approve = messages.ApproveTemplate(template="hello", version=2)
    approved = await shop.run(messages.approve_template, approve)
    assert approved.state is TemplateState.APPROVED
    assert (await written(shop, ann, **SERVICE)).template_version == 2
    back = messages.ApproveTemplate(template="hello", version=1)
    await shop.run(messages.approve_template, back)
    assert (await written(shop, ann, **SERVICE)).template_version == 1
    assert len(await sent(shop)) == 3
    unknown = messages.ApproveTemplate(template="hello", version=9)
    with pytest.raises(TemplateNotFound):
        await shop.run(messages.approve_template, unknown)
    with pytest.raises(TemplateNotFound):
        await previewed(shop, "hello", version=9)


async def test_by_a_retired_template_nothing_is_sent_that_waits(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    waiting = await written(shop, ann, **SERVICE)
    retire = messages.RetireTemplate(template="hello")
    assert (await shop.run(messages.retire_template, retire)).state == "retired"
    assert await sent(shop) == []
    skipped = await found(shop, waiting)
    assert (skipped.state, skipped.reason) == ("skipped", Reason.CONTENT_LINT)
    assert skipped.evidence[-1].value == "template_retired"
    with pytest.raises(TemplateNotFound):
        await written(shop, ann, **SERVICE)


async def test_what_a_customer_would_read_is_shown_to_who_may_see_them(
    shop: World,
) -> None:
    ann = await ready(shop)
    told = await previewed(shop, "hello", customer_id=ann, values={"what": "taart"})
    assert told.text.startswith("Dag Ann, taart.")
    assert told.language is PreviewLanguage.NL
    assert "/u/" not in told.html
    only = replace(shop.principal, scopes=frozenset({"messages:read"}))
    narrow = replace(shop, principal=only)
    with pytest.raises(NotAllowed):
        await previewed(narrow, "hello", customer_id=ann)
    assert (await previewed(narrow, "hello")).subject == "Nieuws voor Sam"
    loop = draft("{% for a in (1..200) %}{{ a }}{% endfor %}", WrittenAs.APPROVED)
    await shop.run(messages.put_template, loop)
    with pytest.raises(messages.NothingToShow):
        await previewed(shop, "hello")
