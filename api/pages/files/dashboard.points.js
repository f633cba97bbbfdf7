// What customers are given, spend and lose, month by month, and what they hold.
import { h, language } from "./desk.js";
import { columns, legend, lines, table } from "./dashboard.plots.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const HELD = new Set(["customer.available", "customer.pending", "customer.held"]);
const MONTHS = 12;
const MONTH = new Intl.DateTimeFormat(language, { month: "short", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
const YEAR = new Intl.DateTimeFormat(language, { year: "2-digit", timeZone: "UTC" });

// The first of each of the last twelve months, as of a day of the shop's.
export function lastMonths(today) {
  const [year, month] = today.split("-").map(Number);
  return Array.from({ length: MONTHS }, (_, place) =>
    new Date(Date.UTC(year, month - MONTHS + place, 1)).toISOString().slice(0, 10));
}

export function monthName(month) {
  return LONG.format(new Date(month));
}

// A short one, for a plot, which says in which year it is where one begins.
export function monthLabel(month) {
  const at = new Date(month);
  return at.getUTCMonth() ? MONTH.format(at).replace(".", "") : `’${YEAR.format(at)}`;
}

// What a unit of value is written as: its figures, and how many of the smallest make one.
export function writing(code, programme) {
  const unit = programme.units.find((each) => each.code === code);
  const places = unit?.exponent ?? 0;
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  const numbers = new Intl.NumberFormat(language, digits);
  const of = 10 ** places;
  return { of, say: (value) => numbers.format(value / of), name: unit?.name ?? code };
}

export function money(minor, { currency }) {
  const written = new Intl.NumberFormat(language, { style: "currency", currency });
  return written.format(minor / 10 ** written.resolvedOptions().maximumFractionDigits);
}

// Month by month what came to which side of the books, as accounting closes a month.
function monthly(movements, code, months, outstanding) {
  const found = new Map(months.map((month) => [month, { month, issued: 0, redeemed: 0, expired: 0, change: 0 }]));
  for (const { unit, month, debit, credit, amount } of movements) {
    const at = found.get(month);
    if (unit === code && at) {
      const net = (...sides) => amount * (sides.includes(credit) - sides.includes(debit));
      at.issued -= net("issue");
      at.redeemed += net("redeemed", "donated");
      at.expired += net("breakage");
      at.change += net(...HELD);
    }
  }
  let held = outstanding;
  return [...found.values()].reverse().map((each) => {
    const told = { ...each, held };
    held -= each.change;
    return told;
  }).reverse();
}

function tile(name, figure, ...more) {
  return h("div", { class: "tile" }, h("dt", null, name), h("dd", null, h("b", null, figure), more.map((each) => each && h("small", null, each))));
}

export function glance({ owed, written, rows, programme }) {
  const { say } = written;
  const now = rows.at(-1);
  const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const lapsing = owed?.expected_breakage ?? null;
  return [
    h(
      "dl",
      { class: "tiles" },
      tile(t.outstanding, say(owed?.outstanding ?? 0), owed?.value != null && t.worth(money(owed.value, programme))),
      lapsing === null
        ? tile(t.lapsing, "–", t.untold)
        : tile(t.lapsing, say(lapsing), owed.outstanding > 0 && t.share(percents.format(lapsing / owed.outstanding))),
      tile(t.issued, say(now.issued)),
      tile(t.redeemed, say(now.redeemed)),
      tile(t.expired, say(now.expired)),
    ),
  ];
}

export function byMonth({ rows, written: { say, of } }) {
  const names = [t.given, t.redeemedIn, t.expiredIn];
  const plotted = rows.map(({ month, issued, redeemed, expired }) => {
    const part = (look, name, value) => ({ look, value, says: `${monthName(month)}: ${name} ${say(value)}` });
    return {
      label: monthLabel(month),
      up: [part("issued", names[0], issued)],
      down: [part("redeemed", names[1], redeemed), part("expired", names[2], expired)],
    };
  });
  const cells = rows.map(({ month, issued, redeemed, expired, held }) =>
    [monthName(month), ...[issued, redeemed, expired, held].map(say)]);
  return [
    legend(["issued", names[0]], ["redeemed", names[1]], ["expired", names[2]]),
    columns(t.pointsPlot, plotted, of),
    h("h3", null, t.held),
    lines(t.held, rows.map((row) => monthLabel(row.month)), [{ look: "held", values: rows.map((row) => row.held) }], of),
    table(t.figures, [t.month, ...names, t.heldThen], cells),
  ];
}

export function byExpiry({ owed, written: { say, of } }) {
  const months = owed?.expiring ?? [];
  const named = (month) => (month ? monthName(month) : t.never);
  const plotted = months.map(({ month, outstanding, expected_breakage: lapse }) => {
    const part = (look, name, value) => ({ look, value, says: `${named(month)}: ${name} ${say(value)}` });
    return {
      label: month ? monthLabel(month) : t.never,
      up: lapse === null
        ? [part("held", t.holds, outstanding)]
        : [part("kept", t.kept, outstanding - lapse), part("expired", t.lapse, lapse)],
    };
  });
  const cells = months.map(({ month, outstanding, expected_breakage: lapse }) =>
    [named(month), say(outstanding), lapse === null ? "–" : say(lapse)]);
  const told = months.some((each) => each.expected_breakage !== null);
  return [
    told ? legend(["kept", t.kept], ["expired", t.lapse]) : h("p", { class: "note" }, t.untold),
    columns(t.expiryPlot, plotted, of),
    told && h("p", { class: "note" }, t.basis),
    table(t.figures, [t.month, t.holds, t.lapses], cells),
  ];
}

// All that these parts tell of a unit of value.
export function told(code, { programme, movements, liability, months }) {
  const owed = liability.units.find((each) => each.unit === code);
  const rows = monthly(movements, code, months, owed?.outstanding ?? 0);
  return { owed, rows, programme, written: writing(code, programme) };
}
