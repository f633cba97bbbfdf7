"""Letters as plain text, for who reads no HTML."""

from collections.abc import Sequence

from domain.messages.letter import Bar, Button, Footer, Part, Points, Products, Text


def plain(parts: Sequence[Part], footer: Footer) -> str:
    """Return a letter as plain text."""
    said = [_plain(each) for each in parts]
    links = [
        f"{label}: {url}"
        for label, url in filter(None, (footer.more, footer.unsubscribe))
    ]
    foot = "\n".join(("--", footer.sender, footer.why, *links))
    return "\n\n".join((*filter(None, said), foot)) + "\n"


def _plain(part: Part) -> str:
    match part:
        case Text(said):
            return said.strip()
        case Points(amount, name, tier):
            return f"{amount} {name}" + (f" · {tier}" if tier else "")
        case Bar(_, said):
            return said
        case Products(products):
            lines = (
                "\n  ".join(filter(None, (each.name, each.reason, each.price)))
                for each in products
            )
            return "\n".join(f"* {each}" for each in lines)
        case Button(said, url):
            return f"{said}: {url}"
