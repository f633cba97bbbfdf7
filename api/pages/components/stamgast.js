// <stamgast-status>, <stamgast-challenge>, <stamgast-rewards>, <stamgast-vouchers>,
// <stamgast-recommendations>, <stamgast-banner> and <stamgast-consent>: what a customer has, can do, can have,
// may like and agrees to, on the pages of their shop. One file, no framework.
//
//   import { connect } from "https://…/components/stamgast.js";
//   connect({ token: async () => (await fetch("/my-server/stamgast-token")).text() });
//
// Colours and shapes follow from --stamgast-* (accent, on-accent, ink, quiet, surface, line,
// round, font), and every part can be styled by ::part(). The language is that of the
// nearest `lang`, Dutch or English.
const WORDS = {
  en: {
    loading: "One moment…",
    failed: "This cannot be shown now.",
    again: "Try again",
    status: "Your status",
    of: (tier) => `You are ${tier}`,
    pending: (n) => `${n} on their way`,
    arriving: (n, day) => `${n} arrive on ${day}`,
    expiring: (n, day) => `${n} expire on ${day}`,
    debt: (n) => `${n} to be made up for`,
    missing: (n, name) => `${n} to go to ${name}`,
    reached: "You have reached everything there is to reach.",
    keeping: (n, day) => `${n} more by ${day} to stay`,
    challenge: "Your challenges",
    join: "Join",
    leave: "Leave",
    joined: (name) => `You take part in “${name}”.`,
    quit: (name) => `You take no part in “${name}” any more.`,
    rewards: "Your rewards",
    free: "Free",
    take: "Get it",
    sure: (name, price) => `Get “${name}” for ${price}?`,
    no: "No",
    left: (n) => `${n} left`,
    taken: (name) => `“${name}” is yours.`,
    refused: "That did not work; nothing was changed.",
    none: "Nothing here yet.",
    vouchers: "Your vouchers",
    until: (day) => `until ${day}`,
    copy: "Copy",
    copied: "Copied.",
    states: { issued: "to be used", reserved: "in your basket", used: "used", expired: "expired", void: "withdrawn" },
    recommendations: "For you",
    favourites: "Your favourites on offer",
    popular: "What everybody buys",
    stop: "Do not use my data for this",
    really: "Show what everybody buys instead, and forget what was inferred of you?",
    yes: "Yes, stop",
    stopped: "Stopped. Your preferences say so, too.",
    consent: "What we may do",
    channels: { all: "I agree", email: "by e-mail", sms: "by text message", chat: "by chat", push: "by notification", phone: "by telephone", post: "by post" },
    saved: "Saved.",
    stale: "This was changed elsewhere; so it stands now.",
  },
  nl: {
    loading: "Een ogenblik…",
    failed: "Dit kan nu niet worden getoond.",
    again: "Opnieuw proberen",
    status: "Je status",
    of: (tier) => `Je bent ${tier}`,
    pending: (n) => `${n} onderweg`,
    arriving: (n, day) => `${n} komen op ${day}`,
    expiring: (n, day) => `${n} verlopen op ${day}`,
    debt: (n) => `${n} nog goed te maken`,
    missing: (n, name) => `nog ${n} tot ${name}`,
    reached: "Je hebt alles bereikt wat er te bereiken is.",
    keeping: (n, day) => `nog ${n} vóór ${day} om te blijven`,
    challenge: "Je uitdagingen",
    join: "Doe mee",
    leave: "Stop",
    joined: (name) => `Je doet mee met “${name}”.`,
    quit: (name) => `Je doet niet meer mee met “${name}”.`,
    rewards: "Je beloningen",
    free: "Gratis",
    take: "Kies",
    sure: (name, price) => `“${name}” voor ${price}?`,
    no: "Nee",
    left: (n) => `nog ${n} over`,
    taken: (name) => `“${name}” is van jou.`,
    refused: "Dat lukte niet; er is niets veranderd.",
    none: "Hier is nog niets.",
    vouchers: "Je vouchers",
    until: (day) => `tot en met ${day}`,
    copy: "Kopieer",
    copied: "Gekopieerd.",
    states: { issued: "te gebruiken", reserved: "in je mandje", used: "gebruikt", expired: "verlopen", void: "ingetrokken" },
    recommendations: "Voor jou",
    favourites: "Je favorieten in de aanbieding",
    popular: "Wat iedereen koopt",
    stop: "Gebruik mijn gegevens hier niet voor",
    really: "Voortaan tonen wat iedereen koopt, en vergeten wat er over je is afgeleid?",
    yes: "Ja, stop",
    stopped: "Gestopt. Bij je voorkeuren staat het ook.",
    consent: "Wat we mogen doen",
    channels: { all: "Ik vind dit goed", email: "per e-mail", sms: "per sms", chat: "per chat", push: "met een melding", phone: "per telefoon", post: "per post" },
    saved: "Opgeslagen.",
    stale: "Dit is ergens anders veranderd; zo staat het nu.",
  },
};

