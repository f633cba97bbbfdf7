// What was tried on the shop's own orders, and what came of it.
import { during, h, language, NUMBERS, Refused } from "./desk.js";
import { legend, lines, grid } from "./dashboard.plots.js";
import { money, monthLabel, writing } from "./dashboard.points.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];

// The report is a page that needs nothing besides itself: it is handed over as a file.
async function save(test, key) {
  const path = `/v1/back-tests/${test.id}/report?language=${language}`;
  const answer = await fetch(path, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) {
    throw new Refused(answer.status, {});
  }
  const href = URL.createObjectURL(await answer.blob());
  h("a", { href, download: `${test.name}.html` }).click();
  URL.revokeObjectURL(href);
}

function row(test, unit, programme, key) {
  const { say } = writing(unit, programme);
  const figures = test.figures.units.find((each) => each.unit === unit);
  const button = h("button", { type: "button", class: "link", "aria-label": `${t.report}: ${test.name}` }, t.report);
  button.addEventListener("click", () => during(button, () => save(test, key)));
  const of = test.orders_total || 1;
  const state = test.state === "running" ? `${Math.floor((test.orders_done / of) * 100)} %` : t.state[test.state];
  const both = (one, other) => [h("b", null, one), h("small", { class: "under" }, other)];
  return [
    [test.name, " ", h("span", { class: "mark" }, state)],
    figures ? both(say(figures.draft_issued), say(figures.live_issued)) : "–",
    figures ? both(money(figures.draft_cost, programme), money(figures.live_cost, programme)) : "–",
    figures ? NUMBERS.format(figures.winners) : "–",
    figures ? NUMBERS.format(figures.losers) : "–",
    button,
  ];
}

function plot(test, unit, programme) {
  const months = test.figures.months.filter((each) => each.unit === unit);
  if (months.length < 2) {
    return [];
  }
  const series = [
    { look: "live", values: months.map((each) => each.live_issued) },
    { look: "draft", values: months.map((each) => each.draft_issued) },
  ];
  const labels = months.map((each) => monthLabel(each.month));
  return [
    h("h3", null, test.name),
    legend(["draft", t.draft], ["live", t.live]),
    lines(t.testPlot(test.name), labels, series, writing(unit, programme).of),
  ];
}

export function trials({ items }, unit, programme, key) {
  if (!items.length) {
    return [h("p", null, t.noTests)];
  }
  const heads = [t.test, t.given, t.cost, t.gain, t.lose, ""];
  const rows = items.map((each) => row(each, unit, programme, key));
  const newest = items.find((each) => each.state === "finished") ?? items[0];
  return [...plot(newest, unit, programme), grid(t.tests, heads, rows), h("p", { class: "note" }, t.figuresAre)];
}
