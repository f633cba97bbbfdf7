// The preference centre: what a customer's data may be used for, and how they are reached.
import {
  ask, askIfAllowed, customer, day, during, h, language, moment, nameShop, Refused,
  show, tell, tellFault,
} from "./desk.js";
import { WORDS } from "./preferences.words.js";

const t = WORDS[language];
const YES = new Set(["given", "renewed"]);
const NO = new Set(["withdrawn", "refused", "invalidated", "expired"]);
const FIXED = new Set(["contract", "legal_obligation"]);
const OBJECTIONS = ["marketing", "profiling", "sharing"];
const CONTACT = "contact_by";

const id = customer();
const own = `/v1/customers/${id}`;
let consents;
const switches = [];

function heldOf({ purpose }, channel) {
  return consents.consents.find((each) => each.purpose === purpose && each.channel === channel);
}

// As the platform decides it: consent must be there, on other grounds no "no".
function isOn(purpose, channel) {
  const held = heldOf(purpose, channel);
  if (purpose.basis !== "consent") {
    return !NO.has(held?.state);
  }
  const needed = purpose.notice_needed ?? 0;
  return YES.has(held?.state) && (held.notice_version ?? 0) >= needed;
}

function stateOf(purpose, channel) {
  const held = heldOf(purpose, channel);
  if (!held) {
    return purpose.basis === "consent" ? t.never : t.unopposed;
  }
  if (YES.has(held.state) && !isOn(purpose, channel)) {
    return t.changed;
  }
  const [before, after = ""] = t.states[held.state].split("{day}");
  return h("span", null, before, day(held.since), after);
}

function refresh() {
  for (const { box, state, purpose, channel } of switches) {
    box.checked = isOn(purpose, channel);
    state.replaceChildren(stateOf(purpose, channel));
  }
}

async function say(purpose, channel, yes) {
  const state = yes ? (purpose.opt_in === "double" ? "requested" : "given") : "withdrawn";
  const said = { purpose: purpose.purpose, channel, state, method: "preference_centre" };
  if (state === "given" && purpose.notice_version) {
    said.notice_version = purpose.notice_version;
    said.language = language;
  }
  consents = await ask("PUT", `${own}/consents`, { consents: [said] }, consents.version);
  tell(state === "requested" ? t.confirm : yes ? t.on : t.off);
}

// What was said elsewhere meanwhile is shown, and not overwritten.
async function freshly(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused && error.status === 412)) {
      throw error;
    }
    consents = await ask("GET", `${own}/consents`);
    tell(t.stale, true);
  }
  refresh();
}

function toggle(purpose, channel) {
  const name = purpose.channels.length ? t.channels[channel] : t.allow;
  const state = h("small");
  const box = h("input", {
    type: "checkbox",
    role: "switch",
    "aria-label": `${purpose.name[language]}: ${name}`,
  });
  box.addEventListener("change", async () => {
    await during(box, () => freshly(() => say(purpose, channel, box.checked)));
    refresh();
    box.focus();
  });
  switches.push({ box, state, purpose, channel });
  return h("label", { class: "switch" }, h("span", null, name, state), box);
}

function card(purpose, notice) {
  const named = `of-${purpose.purpose}`;
  return h(
    "section",
    { class: "card", "aria-labelledby": named },
    h("h3", { id: named }, purpose.name[language]),
    h("p", { class: "note" }, t.bases[purpose.basis]),
    notice && h("p", { class: "says" }, notice.text[language]),
    !FIXED.has(purpose.basis) &&
      (purpose.channels.length ? purpose.channels : ["all"]).map((each) => toggle(purpose, each)),
  );
}

function refusal(objection) {
  const button = h("button", { type: "button", class: "plain" }, t.objections[objection]);
  button.addEventListener("click", () =>
    during(button, async () => {
      const said = { objection, method: "preference_centre" };
      consents = await ask("POST", `${own}/objections`, said);
      refresh();
      tell(t.objected[objection]);
    }),
  );
  return button;
}

function choice(label, options, chosen, save) {
  const field = h("select", { id: `choose-${label}` });
  for (const [value, name] of Object.entries(options)) {
    field.append(h("option", { value, selected: value === chosen }, name));
  }
  field.addEventListener("change", () =>
    during(field, async () => {
      await save(field.value);
      tell(t.saved);
    }),
  );
  return h("div", { class: "field" }, h("label", { for: field.id }, t[label]), field);
}