// The units that every programme may have, as the two languages call them.
const NOUNS = {
  en: { points: ["point", "points"], stamps: ["stamp", "stamps"], tickets: ["ticket", "tickets"] },
  nl: { points: ["punt", "punten"], stamps: ["stempel", "stempels"], tickets: ["lot", "loten"] },
};

const LOOK = new CSSStyleSheet();
LOOK.replaceSync(`
:host{--a:var(--stamgast-accent,light-dark(#7a3b12,#f0a978));--oa:var(--stamgast-on-accent,light-dark(#fff,#221206));
--i:var(--stamgast-ink,light-dark(#1f1c18,#ebe7e0));--q:var(--stamgast-quiet,light-dark(#655f56,#aca597));
--s:var(--stamgast-surface,light-dark(#fff,#201e1a));--l:var(--stamgast-line,light-dark(#e0d9cc,#3a3630));
--e:light-dark(#8d8575,#7f786a);--r:var(--stamgast-round,.625rem);background:var(--s);border:1px solid var(--l);border-radius:var(--r);color:var(--i);
color-scheme:inherit;display:block;font:var(--stamgast-font,1rem/1.5 system-ui,sans-serif);overflow-wrap:break-word;padding:1rem 1.125rem}
:host([hidden]){display:none}*{box-sizing:border-box}
h2{font-size:1.0625rem;line-height:1.3;margin:0 0 .75rem}p{margin:0 0 .5rem}div+[part=balance],small+[part=balance]{margin-top:1rem}ul{list-style:none;margin:0;padding:0}
li{border-top:1px solid var(--l);padding:.75rem 0}li:first-child{border:0;padding-top:0}li:last-child{padding-bottom:0}
small{color:var(--q);display:block;font-size:.875rem}img{max-width:100%}.row{align-items:center;display:flex;flex-wrap:wrap;gap:.25rem .75rem;justify-content:space-between}
.row>:first-child{flex:1 1 8rem}.big{font-size:1.75rem;font-variant-numeric:tabular-nums;font-weight:650;line-height:1.2}.big small{display:inline;font-size:1rem;font-weight:400}
progress{accent-color:var(--a);appearance:none;background:var(--l);border:0;border-radius:1rem;display:block;height:.5rem;margin:.5rem 0 .25rem;overflow:hidden;width:100%}
progress::-webkit-progress-bar{background:var(--l)}progress::-webkit-progress-value{background:var(--a);border-radius:1rem}progress::-moz-progress-bar{background:var(--a)}
button{background:var(--a);border:1px solid var(--a);border-radius:var(--r);color:var(--oa);cursor:pointer;font:inherit;font-weight:600;min-height:2.75rem;padding:.4rem 1rem}
a{color:var(--a);font-weight:600}.link{background:none;border:0;color:var(--q);font-size:.875rem;font-weight:400;margin-top:.5rem;padding:.4rem 0;text-align:start;text-decoration:underline}
button.plain{background:none;border-color:var(--e);color:var(--i)}button[disabled]{cursor:default;opacity:.55}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}code{font:600 1rem ui-monospace,monospace;letter-spacing:.03em}
label{align-items:center;cursor:pointer;display:flex;gap:.6rem;min-height:2.75rem}input{accent-color:var(--a);height:1.25rem;margin:0;width:1.25rem}
[role=status]:not(:empty){color:var(--a);font-weight:600;margin:.75rem 0 0}
`);

