"""The report of a back-test: one page that needs nothing besides itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.pages import family
from api.pages.markup import Markup, element, joined
from api.pages.plots import Say, Series, bars, lines
from domain import tenants
from domain.kernel.personal import FEW
from domain.simulation import (
    Affected,
    Report,
    RuleFigures,
    TierFigures,
    UnitFigures,
)
from domain.tenants import Language, Wording

STYLE = family.style("family.css", "plots.css", "backtest.css")
POLICY = (
    f"default-src 'none'; style-src {family.digest(STYLE)}; img-src data:;"
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
        "cost": "Cost",
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
        " ever spent. Rules for orders and events are tried.",
    },
    Language.NL: {
        "report": "Proefberekening",
        "progress": "{done} van {total} bestellingen, {state}",
        "draft": "Ontwerp",
        "live": "Werkelijk",
        "issued": "Uitgegeven per maand",
        "outstanding": "Uitstaand aan het eind van elke maand",
        "cost": "Kosten",
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
        " iets uitgeeft. Regels voor bestellingen en gebeurtenissen zijn beproefd.",
    },
}


def page(report: Report) -> str:
    """Return the report in its language."""
    wording = tenants.wording(report.programme, report.language)
    return _Page(report, WORDS[report.language], wording).whole()


@dataclass(frozen=True, slots=True)
class _Page:
    """A report, and the words in which it is told."""

    report: Report
    words: Mapping[str, str]
    wording: Wording

    def whole(self) -> str:
        """Return the page."""
        words, test = self.words, self.report.back_test
        title = f"{words['report']}: {test.name}"
        told = words["progress"].format(
            done=self.wording.number(test.orders_done),
            total=self.wording.number(test.orders_total),
            state=STATES[self.report.language][test.state],
        )
        body = family.content(
            element("h1", title),
            element("p", told),
            *(self._unit(each) for each in test.figures.units),
            *([self._tiers(test.figures.tiers)] if test.figures.tiers else []),
            element("p", words["note"], class_="note"),
            look="page wide",
        )
        head = element(
            "head",
            *family.preamble(title),
            element("link", rel="icon", href="data:,"),
            element("style", Markup(STYLE)),
        )
        html = element("html", head, element("body", body), lang=self.report.language)
        return f"<!doctype html>\n{html}"

    def _unit(self, unit: UnitFigures) -> Markup:
        words, code = self.words, unit.unit
        money = self.wording.money
        people = words["people"].format(
            winners=self.wording.number(unit.winners),
            losers=self.wording.number(unit.losers),
            unchanged=self.wording.number(unit.unchanged),
        )
        return element(
            "section",
            element("h2", self.wording.name(code)),
            element("p", people),
            self._table(
                ("", words["draft"], words["live"]),
                (
                    (words["given"], *self._both(code, unit)),
                    (words["cost"], money(unit.draft_cost), money(unit.live_cost)),
                ),
            ),
            *self._plots(code),
            element("h3", words["rules"]),
            self._rules(code),
            *self._people(words["winners"], self.report.winners, code),
            *self._people(words["losers"], self.report.losers, code),
        )

    def _plots(self, code: str) -> Iterable[Markup]:
        words, figures = self.words, self.report.back_test.figures
        months = [each for each in figures.months if each.unit == code]
        labels = [each.month for each in months]
        issued = [(each.draft_issued, each.live_issued) for each in months]
        left = [(each.draft_outstanding, each.live_outstanding) for each in months]
        for title, pairs in ((words["issued"], issued), (words["outstanding"], left)):
            truth, made = [live for _, live in pairs], [draft for draft, _ in pairs]
            series = [
                Series(name=words["live"], look="live", values=truth),
                Series(name=words["draft"], look="draft", values=made),
            ]
            keys = (
                element("span", each.name, class_=f"key {each.look}")
                for each in reversed(series)
            )
            yield element("h3", title)
            yield element("p", *keys, class_="legend")
            yield lines(title, labels, series, self._said(code))
            rows = (
                (month, *(self.wording.figure(each, code) for each in pair))
                for month, pair in zip(labels, pairs, strict=True)
            )
            heads = (words["month"], words["draft"], words["live"])
            yield element(
                "details", element("summary", title), self._table(heads, rows)
            )

    def _rules(self, code: str) -> Markup:
        rows = (
            (each.rule, *self._both(code, each))
            for each in self.report.back_test.figures.rules
            if each.unit == code
        )
        return self._table((self.words["rule"], *self._sides()), rows)

    def _people(
        self, title: str, affected: Iterable[Affected], code: str
    ) -> Iterable[Markup]:
        theirs = [each for each in affected if each.unit == code]
        if not theirs:
            return
        most = [(_short(each), each.difference) for each in theirs[:PLOTTED_MAX]]
        words, say = self.words, self._said(code)
        rows = (
            (each.customer_id, say(each.draft), say(each.live), say(each.difference))
            for each in theirs
        )
        heads = (words["customer"], *self._sides(), words["difference"])
        yield element("h3", title)
        yield bars(title, most, say)
        yield element("details", element("summary", title), self._table(heads, rows))

    def _tiers(self, moves: Sequence[TierFigures]) -> Markup:
        words, none, say = self.words, self.words["none"], self.wording.number
        moved = [
            (f"{each.live or none} → {each.draft or none}", each.customers)
            for each in moves
            if each.live != each.draft and each.customers is not None
        ]
        rows = (
            (
                *(each.live or none, each.draft or none),
                FEW if each.customers is None else say(each.customers),
            )
            for each in moves
        )
        plot = [bars(words["tiers"], moved, say)] if moved else []
        heads = (words["from"], words["to"], words["customers"])
        title = element("h2", words["tiers"])
        return element("section", title, *plot, self._table(heads, rows))

    def _said(self, code: str) -> Say:
        """Return how figures of a unit are written."""
        return lambda value: self.wording.figure(value, code)

    def _both(self, code: str, given: UnitFigures | RuleFigures) -> tuple[str, str]:
        say = self._said(code)
        return say(given.draft_issued), say(given.live_issued)

    def _sides(self) -> tuple[str, str]:
        return self.words["draft"], self.words["live"]

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
        named = (element("th", head, scope="col") for head in heads)
        told = (element("tr", *map(_cell, row)) for row in rows)
        return element(
            "table",
            element("thead", element("tr", *named)),
            element("tbody", *told),
        )


def _cell(value: str) -> Markup:
    if value.rstrip("%")[-1:].isdigit() and not value.startswith("cus_"):
        return element("td", value, class_="number")
    return element("td", value)


def _short(each: Affected) -> str:
    return joined((f"…{each.customer_id[-12:]}",))
