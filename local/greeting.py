"""What somebody reads who has just started it all, and can paste."""

import json
from typing import Any

from local import demo
from local.demo import Shop
from local.home import Home

HEAD = """
Stamgast is up. Ctrl-C stops it; what it knows stays in {home}.
"""
PLACES = """\
  All pages      {url}/
  API reference  {url}/reference
  GraphiQL       {url}/graphiql
  Logs           {home}/logs
"""
QUERY = '{{ customer(id: "{name}") {{ id status {{ balances {{ available }} }} }} }}'


def text(home: Home, url: str, shops: list[Shop]) -> str:
    """Return where everything is, and examples that work."""
    best = [(shop, _best(shop, url)) for shop in shops]
    parts = [HEAD.format(home=home.path)]
    parts += [_shop(shop, customers) for shop, customers in best]
    parts += [_games(shop, url) for shop, _ in best]
    parts += [
        _story(shop, customers[0][0], url) for shop, customers in best if customers
    ]
    known = [(shop, [name for name, _ in found]) for shop, found in best if found]
    parts += [_examples(shop, names[0], url) for shop, names in known[:1]]
    parts += [_pages(shop, names, url) for shop, names in known[-1:]]
    return "\n".join((*parts, PLACES.format(url=url, home=home.path)))


def _best(shop: Shop, url: str) -> list[tuple[str, Any]]:
    """Return the best customers, once the first has redeemed what they could."""
    found = demo.best(shop, url)
    if found and demo.redeem_first(shop, found[0][0], url):
        return demo.best(shop, url)
    return found


def _shop(shop: Shop, customers: list[tuple[str, Any]]) -> str:
    lines = [
        f"  {shop.demo.name}: the best customers, and the points they can spend",
        *(f"    {name:<8}{demo.available(status):>10,}" for name, status in customers),
        f"    key {shop.key}",
        "",
    ]
    return "\n".join(lines)


def _games(shop: Shop, url: str) -> str:
    head = (
        f"  {shop.demo.name}: all customers together, and who leads by a made-up name"
    )
    return "\n".join((head, *(f"    {each}" for each in demo.games(shop, url)), ""))


def _story(shop: Shop, name: str, url: str) -> str:
    lines = [f"  {shop.demo.name}: what {name} could be told"]
    return "\n".join((*lines, *(f"    {e}" for e in demo.story(shop, name, url)), ""))


def _pages(shop: Shop, names: list[str], url: str) -> str:
    """Return links whose key no server sees: what follows `#` stays in the browser."""
    return (
        "  A storefront, which asks for tokens as a shop's server would; and what the\n"
        "  platform writes to customers, as nothing is sent:\n\n"
        f"    {url}/storefront#key={shop.key}&customers={','.join(names)}\n\n"
        f"    {url}/inbox#key={shop.key}\n\n"
        "  What the programme gives, owes, and whom it has:\n\n"
        f"    {url}/dashboard#key={shop.key}\n"
    )


def _examples(shop: Shop, name: str, url: str) -> str:
    authorised = f"-H 'Authorization: Bearer {shop.key}'"
    query = QUERY.format(name=f"external:{demo.SOURCE}:{name}")
    body = json.dumps({"query": query})
    return (
        "  Try:\n\n"
        f"    curl -s {authorised} {url}{demo.path(name)}\n\n"
        f"    curl -s {authorised} -H 'Content-Type: application/json' "
        f"{url}/graphql -d '{body}'\n"
    )