let api = new URL(import.meta.url).origin;
let supply;
let held;

// Say where the platform is, if not where this file is from, and how to get a token: one,
// or what returns one whenever the last has expired.
export function connect(given) {
  api = given.api ?? api;
  supply = typeof given.token === "function" ? given.token : () => given.token;
  held = undefined;
  refresh();
}

// Have all components ask again, as after an order.
export function refresh() {
  dispatchEvent(new Event("stamgast:changed"));
}

class Refused extends Error {
  constructor(status, said) {
    super(said.title ?? String(status));
    this.status = status;
  }
}

// The token that all ask with; one that could not be had is asked for again.
function bearer() {
  if (!held) {
    const asked = (held = Promise.resolve().then(supply));
    asked.catch(() => drop(asked));
  }
  return held;
}

// Others may have come by a newer one meanwhile.
function drop(used) {
  if (held === used) {
    held = undefined;
  }
}

async function ask(method, path, body, headers = {}, keepalive = false) {
  for (let once = true; ; once = false) {
    const using = bearer();
    const answer = await fetch(api + path, {
      method,
      keepalive,
      headers: {
        authorization: `Bearer ${await using}`,
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    const said = text ? JSON.parse(text) : {};
    if (answer.ok) {
      return said;
    }
    if (answer.status !== 401 || !once) {
      throw new Refused(answer.status, said);
    }
    drop(using);
  }
}

async function whom() {
  const said = (await bearer()).split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(said)).sub;
}

async function me() {
  return `/v1/customers/${await whom()}`;
}

async function query(name, variables) {
  const { data, errors } = await ask("POST", "/graphql", { documentId: DOCUMENTS[name], variables });
  if (errors) {
    throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions?.code });
  }
  return data;
}

function h(name, given, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given ?? {})) {
    if (typeof value === "function") {
      made.addEventListener(key, value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.flat(Infinity).filter((each) => each ?? false));
  return made;
}

function unitOf(code, programme) {
  return programme.units.find((each) => each.code === code);
}

const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16)).join("-");

