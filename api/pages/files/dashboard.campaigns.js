// What campaigns brought, compared with customers whom they left alone.
import { h, language, NUMBERS } from "./desk.js";
import { grid, intervals } from "./dashboard.plots.js";
import { money } from "./dashboard.points.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const POINTS = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });

// What one treated customer does more than one left alone, and where the truth may lie.
function effect(effects, measure, write) {
  const found = effects.find((each) => each.measure === measure);
  if (!found) {
    return "–";
  }
  const between = t.between(write(found.low), write(found.high));
  return [h("b", null, write(found.effect)), h("small", { class: "under" }, between)];
}

function row({ campaign, treated, control, enough, effects }, programme) {
  const people = (count) => (count === null ? t.few : NUMBERS.format(count));
  const bought = effects.find((each) => each.measure === "bought");
  const verdict = enough && bought ? t.verdict[bought.verdict] : t.tooFew;
  const amount = (value) => `${value > 0 ? "+" : ""}${money(Math.round(value), programme)}`;
  return [
    [campaign, " ", h("span", { class: "mark" }, verdict)],
    people(treated),
    people(control),
    effect(effects, "bought", (value) => POINTS.format(value)),
    effect(effects, "amount", amount),
  ];
}

// How many more of a hundred buy, of the campaigns of which that can be told.
function plot(all) {
  const told = all.filter((each) => each.enough).map(({ campaign, effects }) => {
    const { low, high, effect: value } = effects.find((each) => each.measure === "bought");
    const says = `${campaign}: ${POINTS.format(value)}, ${t.between(POINTS.format(low), POINTS.format(high))}`;
    return { label: campaign, low: 100 * low, value: 100 * value, high: 100 * high, says };
  });
  return told.length ? [h("h3", null, `${t.buy} (%)`), intervals(`${t.buy}: ${told.map((each) => each.says).join("; ")}`, told, 1)] : [];
}

export function campaigns(all, programme) {
  if (!all.length) {
    return [h("p", null, t.noCampaigns)];
  }
  const heads = [t.campaign, t.treated, t.control, t.buy, t.spend];
  return [...plot(all), grid(t.campaigns, heads, all.map((each) => row(each, programme))), h("p", { class: "note" }, t.upliftSays)];
}