function contact(profile, preferences) {
  const fields = [];
  if (profile) {
    const spoken = (profile.locale ?? language).slice(0, 2);
    fields.push(
      choice("language", t.languages, spoken, async (value) => {
        profile = await ask("PUT", `${own}/locale`, { locale: value }, profile.version);
      }),
    );
  }
  if (preferences) {
    const held = preferences.preferences.find((each) => each.name === CONTACT);
    fields.push(
      choice("contact", t.contacts, held?.value ?? "", async (value) => {
        const wish = { preferences: { [CONTACT]: value || null } };
        await ask("PATCH", `${own}/preferences`, wish);
      }),
    );
  }
  return fields.length && [h("h2", null, t.reach), h("div", { class: "card" }, fields)];
}

function telling(preference) {
  const value = [preference.value].flat().join(", ");
  const button = h("button", { type: "button", class: "link" }, t.forget);
  button.setAttribute("aria-label", `${t.forget}: ${preference.name}`);
  const row = h(
    "li",
    { class: "row apart" },
    h("span", null, h("b", null, preference.name.replaceAll("_", " ")), `: ${value}`),
    button,
  );
  button.addEventListener("click", () =>
    during(button, async () => {
      const wish = { preferences: { [preference.name]: null } };
      await ask("PATCH", `${own}/preferences`, wish);
      row.remove();
      tell(t.forgotten);
    }),
  );
  return row;
}

function told(preferences) {
  const others = (preferences?.preferences ?? []).filter((each) => each.name !== CONTACT);
  return (
    others.length > 0 && [
      h("h2", null, t.told),
      h("div", { class: "card" }, h("ul", { class: "bare" }, others.map(telling))),
    ]
  );
}

// The signed receipt of something that was said, as a file to keep.
async function keep({ id: event }) {
  const receipt = await ask("GET", `${own}/consents/${event}/receipt`);
  const file = new Blob([JSON.stringify(receipt, null, 2)], { type: "application/ld+json" });
  const link = h("a", { href: URL.createObjectURL(file), download: `${event}.jsonld` });
  link.click();
  URL.revokeObjectURL(link.href);
  tell(t.kept);
}

function past(purposes) {
  const names = Object.fromEntries(purposes.map((each) => [each.purpose, each.name[language]]));
  const list = h("ol", { class: "path" });
  const more = h("button", { type: "button", class: "link", hidden: true }, t.earlier);
  let after = "";
  const load = async () => {
    const page = await ask("GET", `${own}/consents/events?limit=20${after}`);
    for (const each of page.items) {
      const what = `${names[each.purpose] ?? each.purpose}, ${t.channels[each.channel]}: `;
      const line = h("li", null, moment(each.effective_at), h("br"), what);
      line.append(`${t.became[each.state]} (${t.methods[each.method]}) `);
      const receipt = h("button", { type: "button", class: "link" }, t.receipt);
      receipt.addEventListener("click", () => during(receipt, () => keep(each)));
      line.append(receipt);
      list.append(line);
    }
    after = `&after=${page.next}`;
    more.hidden = !page.next;
    if (!list.children.length) {
      list.replaceWith(h("p", { class: "note" }, t.nothing));
    }
  };
  more.addEventListener("click", () => during(more, load));
  const shown = h("details", null, h("summary", null, t.past), list, more);
  shown.addEventListener("toggle", () => load().catch(tellFault), { once: true });
  return shown;
}

async function open() {
  const [{ purposes }, profile, preferences] = await Promise.all([
    ask("GET", "/v1/purposes"),
    askIfAllowed("GET", own),
    askIfAllowed("GET", `${own}/preferences`),
    nameShop(),
  ]);
  consents = await ask("GET", `${own}/consents`);
  const notices = await Promise.all(
    purposes.map(
      ({ purpose, notice_version: version }) =>
        version && ask("GET", `/v1/purposes/${purpose}/notices/${version}`),
    ),
  );
  const kinds = new Set(purposes.map((each) => each.kind));
  const refusals = OBJECTIONS.filter((each) => kinds.has(each)).map(refusal);
  show(
    h("h2", null, t.uses),
    purposes.length ? purposes.map((each, place) => card(each, notices[place])) : h("p", null, t.none),
    refusals.length > 0 && [
      h("h2", null, t.stop),
      h("p", { class: "note" }, t.stopping),
      h("div", { class: "row" }, refusals),
    ],
    contact(profile, preferences),
    told(preferences),
    h("h2", null, t.more),
    past(purposes),
    h("p", null, h("a", { href: `/privacy?lang=${language}` }, t.privacy)),
  );
  refresh();
}

if (id) {
  open().catch(tellFault);
} else {
  show(h("p", { class: "card" }, t.closed));
}