class Part extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [LOOK];
    this.again = () => this.load();
  }

  connectedCallback() {
    addEventListener("stamgast:changed", this.again);
    const spoken = this.closest("[lang]")?.lang || navigator.language;
    this.language = spoken.toLowerCase().startsWith("nl") ? "nl" : "en";
    this.t = WORDS[this.language];
    this.lang ||= this.language;
    this.told = h("p", { role: "status", part: "told" });
    this.body = h("div", { part: "body" }, h("p", null, this.t.loading));
    this.titled = h("h2", { part: "title" });
    this.name(this.t[this.kind]);
    this.shadowRoot.replaceChildren(this.titled, this.body, this.told);
    this.load();
  }

  disconnectedCallback() {
    removeEventListener("stamgast:changed", this.again);
  }

  async load() {
    const asked = (this.asked = {});
    if (!supply) {
      return;
    }
    try {
      const data = await this.read();
      if (asked === this.asked) {
        this.body.replaceChildren(...this.shown(data).flat().filter((each) => each ?? false));
      }
    } catch {
      if (asked === this.asked) {
        const button = h("button", { class: "plain", part: "button", click: this.again }, this.t.again);
        this.body.replaceChildren(h("p", null, this.t.failed), button);
      }
    }
  }

  read() {
    return query(this.kind, this.variables);
  }

  // Say what it shows, unless the page says so.
  name(text) {
    this.titled.textContent = this.getAttribute("heading") ?? text;
  }

  list(items) {
    return [items.length ? h("ul", { part: "list" }, items) : h("p", null, this.t.none)];
  }

  number(value) {
    return new Intl.NumberFormat(this.language).format(value);
  }

  day(instant) {
    const long = { day: "numeric", month: "long", year: "numeric" };
    return new Intl.DateTimeFormat(this.language, long).format(new Date(instant));
  }

  // How many of a unit of value, given in its smallest parts.
  figure(value, unit) {
    const places = Number(unit?.exponent ?? 0);
    const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
    return new Intl.NumberFormat(this.language, digits).format(value / 10 ** places);
  }

  // What so many of it are called.
  noun(value, code, unit) {
    return NOUNS[this.language][code]?.[Number(value !== 1)] ?? unit?.name ?? code;
  }

  money(minor, { currency }) {
    const written = new Intl.NumberFormat(this.language, { style: "currency", currency });
    return written.format(minor / 10 ** written.resolvedOptions().maximumFractionDigits);
  }

  tell(text) {
    this.told.textContent = text;
  }

  // What cannot be undone is asked twice, and done once however often it is sent.
  confirm(button, question, say, work) {
    const { t } = this;
    const yes = h("button", { type: "button", part: "button" }, say);
    const no = h("button", { type: "button", part: "button", class: "plain" }, t.no);
    const asked = h("div", { class: "row", role: "group", part: "question" }, h("span", null, question), yes, no);
    const back = () => {
      asked.replaceWith(button);
      button.focus();
    };
    no.addEventListener("click", back);
    yes.addEventListener("click", async () => {
      yes.disabled = no.disabled = true;
      try {
        this.tell(await work());
        refresh();
      } catch {
        this.tell(t.refused);
        back();
      }
    });
    button.replaceWith(asked);
    yes.focus();
  }
}

class Status extends Part {
  kind = "status";

  shown({ me: { status }, programme }) {
    const { t } = this;
    const held = status.tier;
    const tier = held?.tier && h("p", { part: "tier" }, t.of(held.tier.names[this.language]));
    const higher = held?.next;
    const missing = higher && t.missing(this.number(higher.missing), higher.names[this.language]);
    const next = higher && this.towards(held.counted, higher, missing);
    const keeping =
      held?.keeping?.missing > 0 &&
      h("small", null, t.keeping(this.number(held.keeping.missing), this.day(held.keeping.by)));
    const only = this.getAttribute("unit");
    const shown = status.balances.filter(
      (each) => (only ? each.unit === only : each.available || each.pending || each.debt || each.unit === "points"),
    );
    return [tier, next, keeping, ...shown.map((each) => this.balance(each, programme))];
  }

  balance(held, programme) {
    const { t } = this;
    const unit = unitOf(held.unit, programme);
    const figure = (value) => this.figure(value, unit);
    const due = (said, { amount, at }) => said(figure(amount), this.day(at));
    const next = held.nextThreshold;
    const noun = this.noun(held.available, held.unit, unit);
    return h(
      "div",
      { part: "balance" },
      h("p", { class: "big", part: "amount" }, figure(held.available), " ", h("small", null, noun)),
      held.arriving
        ? h("small", null, due(t.arriving, held.arriving))
        : held.pending > 0 && h("small", null, t.pending(figure(held.pending))),
      held.expiring && h("small", null, due(t.expiring, held.expiring)),
      held.debt > 0 && h("small", null, t.debt(figure(held.debt))),
      next && this.towards(next.amount - next.missing, next, t.missing(figure(next.missing), next.name)),
    );
  }

