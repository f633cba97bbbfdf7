// The AVG desk: ask, show who you are, follow, and fetch the answer.
import {
  ask, askIfAllowed, customer, day, during, h, keep, language, moment, nameShop, NUMBERS,
  show, tell, tellFault,
} from "./desk.js";
import { WORDS } from "./privacy.words.js";

const t = WORDS[language];
const KINDS = ["access", "portability", "rectification", "objection", "restriction", "erasure"];
const ANSWERED = new Set(["ready", "delivered"]);
const OPEN = new Set(["identity_pending", "verified", "scheduled", "running", "failed", "ready", "cooling_off"]);
const BAD = new Set(["rejected", "expired"]);
const MOVING = new Set(["verified", "scheduled", "running", "key_destroyed", "propagating"]);
const SOON_MS = 2000;

// Whose desk it is, for who has no token: the shop links here with its own id.
const shop = new URLSearchParams(location.search).get("shop") ?? "";
const desk = `/v1/privacy/desk/${encodeURIComponent(shop)}/requests`;
let programme;

// What there is to ask, and a place for what only some of it needs.
function kinds(more) {
  const wish = h("textarea", { id: "wish", maxlength: 2000, rows: 4 });
  const label = h("label", { for: "wish" });
  const field = h("div", { class: "field", hidden: true }, label, wish);
  const about = h("div", { hidden: true }, more);
  const choose = (kind) => {
    label.textContent = t.wishes[kind] ?? "";
    field.hidden = !(kind in t.wishes);
    wish.required = kind === "rectification";
    about.hidden = kind !== "erasure";
  };
  const choices = KINDS.map((kind) =>
    h(
      "label",
      { class: "choice" },
      h("input", { type: "radio", name: "kind", value: kind, required: true, onchange: () => choose(kind) }),
      h("b", null, t.kinds[kind].title),
      h("span", null, t.kinds[kind].means),
    ),
  );
  return [h("fieldset", null, h("legend", null, t.what), choices), field, about];
}

function asked(form) {
  const said = new FormData(form);
  const wish = document.getElementById("wish");
  const body = { kind: said.get("kind"), language };
  if (!wish.closest("[hidden]") && wish.value.trim()) {
    body.wish = wish.value.trim();
  }
  return body;
}

function form(fields, words, send) {
  const button = h("button", { type: "submit" }, words);
  const made = h("form", null, fields, button);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    during(button, () => send(made), t.refusals);
  });
  return made;
}

// Without a token: an address, to which a code is sent.
function askAtDesk() {
  const field = h("input", { id: "email", name: "email", type: "email", required: true, autocomplete: "email", maxlength: 254 });
  const address = h(
    "div",
    { class: "field" },
    h("label", { for: "email" }, t.email),
    field,
    h("small", null, t.emailWhy),
  );
  show(
    form([kinds(h("p", { class: "note" }, t.erasing)), address], t.ask, async (made) => {
      const pending = await ask("POST", desk, { ...asked(made), email: field.value });
      showCode(pending, field.value);
    }),
  );
}

function digits(id, words) {
  const field = h("input", {
    id, inputmode: "numeric", pattern: "([0-9] *){6}", autocomplete: "one-time-code", class: "code",
  });
  return [field, h("div", { class: "field" }, h("label", { for: id }, words), field)];
}

function showCode(pending, email) {
  const [code, first] = digits("code", t.code);
  const [earlier, second] = digits("earlier", t.earlierCode);
  code.required = true;
  const other = h("details", null, h("summary", null, t.moved), second);
  const again = h("button", { type: "button", class: "link" }, t.startAgain);
  again.addEventListener("click", askAtDesk);
  show(
    h("h2", { tabindex: "-1" }, t.enter),
    h("p", null, t.sent.replace("{email}", email)),
    form([first, other], t.confirm, async () => {
      const [said, before] = [code, earlier].map((each) => each.value.replaceAll(" ", ""));
      const given = { code: said, ...(before && { earlier_code: before }) };
      const entered = await ask("POST", `${desk}/${pending.request_id}/answer`, given);
      if (!entered.passed) {
        tell(t.wrong, true);
        code.select();
        return;
      }
      keep("token", entered.token.token);
      tell(t.entered);
      await open();
    }),
    again,
  );
  code.focus();
}

