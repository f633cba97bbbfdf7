// The demo storefront. It plays two parts: that of a shop's page, and, with a key that comes
// after `#key=`, that of the shop's server, which asks for tokens and sends orders.
import { connect, refresh } from "/components/stamgast.js";
import { askBy, during, h, handed, language, show, tell } from "./desk.js";
import { WORDS } from "./storefront.words.js";

const t = WORDS[language];
const SCOPES = [
  "programme:read", "customers:read", "customers:write", "status:read", "challenges:read",
  "challenges:join", "rewards:redeem", "vouchers:read", "recommendations:read",
  "community:read", "community:write", "leaderboards:read", "leaderboards:join",
  "recommendations:tell", "banners:read", "consent:read", "consent:write", "privacy:read", "privacy:write",
];
const PRICES = [1450, 2500, 4900, 995, 7250, 3300];

const key = handed("key");
const customers = (handed("customers") ?? "").split(",").filter(Boolean);
let customer = customers[0];

// What the shop's server would ask.
function ask(...asked) {
  return askBy(key, ...asked);
}

async function token() {
  const path = `/v1/customers/external:shop:${encodeURIComponent(customer)}/tokens`;
  return (await ask("POST", path, { scopes: SCOPES })).token;
}

async function buy(product, price, currency) {
  const order = {
    external_id: `storefront-${crypto.randomUUID()}`,
    customer: { external_id: customer },
    occurred_at: new Date().toISOString(),
    currency,
    lines: [{ product_id: product.external_id, quantity: 1, unit_price: price }],
  };
  await ask("POST", "/v1/orders", order);
  tell(t.bought(calm(product.name)));
  refresh();
}

// Tills shout.
function calm(text) {
  return text === text.toUpperCase() ? text.toLowerCase() : text;
}

function ware(product, place, currency) {
  const price = PRICES[place % PRICES.length];
  const written = new Intl.NumberFormat(language, { style: "currency", currency });
  const whole = 10 ** written.resolvedOptions().maximumFractionDigits;
  const button = h("button", { type: "button", "aria-label": `${t.buy}: ${product.name}` }, t.buy);
  button.addEventListener("click", () =>
    during(button, () => buy(product, price, currency)),
  );
  return h(
    "li",
    { class: "card ware" },
    h("h3", null, calm(product.name)),
    h("p", { class: "note" }, [product.brand, ...product.category].filter(Boolean).map(calm).join(" · ")),
    h("div", { class: "row apart" }, h("b", null, written.format(price / whole)), button),
  );
}

function visitor() {
  const field = h("select", { id: "visitor" }, customers.map((each) => h("option", { value: each }, each)));
  field.addEventListener("change", () => {
    customer = field.value;
    connect({ token });
  });
  return h("div", { class: "row" }, h("label", { for: "visitor" }, t.visitor), field);
}

// Another page, with a token of its own.
function way(path, words) {
  const link = h("a", { href: path }, words);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    location.assign(`${path}?lang=${language}#token=${await token()}`);
  });
  return link;
}

async function open() {
  const [programme, products] = await Promise.all([
    ask("GET", "/v1/programme"),
    ask("GET", "/v1/products?limit=6"),
  ]);
  document.getElementById("shop").textContent = programme.name;
  show(
    visitor(),
    h(
      "div",
      { class: "shop" },
      h(
        "section",
        { "aria-labelledby": "wares" },
        h("h2", { id: "wares" }, t.wares),
        h("ul", { class: "cards" }, products.items.map((each, place) => ware(each, place, programme.currency))),
        h("stamgast-rewards"),
        products.items.slice(0, 1).map(({ name, external_id: product }) =>
          h("stamgast-reviews", { product, heading: t.think(calm(name)) })),
        h("stamgast-ideas"),
      ),
      h(
        "aside",
        { "aria-label": t.own },
        h("stamgast-banner"),
        h("stamgast-status", { unit: "points" }),
        h("stamgast-challenge"),
        h("stamgast-leaderboard"),
        h("stamgast-recommendations"),
        h("stamgast-recommendations", { show: "favourites_on_offer" }),
        h("stamgast-vouchers"),
        h("stamgast-consent"),
        h("p", null, way("/preferences", t.preferences)),
        h("p", null, way("/privacy", t.privacy)),
      ),
    ),
  );
  connect({ token });
}

function closed() {
  show(h("p", { class: "card" }, t.closed));
}

if (key && customer) {
  open().catch((error) => {
    tell(`${t.failed} ${error.message}`, true);
    // A key of before, which a newer one took the place of.
    if (error.status === 401) {
      closed();
    }
  });
} else {
  closed();
}