  towards(value, next, words) {
    const max = next.threshold ?? next.amount;
    return h("div", null, h("progress", { part: "bar", max, value, "aria-label": words }), h("small", null, words));
  }
}

class Challenge extends Part {
  kind = "challenge";

  shown({ me: { challenges } }) {
    const only = this.getAttribute("name");
    const there = challenges.filter((each) => (only ? each.challenge === only : each.state !== "OVER"));
    return this.list(there.map((each) => this.item(each)));
  }

  item({ challenge, names, state, steps, joinedAt, badge, community, why }) {
    const { t } = this;
    const name = names[this.language];
    const turn = (label, method, say, look) => {
      const button = h("button", { type: "button", part: "button", class: look, "aria-label": `${label}: ${name}` }, label);
      button.addEventListener("click", () => this.turn(button, challenge, method, say(name)));
      return button;
    };
    const open = state === "OPEN" || state === "COMPLETED";
    return h(
      "li",
      { part: "item" },
      h(
        "div",
        { class: "row" },
        h("b", { part: "name" }, name),
        state === "NOT_JOINED" && turn(t.join, "PUT", t.joined),
        open && joinedAt && turn(t.leave, "DELETE", t.quit, "plain"),
      ),
      open && steps.map(({ names: called, count, target }) =>
        h("progress", { part: "bar", max: target, value: Math.min(count, target), "aria-label": called[this.language] })),
      community && h("progress", { part: "bar", max: community.goal, value: Math.min(community.total, community.goal), "aria-label": t.together }),
      badge && h("small", { part: "badge" }, `★ ${badge[this.language]}`),
      why[this.language].map((each) => h("small", { part: "reason" }, each)),
    );
  }

  async turn(button, challenge, method, told) {
    button.disabled = true;
    try {
      await ask(method, `${await me()}/challenges/${challenge}`, method === "PUT" ? {} : undefined);
      this.tell(told);
      refresh();
    } catch {
      button.disabled = false;
      this.tell(this.t.refused);
    }
  }
}

class Rewards extends Part {
  kind = "rewards";

  shown({ me: { rewards }, programme }) {
    const offers = rewards.nodes.filter((each) => !each.terms.automatic);
    return this.list(offers.map((each) => this.offer(each, programme)));
  }

  offer(offer, programme) {
    const { t } = this;
    const { price, money, unit: code } = offer.terms;
    const unit = unitOf(code, programme);
    const costs = [
      price > 0 && `${this.figure(price, unit)} ${this.noun(price, code, unit)}`,
      money > 0 && this.money(money, programme),
    ].filter(Boolean);
    const told = costs.join(" + ") || t.free;
    const why = offer.obstacles.map((each) => h("small", null, each[this.language]));
    const press = (event) => this.take(event.currentTarget, offer, told);
    return h(
      "li",
      { part: "item" },
      h(
        "div",
        { class: "row" },
        h("span", null, h("b", null, offer.name), h("small", null, told, offer.left !== null && ` · ${t.left(this.number(offer.left))}`)),
        offer.available &&
          h("button", { type: "button", part: "button", "aria-label": `${t.take}: ${offer.name}`, click: press }, t.take),
      ),
      offer.description && h("small", null, offer.description),
      !offer.available && why,
    );
  }

  take(button, offer, price) {
    const { t } = this;
    const once = key();
    this.confirm(button, t.sure(offer.name, price), t.take, async () => {
      const own = `${await me()}/redemptions`;
      const { id } = await ask("POST", own, { reward: offer.reward }, { "idempotency-key": once });
      await ask("POST", `${own}/${id}/confirmation`, undefined, { "idempotency-key": `${once}!` });
      return t.taken(offer.name);
    });
  }
}

class Vouchers extends Part {
  kind = "vouchers";

  shown({ me: { vouchers } }) {
    return this.list(vouchers.nodes.map((each) => this.voucher(each)));
  }

