// The dashboard of a programme: what it gives, what it owes, and whom it has. It asks with a
// key that comes after `#key=`, or that somebody enters.
import { askBy, forget, h, handed, keep, language, Refused, show, tell } from "./desk.js";
import { campaigns } from "./dashboard.campaigns.js";
import { chances } from "./dashboard.chances.js";
import { heatMap, lifeCycles, segments, tiers } from "./dashboard.people.js";
import { byExpiry, byMonth, glance, lastMonths, told } from "./dashboard.points.js";
import { readTerms, terms } from "./dashboard.terms.js";
import { trials } from "./dashboard.trials.js";
import { WORDS } from "./dashboard.words.js";

const t = WORDS[language];
const TESTS = 5;
const CAMPAIGNS = 10;
const FIRST = "points";

function ask(path) {
  return askBy(handed("key"), "GET", path);
}

// What went wrong, and what can be done about it.
function fault(error, scope, again) {
  if (error instanceof Refused && error.status === 403) {
    return [h("p", null, t.lacks(scope))];
  }
  const button = h("button", { type: "button", class: "plain" }, t.again);
  button.addEventListener("click", again);
  return [h("p", null, t.failed), button];
}

// A part of the page, which loads by itself; whatever becomes of it, the others are shown.
function part(name, scope, load, look = "card") {
  const body = h("div", null);
  const fill = async () => {
    body.setAttribute("aria-busy", "true");
    body.replaceChildren(h("p", { class: "note" }, t.loading));
    let made;
    try {
      made = await load();
    } catch (error) {
      made = fault(error, scope, fill);
    }
    body.replaceChildren(...made.flat(Infinity).filter((each) => each ?? false));
    body.removeAttribute("aria-busy");
  };
  fill();
  const id = `of-${name}`;
  return h("section", { class: look, "aria-labelledby": id }, h("h2", { id }, t[name]), body);
}

// Ask once for several parts; what failed is asked again.
function once(work) {
  let asked;
  return () => {
    asked ??= work().catch((error) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

// What the books say: what is owed now, and what moved in the last months until then.
async function readBooks(programme, unit) {
  const liability = await ask("/v1/ledger/liability");
  const day = new Intl.DateTimeFormat("sv", { timeZone: programme.time_zone }).format(new Date(liability.as_of));
  const months = lastMonths(day);
  const { movements } = await ask(`/v1/ledger/movements?since=${months[0]}&until=${day}`);
  return told(unit, { programme, movements, liability, months });
}

// What the first campaigns brought.
async function uplifts() {
  const { campaigns: all } = await ask("/v1/holdouts");
  return Promise.all(all.slice(0, CAMPAIGNS).map((each) => ask(`/v1/holdouts/${each.campaign}/uplift`)));
}

function board(programme, unit) {
  const books = once(() => readBooks(programme, unit));
  const scores = once(() => ask("/v1/scoring/heat-map"));
  const tests = () => ask(`/v1/back-tests?limit=${TESTS}`);
  const key = handed("key");
  return [
    part("glance", "accounting:read", async () => glance(await books()), "card wide"),
    part("points", "accounting:read", async () => byMonth(await books()), "card wide"),
    part("expiry", "accounting:read", async () => byExpiry(await books()), "card wide"),
    part("rfm", "scoring:read", async () => heatMap(await scores())),
    part("cycles", "scoring:read", async () => lifeCycles(await scores())),
    part("chances", "scoring:read", async () => chances(await ask("/v1/scoring/models")), "card wide"),
    part("tiers", "tiers:read", async () => tiers(await ask("/v1/tiers/census"))),
    part("segments", "segments:read", async () => segments(await ask("/v1/segments"))),
    part("campaigns", "holdouts:read", async () => campaigns(await uplifts(), programme), "card wide"),
    part("terms", "accounting:read", async () => terms(await readTerms()), "card wide"),
    part("tests", "simulation:read", async () => trials(await tests(), unit, programme, key), "card wide"),
  ];
}

// Of which unit of value it tells, where there are several.
function choice(programme, chosen, place) {
  const named = programme.units.map((each) => h("option", { value: each.code, selected: each.code === chosen }, each.name));
  const field = h("select", { id: "unit" }, named);
  field.addEventListener("change", () => place.replaceChildren(...board(programme, field.value)));
  return h("div", { class: "row" }, h("label", { for: "unit" }, t.unit), field);
}

function open(programme) {
  const codes = programme.units.map((each) => each.code);
  const first = codes.includes(FIRST) ? FIRST : codes[0];
  const place = h("div", { class: "board" }, board(programme, first));
  const close = h("button", { type: "button", class: "plain" }, t.close);
  close.addEventListener("click", () => {
    forget("key");
    enter();
  });
  show(h("div", { class: "row apart" }, codes.length > 1 && choice(programme, first, place), close), place);
}

function enter() {
  const field = h("input", { id: "key", type: "password", autocomplete: "off", required: true, "aria-describedby": "hint" });
  const form = h(
    "form",
    { class: "card" },
    h("div", { class: "field" }, h("label", { for: "key" }, t.key), field, h("small", { id: "hint" }, t.hint)),
    h("button", { type: "submit" }, t.open),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep("key", field.value.trim());
    start();
  });
  show(form);
}

async function start() {
  tell("");
  try {
    const programme = await ask("/v1/programme");
    document.getElementById("shop").textContent = programme.name;
    open(programme);
  } catch (error) {
    const refused = error instanceof Refused;
    if (refused && error.status === 401) {
      forget("key");
      tell(t.unknown, true);
    } else {
      tell(refused && error.status === 403 ? t.lacks("programme:read") : t.failed, true);
    }
    enter();
  }
}

if (handed("key")) {
  start();
} else {
  enter();
}
