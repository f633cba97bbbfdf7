// What campaigns brought, compared with customers whom they left alone.
import { h, language, NUMBERS } from "./desk.js";
import { grid } from "./dashboard.plots.js";
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

export function campaigns(all, programme) {
  if (!all.length) {
    return [h("p", null, t.noCampaigns)];
  }
  const heads = [t.campaign, t.treated, t.control, t.buy, t.spend];
  return [grid(t.campaigns, heads, all.map((each) => row(each, programme))), h("p", { class: "note" }, t.upliftSays)];
}