  voucher(voucher) {
    const { t } = this;
    const state = voucher.status.toLowerCase();
    const until = voucher.expiresAt && `, ${t.until(this.day(new Date(voucher.expiresAt) - 1))}`;
    const copy = async () => {
      await navigator.clipboard.writeText(voucher.code);
      this.tell(t.copied);
    };
    return h(
      "li",
      { part: "item", class: "row" },
      h("span", null, h("b", null, voucher.name), h("small", null, t.states[state], until)),
      voucher.code && h("code", { part: "code" }, voucher.code),
      voucher.code && navigator.clipboard && state === "issued" &&
        h("button", { type: "button", class: "plain", part: "button", "aria-label": `${t.copy}: ${voucher.code}`, click: copy }, t.copy),
    );
  }
}

// What became of which list is told once; a page may show a list many times.
const TOLD_OF = new Set();
const TOGETHER_MS = 1000;

class Recommendations extends Part {
  kind = "recommendations";

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watch?.disconnect();
  }

  get variables() {
    return { slot: (this.getAttribute("show") ?? "for_you").toUpperCase(), first: Number(this.getAttribute("first") ?? 5) };
  }

  shown({ me: { recommendations }, programme }) {
    const { t } = this;
    const { personal, items, slot, stop } = recommendations;
    this.watch?.disconnect();
    // Nothing is told of who may not be profiled: of them it is what everybody is shown.
    const list = personal ? recommendations : null;
    this.watch = list && new IntersectionObserver((all, watch) => this.saw(list, all, watch), { threshold: 0.5 });
    const press = (event) =>
      this.confirm(event.currentTarget, t.really, t.yes, async () => {
        await ask("POST", stop, { objection: "profiling" });
        return t.stopped;
      });
    const own = slot === "FAVOURITES_ON_OFFER" ? t.favourites : t.recommendations;
    this.name(personal || own === t.favourites ? own : t.popular);
    return [
      ...this.list(items.map((each, place) => this.item(each, place, list, programme))),
      personal && h("button", { type: "button", class: "link", part: "stop", click: press }, t.stop),
    ];
  }

  // Where a product is on the shop's pages, the shop says: `href="/p/{id}"`.
  item({ productId, name, reason, drawn, offer }, place, list, programme) {
    const href = this.getAttribute("href")?.replace("{id}", encodeURIComponent(productId));
    const named = name ?? productId;
    const what = { product_id: productId, place: place + 1, drawn };
    const click = () => list && this.became(list, [{ ...what, feedback: "clicked" }]);
    const made = h(
      "li",
      { part: "item" },
      href ? h("a", { href, part: "name", click }, named) : h("b", { part: "name" }, named),
      offer && h("span", { part: "price" }, " ", h("s", null, this.money(offer.before, programme)), " ", this.money(offer.price, programme)),
      h("small", { part: "reason" }, reason[this.language]),
    );
    made.what = what;
    this.watch?.observe(made);
    return made;
  }

  // What comes into view within a second is told together.
  saw(list, all, watch) {
    const seen = all.filter((each) => each.isIntersecting).map(({ target }) => {
      watch.unobserve(target);
      return { ...target.what, feedback: "seen" };
    });
    // Of its own list, as another may be shown by then.
    const waiting = (list.waiting ??= []);
    if (seen.length && !waiting.length) {
      setTimeout(() => this.became(list, waiting.splice(0)), TOGETHER_MS);
    }
    waiting.push(...seen);
  }

  // That something was bought, the shop's orders tell. The request outlives the page, and
  // whatever becomes of it is no matter of whoever looks.
  async became({ customerId, slot, model, day }, products) {
    const said = { slot: slot.toLowerCase(), model: Number(model), day };
    const fresh = products.filter((each) => {
      const told = JSON.stringify([customerId, said, each.product_id, each.feedback]);
      return !TOLD_OF.has(told) && TOLD_OF.add(told);
    });
    if (fresh.length) {
      const path = `/v1/customers/${customerId}/recommendations/feedback`;
      await ask("POST", path, { ...said, products: fresh }, {}, true).catch(() => {});
    }
  }
}

