"""Layouts: MJML compiled once, of which a hostile shop can make nothing harmful."""

from dataclasses import replace
from time import process_time

import pytest

from domain import messages
from domain.kernel import Malformed
from domain.messages import layout
from tests.domain.messages.writing import OPEN, ready, sent, settled, written
from tests.making.messages import TEMPLATE
from tests.world import World

PLACES = (
    "<mj-section><mj-column><mj-text>{{ blocks }}</mj-text>"
    "<mj-text css-class='below'>{{ footer }}</mj-text></mj-column></mj-section>"
)
HEAD = "<mj-head><mj-style>.below a { color: #7a1f2b }</mj-style></mj-head>"
TEXT = "<mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section>"


def _mjml(more: str = "", head: str = "") -> str:
    return f"<mjml>{head}<mj-body>{PLACES}{more}</mj-body></mjml>"


async def test_a_letter_stands_in_its_layout_and_says_why_all_the_same(
    shop: World,
) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    greeting = TEXT.format("<b>{{ sender }}</b>")
    said = replace(TEMPLATE, layout=_mjml(greeting, HEAD))
    first = await shop.run(messages.put_template, said)
    assert first.html is not None
    assert "mj-" not in first.html.replace("mj-column", "").replace("mj-outlook", "")
    assert (await shop.run(messages.put_template, said)) == first
    # What is queued keeps the layout that it was queued with.
    await written(shop, ann)
    await shop.run(messages.put_template, TEMPLATE)
    (parcel,) = await sent(shop)
    html = parcel.content.html
    assert "<b>De Hoek</b>" in html
    assert "Dag Ann" in html
    assert "Je ontvangt dit omdat je ja zei" in html
    assert html.count(f'href="{parcel.unsubscribe}"') == 1
    assert 'lang="nl"' in html
    assert "{{" not in html


def test_styles_are_in_place() -> None:
    link = TEXT.format("<a href='https://hoek.example/'>De Hoek</a>")
    made = layout.compiled(_mjml(link, HEAD.replace(".below a", "a")))
    assert 'style="color: #7a1f2b' in made
    # No fonts of others.
    assert "fonts.g" not in made


@pytest.mark.parametrize(
    "more",
    [
        "<mj-raw><script>alert(1)</script></mj-raw>",
        TEXT.format("<script>alert(1)</script>"),
        TEXT.format("<iframe src='https://eve.example/'></iframe>"),
        TEXT.format("<a href='javascript:alert(1)'>x</a>"),
        TEXT.format("<a href='https://eve.example/?who={{ name }}'>x</a>"),
        TEXT.format("<b onclick='x'>x</b>"),
        TEXT.format("{% for i in (1..9) %}x{% endfor %}"),
        TEXT.format("{{ blocks }}"),
        "<mj-include path='/etc/passwd'/>",
        "<mj-section background-url='https://eve.example/p.png'/>",
        "<mj-section background-color='red;background:url(https://eve.example)'/>",
        TEXT.format("x").replace(
            "<mj-text>x</mj-text>", "<mj-image src='https://eve.example/{{ name }}'/>"
        ),
        "<!-- [if mso]><script>alert(1)</script> -->",
        TEXT.format("&#123;&#123; blocks }}"),
        "<mj-wrapper>" * 30 + "</mj-wrapper>" * 30,
        TEXT.format("<br/>" * 300),
        TEXT.format("x</mj-text><mj-text>" * 190),
    ],
)
def test_what_is_not_known_to_be_harmless_is_refused(more: str) -> None:
    with pytest.raises(Malformed) as refused:
        layout.compiled(_mjml(more))
    assert [each.pointer for each in refused.value.errors] == ["/layout"]


@pytest.mark.parametrize(
    "style",
    [
        ".below { display: none }",
        "@import 'https://eve.example/x.css';",
        "a { background: url(https://eve.example) }",
        "a b c d { color: red }",
        "a { color: red }" * 200,
    ],
)
def test_a_style_hides_and_loads_nothing(style: str) -> None:
    with pytest.raises(Malformed):
        layout.compiled(_mjml(head=f"<mj-head><mj-style>{style}</mj-style></mj-head>"))


@pytest.mark.parametrize(
    "hostile",
    [
        "<mjml>" * 3_000,
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><mjml>&b;</mjml>',
        "<html/>",
        "plain",
        _mjml(head="<mj-head><mj-style>" + "a{b" * 600 + "</mj-style></mj-head>"),
        _mjml(head="<mj-head><mj-style>" + " a{} \n " * 240 + "{</mj-style></mj-head>"),
        _mjml(TEXT.format("<a>" * 150 + "</a>" * 150)),
        _mjml(TEXT.format("x" * 19_000)),
        _mjml(TEXT.format("<a>x</a>" * 150))
        .replace("<mj-body>", "<mj-head><mj-style>%s</mj-style></mj-head><mj-body>")
        .replace("%s", "a a{color:red}" * 140),
    ],
)
def test_no_layout_takes_long(hostile: str) -> None:
    began = process_time()
    try:
        made = layout.compiled(hostile)
    except Malformed:
        made = ""
    assert process_time() - began < 0.25
    assert len(made) <= layout.HTML_MAX
