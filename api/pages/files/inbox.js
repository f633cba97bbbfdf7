// The development inbox: what the platform wrote while there is no server to hand it to.
import { askBy, during, h, handed, language, moment, show, tell } from "./desk.js";

const WORDS = {
  en: {
    closed: "Open this page by the link with which “make up” ends: it has a key after “#key=”, with the scopes mails:read and messages:read.",
    none: "Nothing was written yet. Ask something at the AVG desk, or send a message, and it arrives here.",
    letter: "The message as its reader sees it",
    to: "To",
    at: "Written",
    gone: "What it said is forgotten.",
    older: "Show older",
    failed: "The platform said:",
  },
  nl: {
    closed: "Open deze pagina met de link waarmee “make up” eindigt: daarin staat na “#key=” een sleutel met mails:read en messages:read.",
    none: "Er is nog niets geschreven. Vraag iets bij de AVG-balie of stuur een bericht, en het komt hier aan.",
    letter: "Het bericht zoals de lezer het ziet",
    to: "Aan",
    at: "Geschreven",
    gone: "Wat erin stond is vergeten.",
    older: "Toon oudere",
    failed: "Het platform zei:",
  },
};
const t = WORDS[language];
const LOOK_MS = 3000;

const key = handed("key");
const list = h("div");
const older = h("button", { type: "button", class: "plain", hidden: true }, t.older);
const known = new Map();
// Both what the platform writes by itself and what the shop has it write.
const sources = [{ path: "/v1/mails" }, { path: "/v1/messages" }];
const letters = window.trustedTypes?.createPolicy("letter", { createHTML: (html) => html });

function read({ path }, after) {
  return askBy(key, "GET", `${path}?limit=20${after ? `&after=${after}` : ""}`);
}

// Nothing in the frame runs, whatever it is.
function frame(html) {
  const made = h("iframe", { class: "letter", title: t.letter, sandbox: "allow-same-origin" });
  made.srcdoc = letters ? letters.createHTML(html) : html;
  made.addEventListener("load", () => {
    made.height = made.contentDocument.documentElement.scrollHeight;
  });
  return made;
}

function card(mail) {
  const made = details(mail);
  if (mail.html) {
    // A closed one has no height.
    made.addEventListener("toggle", () => made.open && made.append(frame(mail.html)), { once: true });
  }
  return made;
}

function details(mail) {
  return h(
    "details",
    { class: "card" },
    h("summary", null, h("b", null, mail.subject ?? mail.template ?? t.gone), " ", h("span", { class: "mark" }, [mail.channel, mail.state].filter(Boolean).join(" · "))),
    h(
      "dl",
      { class: "facts" },
      mail.to && [h("dt", null, t.to), h("dd", null, mail.to)],
      h("dt", null, t.at),
      h("dd", null, moment(mail.created_at)),
    ),
    !mail.html && mail.text && h("p", { class: "says" }, mail.text),
    mail.why && !mail.html && h("p", { class: "note" }, mail.why[language]),
  );
}

// Put what is new or has changed in its place; what somebody opened stays open.
function place(items, put) {
  for (const mail of items) {
    const before = known.get(mail.id);
    if (before?.state === mail.state) {
      continue;
    }
    const made = card(mail);
    made.open = before?.made.open ?? false;
    if (before) {
      before.made.replaceWith(made);
    } else {
      put(made);
    }
    known.set(mail.id, { made, state: mail.state });
  }
}

const byAge = (one, other) => (one.created_at < other.created_at ? -1 : 1);

async function look() {
  try {
    const found = await Promise.all(sources.map((source) => read(source)));
    const items = found.flatMap((page) => page.items);
    place(items.sort(byAge), (made) => list.prepend(made));
    found.forEach((page, at) => {
      if (sources[at].next === undefined) {
        sources[at].next = page.next ?? null;
      }
    });
    more();
    if (known.size) {
      show(list, older);
    } else {
      show(h("p", { class: "note" }, t.none));
    }
    setTimeout(look, LOOK_MS);
  } catch (error) {
    tell(`${t.failed} ${error.message}`, true);
  }
}

function more() {
  older.hidden = !sources.some((source) => source.next);
}

older.addEventListener("click", () =>
  during(older, async () => {
    const further = sources.filter((source) => source.next);
    const found = await Promise.all(further.map((source) => read(source, source.next)));
    const items = found.flatMap((page) => page.items);
    place(items.sort(byAge).reverse(), (made) => list.append(made));
    found.forEach((page, at) => (further[at].next = page.next ?? null));
    more();
  }),
);

if (key) {
  look();
} else {
  show(h("p", { class: "card" }, t.closed));
}