// So many of a unit of value, given in its smallest parts, as the programme calls it.
function count(code, value) {
  const unit = programme?.units.find((each) => each.code === code);
  const noun = t.units[code]?.[Number(value !== 1)] ?? unit?.name ?? code;
  const digits = unit?.exponent ?? 0;
  const figure = (value / 10 ** digits).toLocaleString(language, { minimumFractionDigits: digits });
  return `${figure} ${noun}`;
}

// What there is of one, and what that is worth in others.
function amount({ unit, available, worth = {} }) {
  const others = Object.entries(worth).map((each) => count(...each));
  const told = count(unit, available);
  return others.length ? `${told} (= ${others.join(", ")})` : told;
}

// What somebody loses by being erased, as far as their token lets it be seen.
async function stakes(own) {
  const status = await askIfAllowed("GET", `${own}/status`);
  const held = (status?.balances ?? []).filter((each) => each.available + each.pending > 0);
  const list = h("ul", null, held.map((each) => h("li", null, amount(each))));
  return h(
    "div",
    { class: "card" },
    h("p", null, t.erasing),
    held.length > 0 && [h("p", null, t.held), list, h("p", { class: "note" }, t.spend)],
  );
}

function state(request) {
  const look = BAD.has(request.state) ? "mark bad" : ANSWERED.has(request.state) ? "mark good" : "mark";
  return h("span", { class: look }, t.states[request.state]);
}

// How much of a file there is already, while it is being made.
function progress({ id, state, progress }) {
  return (
    state === "running" &&
    h(
      "p",
      { class: "row" },
      h("progress", { max: 100, value: progress ?? 0, "aria-labelledby": id }),
      h("span", null, `${progress ?? 0} %`),
    )
  );
}

function path(own, request) {
  const list = h("ol", { class: "path" });
  const shown = h("details", null, h("summary", null, t.history), list);
  shown.addEventListener(
    "toggle",
    async () => {
      try {
        const { events } = await ask("GET", `${own}/events`);
        list.append(
          ...events.map((each) =>
            h("li", null, moment(each.at), h("br"), t.states[each.state], each.note && h("small", null, ` ${each.note}`)),
          ),
        );
      } catch (error) {
        tellFault(error);
      }
    },
    { once: true },
  );
  return shown;
}

function press(words, look, work) {
  const button = h("button", { type: "button", class: look }, words);
  button.addEventListener("click", () => during(button, work, t.refusals));
  return button;
}

async function fetchAnswer(own) {
  const link = await ask("POST", `${own}/link`);
  location.assign(`/v1/privacy/exports/${link.token}`);
  tell(t.fetching);
  setTimeout(() => open().catch(tellFault), SOON_MS);
}

// What is left goes to a pot or back to the shop: that can be changed until the end.
function leaving(own, told, pots) {
  const field = h(
    "select",
    { id: "leave" },
    h("option", { value: "" }, t.forfeit),
    pots.map((each) => h("option", { value: each.id, selected: each.id === told.donate_to }, t.donate.replace("{pot}", each.name))),
  );
  field.addEventListener("change", () =>
    during(field, async () => {
      await ask("POST", `${own}/erasure/leave`, { donate_to: field.value || null });
      tell(t.left);
    }, t.refusals),
  );
  return h("div", { class: "field" }, h("label", { for: field.id }, t.leave), field);
}

// What cannot be undone is asked twice.
function atOnce(own) {
  const first = h("button", { type: "button", class: "plain" }, t.now);
  const really = press(t.really, "", async () => {
    await ask("POST", `${own}/erasure/waive`, { wait: "cooling_off" });
    tell(t.waived);
    await open();
  });
  first.addEventListener("click", () => {
    first.replaceWith(really);
    really.focus();
  });
  return first;
}

