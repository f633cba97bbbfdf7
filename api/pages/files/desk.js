// What the pages for customers have in common: who asks, how, and how it is shown.
export const language = document.documentElement.lang;

// What a page is handed comes after `#`, as in `#token=`, which no server sees. It is kept
// for this tab alone, and taken out of the address.
const given = new URLSearchParams(location.hash.slice(1));
const mine = ["token", "key", "customers"].filter((each) => given.has(each));
for (const each of mine) {
  keep(each, given.get(each));
}
if (mine.length) {
  history.replaceState(null, "", location.pathname + location.search);
}

// What this page is handed while it is open differs in nothing else from its address.
addEventListener("hashchange", () => {
  if (/^#(token|key)=/.test(location.hash)) {
    location.reload();
  }
});

export function handed(name) {
  return sessionStorage.getItem(`stamgast.${name}`);
}

// The other language is that of the same page, whatever else its address says.
for (const link of document.querySelectorAll("a[hreflang]")) {
  const said = new URLSearchParams(location.search);
  said.set("lang", link.hreflang);
  link.search = said;
}

// The customer whom the token is for, or null if there is none.
export function customer() {
  try {
    const said = handed("token").split(".")[1];
    return JSON.parse(atob(said.replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch {
    return null;
  }
}

// Go on with what was come by otherwise: the token of a customer, or a key.
export function keep(name, value) {
  sessionStorage.setItem(`stamgast.${name}`, value);
}

export function forget(name) {
  sessionStorage.removeItem(`stamgast.${name}`);
}

// What the platform refused: its status and its code.
export class Refused extends Error {
  constructor(status, said) {
    super(said.title ?? String(status));
    this.status = status;
    this.code = (said.type ?? "").split("/").pop();
  }
}

// Ask the API, as the customer if there is one, and return what it answered.
export function ask(method, path, body, version) {
  return askBy(handed("token"), method, path, body, version);
}

// As `ask`, by another secret: a key, as the server of a shop has one.
export async function askBy(secret, method, path, body, version) {
  const headers = { accept: "application/json" };
  if (secret) {
    headers.authorization = `Bearer ${secret}`;
  }
  if (body !== undefined) {
    headers["content-type"] = "application/json";
  }
  if (version !== undefined) {
    headers["if-match"] = `"${version}"`;
  }
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await fetch(path, { method, headers, body: text });
  const said = await answer.text();
  const read = said ? JSON.parse(said) : null;
  if (!answer.ok) {
    throw new Refused(answer.status, read ?? {});
  }
  return read;
}

// As `ask`, but null if the token is not for that.
export async function askIfAllowed(...asked) {
  try {
    return await ask(...asked);
  } catch (error) {
    if (error instanceof Refused && error.status === 403) {
      return null;
    }
    throw error;
  }
}

// An element: text stays text, and what begins with `on` is listened for.
export function h(name, given, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given ?? {})) {
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.flat(Infinity).filter((each) => each ?? false));
  return made;
}

const SAID = {
  en: {
    over: "Your session is over. Open this page again from your account at the shop.",
    busy: "That was a little fast. Wait a moment, and try again.",
    lost: "That did not work. Nothing was changed; please try again in a moment.",
  },
  nl: {
    over: "Je sessie is voorbij. Open deze pagina opnieuw vanuit je account bij de winkel.",
    busy: "Dat ging iets te snel. Wacht even en probeer het opnieuw.",
    lost: "Dat lukte niet. Er is niets veranderd; probeer het zo nog eens.",
  },
}[language];

const told = document.getElementById("told");

// Say something to whoever looks or listens; what is bad is said at once.
export function tell(text, bad = false) {
  told.className = bad ? "told bad" : "told";
  told.textContent = text;
  if (bad) {
    told.scrollIntoView({ block: "nearest" });
  }
}

// Say what went wrong, in words of the page for those codes that it knows.
export function tellFault(error, words = {}) {
  if (!(error instanceof Refused)) {
    tell(SAID.lost, true);
  } else if (error.status === 401) {
    forget("token");
    tell(SAID.over, true);
  } else if (error.status === 429) {
    tell(SAID.busy, true);
  } else {
    tell(words[error.code] ?? SAID.lost, true);
  }
}

// Do what a control is for, during which it is not to be used again.
export async function during(control, work, words) {
  control.disabled = true;
  try {
    return await work();
  } catch (error) {
    tellFault(error, words);
    return undefined;
  } finally {
    control.disabled = false;
  }
}

// Show what was loaded in place of what is there.
export function show(...children) {
  const place = document.getElementById("desk");
  place.replaceChildren(...children.flat(Infinity).filter((each) => each ?? false));
  place.removeAttribute("aria-busy");
}

const LONG = { day: "numeric", month: "long", year: "numeric" };
const DAYS = new Intl.DateTimeFormat(language, LONG);
const INSTANTS = new Intl.DateTimeFormat(language, { ...LONG, hour: "numeric", minute: "2-digit" });
export const NUMBERS = new Intl.NumberFormat(language);

export function day(instant) {
  return h("time", { datetime: instant }, DAYS.format(new Date(instant)));
}

export function moment(instant) {
  return h("time", { datetime: instant }, INSTANTS.format(new Date(instant)));
}

// Put the name of the shop at the head of the page.
export async function nameShop() {
  const programme = await askIfAllowed("GET", "/v1/programme");
  const place = document.getElementById("shop");
  if (programme && !place.textContent) {
    place.textContent = programme.name;
    document.title = `${document.title} · ${programme.name}`;
  }
  return programme;
}
