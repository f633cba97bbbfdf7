"""The report of a back-test: one page that needs nothing besides itself."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from api.pages.markup import Markup, element, joined
from api.pages.plots import Series, bars, lines
from domain.simulation import (
    Affected,
    BackTest,
    Language,
    MonthFigures,
    Report,
    TierFigures,
    UnitFigures,
)

STYLE = (Path(__file__).parent / "styles" / "backtest.css").read_text()
_DIGEST = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PLOTTED_MAX = 10
STATES = {
    Language.EN: {"running": "running", "finished": "finished", "cancelled": "ended"},
    Language.NL: {"running": "bezig", "finished": "klaar", "cancelled": "beëindigd"},
}
WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        "report": "Back-test",
        "progress": "{done} of {total} orders, {state}",
        "draft": "Draft",
        "live": "In truth",
        "issued": "Issued by month",
        "outstanding": "Outstanding at the end of each month",
        "cost": "Cost, in minor units",
        "given": "Issued",
        "month": "Month",
        "rule": "Rule",
        "rules": "By rule",
        "winners": "Who gains most",
        "losers": "Who loses most",
        "people": "{winners} gain, {losers} lose, {unchanged} stay the same",
        "customer": "Customer",
        "difference": "Difference",
        "tiers": "From tier to tier",
        "from": "In truth",
        "to": "By the draft",
        "customers": "Customers",
        "none": "no tier",
        "note": "Outstanding is what was given and has not expired, as if nothing were"
        " ever spent. Only rules for orders are tried.",
    },
    Language.NL: {
        "report": "Proefberekening",
        "progress": "{done} van {total} bestellingen, {state}",
        "draft": "Ontwerp",
        "live": "Werkelijk",
        "issued": "Uitgegeven per maand",
        "outstanding": "Uitstaand aan het eind van elke maand",
        "cost": "Kosten, in kleinste eenheden",
        "given": "Uitgegeven",
        "month": "Maand",
        "rule": "Regel",
        "rules": "Per regel",
        "winners": "Wie er het meest op vooruitgaat",
        "losers": "Wie er het meest op achteruitgaat",
        "people": "{winners} vooruit, {losers} achteruit, {unchanged} gelijk",
        "customer": "Klant",
        "difference": "Verschil",
        "tiers": "Van niveau naar niveau",
        "from": "Werkelijk",
        "to": "Volgens het ontwerp",
        "customers": "Klanten",
        "none": "geen niveau",
        "note": "Uitstaand is wat is gegeven en niet is verlopen, alsof niemand ooit"
        " iets uitgeeft. Alleen regels voor bestellingen zijn beproefd.",
    },
}


def page(report: Report) -> str:
    """Return the report in its language."""
    words, test = WORDS[report.language], report.back_test
    state = STATES[report.language][test.state]
    told = words["progress"].format(
        done=f"{test.orders_done:,}", total=f"{test.orders_total:,}", state=state
    )
    body = element(
        "main",
        element("h1", f"{words['report']}: {test.name}"),
        element("p", told),
        *(_of_unit(each, report, words) for each in test.figures.units),
        *([_tiers(test.figures.tiers, words)] if test.figures.tiers else []),
        element("p", words["note"], class_="note"),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{words['report']}: {test.name}"),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(STYLE)),
    )
    whole = element("html", head, element("body", body), lang=report.language)
    return f"<!doctype html>\n{whole}"


def _of_unit(unit: UnitFigures, report: Report, words: Mapping[str, str]) -> Markup:
    test, code = report.back_test, unit.unit
    months = [each for each in test.figures.months if each.unit == code]
    people = words["people"].format(
        winners=unit.winners, losers=unit.losers, unchanged=unit.unchanged
    )
    return element(
        "section",
        element("h2", code),
        element("p", people),
        _table(
            ("", words["draft"], words["live"]),
            (
                (words["given"], unit.draft_issued, unit.live_issued),
                (words["cost"], unit.draft_cost, unit.live_cost),
            ),
        ),
        *_plots(months, words),
        element("h3", words["rules"]),
        _rules(test, code, words),
        *_people(words["winners"], report.winners, code, words),
        *_people(words["losers"], report.losers, code, words),
    )


def _plots(
    months: Sequence[MonthFigures], words: Mapping[str, str]
) -> Iterable[Markup]:
    labels = [each.month for each in months]
    issued = [(each.draft_issued, each.live_issued) for each in months]
    left = [(each.draft_outstanding, each.live_outstanding) for each in months]
    for title, pairs in ((words["issued"], issued), (words["outstanding"], left)):
        series = [
            Series(name=words["live"], look="live", values=[live for _, live in pairs]),
            Series(
                name=words["draft"], look="draft", values=[made for made, _ in pairs]
            ),
        ]
        yield element("h3", title)
        yield element(
            "p",
            *(
                element("span", each.name, class_=f"key {each.look}")
                for each in reversed(series)
            ),
        )
        yield lines(title, labels, series)
        rows = ((label, *pair) for label, pair in zip(labels, pairs, strict=True))
        heads = (words["month"], words["draft"], words["live"])
        yield element("details", element("summary", title), _table(heads, rows))


def _rules(test: BackTest, code: str, words: Mapping[str, str]) -> Markup:
    rows = (
        (each.rule, each.draft_issued, each.live_issued)
        for each in test.figures.rules
        if each.unit == code
    )
    return _table((words["rule"], words["draft"], words["live"]), rows)


def _people(
    title: str, affected: Iterable[Affected], code: str, words: Mapping[str, str]
) -> Iterable[Markup]:
    theirs = [each for each in affected if each.unit == code]
    if not theirs:
        return
    yield element("h3", title)
    most = [(_short(each), each.difference) for each in theirs[:PLOTTED_MAX]]
    yield bars(title, most)
    heads = (words["customer"], words["draft"], words["live"], words["difference"])
    rows = (
        (each.customer_id, each.draft, each.live, each.difference) for each in theirs
    )
    yield element("details", element("summary", title), _table(heads, rows))


def _tiers(moves: Sequence[TierFigures], words: Mapping[str, str]) -> Markup:
    none = words["none"]
    rows = [(each.live or none, each.draft or none, each.customers) for each in moves]
    moved = [
        (f"{live} → {draft}", count) for live, draft, count in rows if live != draft
    ]
    plot = [bars(words["tiers"], moved)] if moved else []
    return element(
        "section",
        element("h2", words["tiers"]),
        *plot,
        _table((words["from"], words["to"], words["customers"]), rows),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Markup:
    return element(
        "table",
        element("thead", element("tr", *(element("th", head) for head in heads))),
        element(
            "tbody",
            *(element("tr", *(_cell(value) for value in row)) for row in rows),
        ),
    )


def _cell(value: str | int) -> Markup:
    if isinstance(value, int):
        return element("td", f"{value:,}", class_="number")
    return element("td", value)


def _short(each: Affected) -> str:
    return joined((f"…{each.customer_id[-12:]}",))