async function erasure(own) {
  const [told, pots] = await Promise.all([
    ask("GET", `${own}/erasure`),
    askIfAllowed("GET", "/v1/pots?limit=20"),
  ]);
  if (!told.erase_at || told.destroyed_at) {
    return null;
  }
  const held = told.at_stake.filter((each) => each.available > 0);
  const open = (pots?.items ?? []).filter((each) => !each.closed_at);
  return [
    h("p", null, t.eraseAt[0], moment(told.erase_at), t.eraseAt[1]),
    told.held_until && h("p", null, t.heldUntil[0], day(told.held_until), t.heldUntil[1]),
    held.length > 0 && h("p", null, t.goes, " ", h("b", null, held.map(amount).join(", ")), "."),
    held.length > 0 && open.length > 0 && leaving(own, told, open),
    told.vouchers > 0 && h("p", null, t.vouchers.replace("{n}", NUMBERS.format(told.vouchers))),
    !told.waived.includes("cooling_off") && h("p", null, atOnce(own)),
  ];
}

async function card(request) {
  const own = `/v1/customers/${customer()}/privacy-requests/${request.id}`;
  const facts = [[t.askedOn, day(request.received_at)]];
  if (OPEN.has(request.state) || MOVING.has(request.state)) {
    facts.push([t.answerBy, day(request.due_at)]);
  }
  if (request.extended_at) {
    facts.push([t.extended, day(request.extended_at)]);
  }
  if (request.wish) {
    facts.push([t.wish, request.wish]);
  }
  if (request.note && request.state !== "duplicate") {
    facts.push([t.said, request.article ? `${request.note} (${t.article} ${request.article})` : request.note]);
  }
  const means = t.now_[request.state]?.[request.kind] ?? t.now_[request.state]?.any;
  const ready = ANSWERED.has(request.state);
  const more = request.kind === "erasure" && request.state === "cooling_off" && (await erasure(own));
  return h(
    "section",
    { class: "card", "aria-labelledby": request.id },
    h("div", { class: "row apart" }, h("h3", { id: request.id }, t.kinds[request.kind].title), state(request)),
    means && h("p", null, means),
    progress(request),
    h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", null, name), h("dd", null, value)])),
    more,
    ready && h("p", null, press(t.fetch, "", () => fetchAnswer(own))),
    path(own, request),
    OPEN.has(request.state) &&
      press(t.cancel, "link", async () => {
        await ask("POST", `${own}/cancel`);
        tell(t.cancelled);
        await open();
      }),
  );
}

let waiting;

async function open() {
  clearTimeout(waiting);
  const own = `/v1/customers/${customer()}`;
  programme = await nameShop();
  const [{ items }, at] = await Promise.all([
    ask("GET", `${own}/privacy-requests?limit=20`),
    stakes(own),
  ]);
  const cards = await Promise.all(items.map(card));
  const fields = kinds(at);
  show(
    items.length > 0 && [h("h2", null, t.yours), cards],
    h("h2", null, items.length ? t.more : t.begin),
    form(fields, t.ask, async (made) => {
      const body = { ...asked(made), customer_id: customer() };
      const request = await ask("POST", "/v1/privacy/requests", body);
      await open();
      tell(request.state === "duplicate" ? t.twice : t.received);
      document.querySelector("h2").scrollIntoView();
    }),
    h("p", null, h("a", { href: `/preferences?lang=${language}` }, t.preferences)),
  );
  if (items.some((each) => MOVING.has(each.state) && each.kind !== "rectification")) {
    waiting = setTimeout(() => follow(items), SOON_MS);
  }
}

// Look again until something has changed, without taking away what is being filled in.
async function follow(before) {
  try {
    const { items } = await ask("GET", `/v1/customers/${customer()}/privacy-requests?limit=20`);
    const seen = JSON.stringify(before.map(({ id, state, progress }) => [id, state, progress]));
    if (seen !== JSON.stringify(items.map(({ id, state, progress }) => [id, state, progress]))) {
      await open();
    } else {
      waiting = setTimeout(() => follow(items), SOON_MS);
    }
  } catch (error) {
    tellFault(error);
  }
}

if (customer()) {
  open().catch(tellFault);
} else if (shop) {
  askAtDesk();
} else {
  show(h("p", { class: "card" }, t.closed));
}
