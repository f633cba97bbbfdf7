"""What somebody reads who has just started it all, and can paste."""

import json

from local import demo
from local.demo import Shop
from local.home import Home

HEAD = """
Stamgast is up. Ctrl-C stops it; what it knows stays in {home}.
"""
PLACES = """\
  API reference  {url}/reference
  GraphiQL       {url}/graphiql
  Logs           {home}/logs
"""
QUERY = '{{ customer(id: "{name}") {{ id status {{ balances {{ available }} }} }} }}'


def text(home: Home, url: str, shops: list[Shop]) -> str:
    """Return where everything is, and examples that work."""
    parts = [HEAD.format(home=home.path), *(_shop(shop, url) for shop in shops)]
    if shops:
        parts.append(_examples(shops[0], url))
    return "\n".join((*parts, PLACES.format(url=url, home=home.path)))


def _shop(shop: Shop, url: str) -> str:
    lines = [f"  {shop.demo.name}: the best customers, and the points they can spend"]
    for name, status in demo.best(shop, url):
        lines.append(f"    {name:<8}{demo.available(status):>10,}")
    return "\n".join((*lines, f"    key     {shop.key}", ""))


def _examples(shop: Shop, url: str) -> str:
    name = demo.BEST[shop.demo.slug][0]
    authorised = f"-H 'Authorization: Bearer {shop.key}'"
    query = QUERY.format(name=f"external:{demo.SOURCE}:{name}")
    body = json.dumps({"query": query})
    return (
        "  Try:\n"
        f"    curl -s {authorised} {url}{demo.path(name)}\n"
        f"    curl -s {authorised} -H 'Content-Type: application/json' "
        f"{url}/graphql -d '{body}'\n"
    )
