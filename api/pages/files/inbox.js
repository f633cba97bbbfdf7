// The development inbox: what the platform wrote while there is no server to hand it to.
import { askBy, during, h, handed, language, moment, show, tell } from "./desk.js";

const WORDS = {
  en: {
    closed: "Open this page by the link with which “make up” ends: it has a key after “#key=”, with the scope mails:read.",
    none: "Nothing was written yet. Ask something at the AVG desk, and its code arrives here.",
    to: "To",
    at: "Written",
    gone: "What it said is forgotten.",
    older: "Show older",
    failed: "The platform said:",
  },
  nl: {
    closed: "Open deze pagina met de link waarmee “make up” eindigt: daarin staat na “#key=” een sleutel met mails:read.",
    none: "Er is nog niets geschreven. Vraag iets bij de AVG-balie, en de code komt hier aan.",
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
let next;

function mails(after) {
  return askBy(key, "GET", `/v1/mails?limit=20${after ? `&after=${after}` : ""}`);
}

function card(mail) {
  return h(
    "details",
    { class: "card" },
    h("summary", null, h("b", null, mail.subject ?? t.gone), " ", h("span", { class: "mark" }, mail.state)),
    h(
      "dl",
      { class: "facts" },
      mail.to && [h("dt", null, t.to), h("dd", null, mail.to)],
      h("dt", null, t.at),
      h("dd", null, moment(mail.created_at)),
    ),
    mail.text && h("p", { class: "says" }, mail.text),
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

async function look() {
  try {
    const page = await mails();
    place([...page.items].reverse(), (made) => list.prepend(made));
    if (next === undefined) {
      next = page.next;
      older.hidden = !next;
    }
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

older.addEventListener("click", () =>
  during(older, async () => {
    const page = await mails(next);
    place(page.items, (made) => list.append(made));
    next = page.next ?? null;
    older.hidden = !next;
  }),
);

if (key) {
  look();
} else {
  show(h("p", { class: "card" }, t.closed));
}
