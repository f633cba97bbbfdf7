// Whether everybody had the same terms, whatever is inferred of them.
import { askBy, h, handed, language, NUMBERS, Refused } from "./desk.js";
import { grid } from "./dashboard.plots.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const DAY = new Intl.DateTimeFormat(language, { dateStyle: "long" });
const SHARE = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 });

// What was found the last night, or nothing, if nobody has looked yet.
export async function readTerms() {
  const named = { documentId: document.getElementById("desk").dataset.terms };
  const { data, errors } = await askBy(handed("key"), "POST", "/graphql", named);
  if (errors) {
    const [{ message, extensions }] = errors;
    throw new Refused(extensions.code === "not_allowed" ? 403 : 500, { title: message });
  }
  return data.fairnessAudit;
}

export function terms(audit) {
  if (!audit) {
    return [h("p", null, t.notLooked)];
  }
  const differing = audit.checks.reduce((all, each) => all + each.differing, 0);
  const checks = audit.checks.map((each) => [t.checks[each.check.toLowerCase()], NUMBERS.format(each.lookedAt), NUMBERS.format(each.differing)]);
  const places = audit.lifeCycles.map((each) => [t.cycle[each.lifeCycle.toLowerCase()], NUMBERS.format(each.customers), SHARE.format(each.price)]);
  return [
    h("p", null, h("b", null, audit.fair ? t.fair : t.unfair(differing))),
    grid(t.terms, [t.check, t.looked, t.differing], checks),
    places.length > 0 && grid(t.stands, [t.stands, t.members, t.paid], places),
    h("p", { class: "note" }, t.lookedAt(DAY.format(new Date(audit.asOf)))),
  ];
}
