// Who the customers are: their tiers, how lately and often they buy, and their segments.
import { h, language, NUMBERS } from "./desk.js";
import { bar, grid } from "./dashboard.plots.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const GRADES = [1, 2, 3, 4, 5];
// Cells are narrow.
const SHORT = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 0 });
const LONG_MAX = 99_999;

// How many, and how much of the most that is.
function counted(customers, most, few = t.few) {
  return customers === null
    ? h("span", { class: "note" }, few)
    : h("span", { class: "counted" }, bar(customers / most), NUMBERS.format(customers));
}

const mostOf = (values) => Math.max(...values.map((each) => each ?? 0), 1);

export function tiers({ tiers: all }) {
  if (!all.length) {
    return [h("p", null, t.noTiers)];
  }
  const most = mostOf(all.map((each) => each.members));
  const rows = all.map((each) =>
    [each.names[language], NUMBERS.format(each.threshold), counted(each.members, most)]);
  return [grid(t.tiers, [t.tier, t.from, t.members], rows)];
}

export function heatMap({ cells, left_out: leftOut }) {
  if (!cells.length) {
    return [h("p", null, t.nobody)];
  }
  const most = mostOf(cells.map((each) => each.customers));
  const cell = (recency, frequency) => {
    const found = cells.find((each) => each.recency === recency && each.frequency === frequency);
    const heat = found ? Math.ceil((found.customers / most) * 5) : 0;
    return h("td", { class: `heat h${heat}` }, found ? (found.customers > LONG_MAX ? SHORT : NUMBERS).format(found.customers) : "·");
  };
  const named = (scope, name, grade) => h("th", { scope, "aria-label": `${name}: ${grade}` }, String(grade));
  const head = h("tr", null, h("td"), GRADES.map((grade) => named("col", t.frequency, grade)));
  const body = [...GRADES].reverse().map((recency) =>
    h("tr", null, named("row", t.recency, recency), GRADES.map((frequency) => cell(recency, frequency))));
  return [
    h("p", { class: "note" }, t.rfmSays),
    h("table", { class: "heats" }, h("caption", null, `↓ ${t.recency} → ${t.frequency}`), h("thead", null, head), h("tbody", null, body)),
    leftOut !== null && h("p", { class: "note" }, t.leftOut(NUMBERS.format(leftOut))),
  ];
}

export function lifeCycles({ life_cycles: all }) {
  if (!all.length) {
    return [h("p", null, t.nobody)];
  }
  const most = mostOf(all.map((each) => each.customers));
  const ordered = [...all].sort((one, other) => other.customers - one.customers);
  const rows = ordered.map((each) => [t.cycle[each.life_cycle], counted(each.customers, most)]);
  return [grid(t.cycles, ["", t.members], rows)];
}

export function segments({ segments: all }) {
  const active = all.filter((each) => each.status === "active");
  if (!active.length) {
    return [h("p", null, t.noSegments)];
  }
  const most = mostOf(active.map((each) => each.members));
  const rows = active.map((each) => [
    [each.names[language], each.uses_scores && [" ", h("span", { class: "mark" }, t.inferred)]],
    counted(each.members, most, each.applied_at ? t.few : t.soon),
  ]);
  return [grid(t.segments, [t.segment, t.members], rows)];
}