// A slot of the page, which its `name` says. It says nothing where there is nothing to say.
class Banner extends Part {
  kind = "banner";

  get variables() {
    return { slot: this.getAttribute("name") ?? "home" };
  }

  name(text) {
    super.name(text ?? "");
  }

  shown({ me: { banners: { banners } } }) {
    const [banner] = banners;
    this.hidden = !banner;
    if (!banner) {
      return [];
    }
    const say = (text) => text?.[this.language];
    this.name(say(banner.title));
    return [
      banner.imageUrl && h("img", { part: "image", src: banner.imageUrl, alt: "" }),
      banner.text && h("p", { part: "text" }, say(banner.text)),
      banner.url && h("p", null, h("a", { part: "link", href: banner.url }, say(banner.button) ?? say(banner.title))),
      h("small", { part: "reason" }, say(banner.why)),
    ];
  }
}

class Consent extends Part {
  kind = "consent";

  shown({ purposes, me: { consents } }) {
    const only = this.getAttribute("purposes")?.split(/[\s,]+/);
    const asked = purposes.filter(
      (each) => each.basis === "CONSENT" && each.noticeVersion && (!only || only.includes(each.purpose)),
    );
    this.version = consents.version;
    return this.list(asked.map((each) => this.purpose(each, consents.consents)));
  }

  purpose(purpose, said) {
    const notice = h("small", { part: "notice" });
    const path = `/v1/purposes/${purpose.purpose}/notices/${purpose.noticeVersion}`;
    ask("GET", path).then(({ text }) => notice.replaceChildren(text[this.language]), () => {});
    const channels = purpose.channels.length ? purpose.channels : ["ALL"];
    const needed = Number(purpose.noticeNeeded ?? 0);
    const boxes = channels.map((channel) => {
      const held = said.find((each) => each.purpose === purpose.purpose && each.channel === channel);
      const on = /GIVEN|RENEWED/.test(held?.state) && Number(held.noticeVersion ?? 0) >= needed;
      return this.box(purpose, channel.toLowerCase(), on);
    });
    return h("li", { part: "item" }, h("b", null, purpose.name[this.language]), notice, boxes);
  }

  box(purpose, channel, on) {
    const words = this.t.channels[channel];
    const named = `${purpose.name[this.language]}: ${words}`;
    const box = h("input", { type: "checkbox", part: "box", "aria-label": named });
    box.checked = on;
    box.addEventListener("change", () => this.say(box, purpose, channel));
    return h("label", null, box, words);
  }

  async say(box, purpose, channel) {
    const yes = box.checked;
    const said = { purpose: purpose.purpose, channel, state: "withdrawn" };
    if (yes && purpose.optIn === "DOUBLE") {
      said.state = "requested";
    } else if (yes) {
      Object.assign(said, { state: "given", notice_version: Number(purpose.noticeVersion), language: this.language });
    }
    box.disabled = true;
    try {
      const given = { "if-match": `"${this.version}"` };
      this.version = (await ask("PUT", `${await me()}/consents`, { consents: [said] }, given)).version;
      this.tell(this.t.saved);
    } catch (error) {
      box.checked = !yes;
      this.tell(error.status === 412 ? this.t.stale : this.t.failed);
      this.load();
    }
    box.disabled = false;
    box.focus();
  }
}

function define(kinds) {
  for (const [name, kind] of Object.entries(kinds)) {
    if (!customElements.get(`stamgast-${name}`)) {
      customElements.define(`stamgast-${name}`, kind);
    }
  }
}

define({ status: Status, challenge: Challenge, rewards: Rewards, vouchers: Vouchers, recommendations: Recommendations, banner: Banner, consent: Consent });
