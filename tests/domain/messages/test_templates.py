"""Templates: what they say, and what they may not."""

import tracemalloc
from dataclasses import replace
from time import process_time

import pytest

from domain import messages
from domain.kernel import Malformed
from domain.messages import Block, BlockKind, Phrase, SubjectLine, liquid
from domain.messages.letter import Bar, Button, Footer, Points, Text
from domain.messages.letter_html import html
from domain.messages.letter_plain import plain
from tests.domain.messages.writing import (
    OPEN,
    Remembering,
    declared,
    found,
    ready,
    sent,
    settled,
)
from tests.domain.messages.writing import written as write
from tests.world import World

HELLO = SubjectLine(nl="Dag", en="Hello")
FOOTER = Footer(sender="De Hoek", why="Daarom.", more=None, unsubscribe=None)
HOSTILE = (
    "{% for a in (1..1000000000) %}x{% endfor %}",
    "{% for a in (1..99) %}{% for b in (1..99) %}x{% endfor %}{% endfor %}",
    "{% for a in (1..99) %}" + "x" * 3_900 + "{% endfor %}",
    "{{ name | truncate: 1, what }}" * 100,
    "{{ 99999999999999999999999999 | plus: 99999999999999999999999 }}" * 60,
    "{% for a in (1..99) %}{{ what }}{% endfor %}" * 90,
    "{{ " + "name." * 1_300 + "name }}",
)
UNKNOWN = (
    "{{ 'x' | append: 'y' }}",
    "{{ 9 | times: 9 }}",
    "{% assign a = 'x' %}",
    "{% capture a %}x{% endcapture %}",
    "{% include 'other' %}",
    "{% render 'other' %}",
    "{{ name | replace: 'a', 'b' }}",
    "{% if %}",
    "{{ name",
    "{% if a %}" * 400,
)


def put(text: str, name: str = "own") -> messages.PutTemplate:
    said = Phrase(nl=text, en=text)
    block = Block(kind=BlockKind.TEXT, text=said)
    return messages.PutTemplate(template=name, subject=HELLO, blocks=(block,))


@pytest.mark.parametrize("text", UNKNOWN)
async def test_what_could_do_much_is_no_part_of_a_text(shop: World, text: str) -> None:
    with pytest.raises(Malformed) as refused:
        await shop.run(messages.put_template, put(text[:4_000]))
    assert refused.value.errors[0].pointer == "/blocks/0/text/nl"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_takes_little_memory_and_time(text: str) -> None:
    tracemalloc.start()
    began = process_time()
    try:
        said = liquid.render(text[:4_000], {"name": "Ann", "what": "y" * 200})
        assert len(said) <= liquid.OUTPUT_BYTES_MAX
    except liquid.TextFailed:
        pass
    took = process_time() - began
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Tracing takes its time, too: without it a tenth of this.
    assert (took < 0.5, most < 3_000_000) == (True, True), (took, most)


def test_a_text_reaches_no_object_of_ours() -> None:
    names = ("{{ name.__class__ }}", "{{ self }}", "{{ name.__init__.__globals__ }}")
    assert [liquid.render(each, {"name": "Ann"}) for each in names] == ["", "", ""]


def test_what_somebody_is_called_is_no_html() -> None:
    said = liquid.render("Dag {{ name }}", {"name": "<script>1</script>"})
    letter = html(
        "nl", (Text(said), Button("<b>", "https://x.example/?a=1&b=2")), FOOTER
    )
    assert "<script>" not in letter
    assert "<b>" not in letter.replace("<br>", "")
    assert "?a=1&amp;b=2" in letter


def test_beside_the_subject_is_what_follows_the_greeting() -> None:
    for said in ("Dag Ann,\n\nEr is taart.\n\nWas jij dit niet?", "Er is taart."):
        letter = html("nl", (Text(said),), FOOTER)
        assert 'font-size:0">Er is taart.' in letter


def test_a_letter_is_plain_text_as_well() -> None:
    parts = (Points("120", "punten", "Zilver"), Bar(40, "Nog 10 punten"), Text("Dag."))
    assert plain(parts, FOOTER) == (
        "120 punten · Zilver\n\nNog 10 punten\n\nDag.\n\n--\nDe Hoek\nDaarom.\n"
    )


async def test_a_message_keeps_the_version_that_it_was_queued_with(
    shop: World,
) -> None:
    ann = await ready(shop)
    message = await write(shop, ann)
    changed = await shop.run(messages.put_template, put("Anders.", "hello"))
    assert (message.template_version, changed.version) == (1, 2)
    (parcel,) = await sent(shop)
    assert "er is taart" in parcel.content.text


async def test_the_same_again_is_no_new_version(shop: World) -> None:
    first = await shop.run(messages.put_template, put("Dag."))
    assert await shop.run(messages.put_template, put("Dag.")) == first
    listed = await shop.run(messages.list_templates, messages.ListTemplates())
    assert listed.templates == (first,)
    asked = messages.FindTemplate(template="own")
    assert await shop.run(messages.find_template, asked) == first


async def test_what_a_text_cannot_say_is_not_sent(shop: World) -> None:
    ann = await ready(shop)
    loud = "{% for a in (1..99) %}{{ what }}{% endfor %}"
    await shop.run(messages.put_template, put(loud, "hello"))
    message = await write(shop, ann, values={"what": "x" * 200})
    assert await sent(shop, Remembering()) == []
    shown = await found(shop, message)
    assert (shown.state, shown.reason) == ("skipped", "content_lint")
    assert shown.evidence[-1].value == "OutputStreamLimitError"


async def test_a_subject_that_became_long_is_not_sent(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    long = "{{ what }}{{ what }}{{ what }}"
    said = replace(put("Dag.", "hello"), subject=SubjectLine(nl=long, en=long))
    await shop.run(messages.put_template, said)
    message = await write(shop, ann, values={"what": "x" * 134})
    fits = await write(shop, ann, values={"what": "x" * 133})
    (parcel,) = await sent(shop)
    assert parcel.message_id == fits.id
    assert (await found(shop, message)).evidence[-1].value == "too_long"


async def test_there_is_no_message_by_a_template_that_is_not_there(
    shop: World,
) -> None:
    await declared(shop)
    ann = await ready(shop)
    with pytest.raises(messages.TemplateNotFound):
        await write(shop, ann, template="none")


async def test_two_caps_of_one_kind_are_one_too_many(shop: World) -> None:
    cap = messages.MessageSettings().caps[0]
    with pytest.raises(messages.CapTwice):
        await shop.run(
            messages.put_message_settings, messages.MessageSettings(caps=(cap, cap))
        )
    asked = messages.FindMessageSettings()
    found_ = await shop.run(messages.find_message_settings, asked)
    assert found_ == messages.MessageSettings()
