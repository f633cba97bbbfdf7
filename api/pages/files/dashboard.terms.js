// Whether everybody had the same terms, whatever is inferred of them.
import { h, language, NUMBERS, Refused } from "./desk.js";
import { grid } from "./dashboard.plots.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const NOT_FOUND = 404;
const DAY = new Intl.DateTimeFormat(language, { dateStyle: "long" });
const SHARE = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 });

// What was found the last night, or nothing, if nobody has looked yet.
export async function readTerms(ask) {
  try {
    return await ask("/v1/fairness/audit");
  } catch (error) {
    if (error instanceof Refused && error.status === NOT_FOUND) {
      return null;
    }
    throw error;
  }
}

export function terms(audit) {
  if (!audit) {
    return [h("p", null, t.notLooked)];
  }
  const differing = audit.checks.reduce((all, each) => all + each.differing, 0);
  const checks = audit.checks.map((each) => [t.checks[each.check], NUMBERS.format(each.looked_at), NUMBERS.format(each.differing)]);
  const places = audit.life_cycles.map((each) => [t.cycle[each.life_cycle], NUMBERS.format(each.customers), SHARE.format(each.price)]);
  return [
    h("p", null, h("b", null, audit.fair ? t.fair : t.unfair(differing))),
    grid(t.terms, [t.check, t.looked, t.differing], checks),
    places.length > 0 && grid(t.stands, [t.stands, t.members, t.paid], places),
    h("p", { class: "note" }, t.lookedAt(DAY.format(new Date(audit.as_of)))),
  ];
}
