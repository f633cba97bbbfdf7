"""Letters: what a message consists of, before it is HTML or plain text."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Something said; empty lines part paragraphs."""

    said: str


@dataclass(frozen=True, slots=True)
class Points:
    """What a customer has, at the top."""

    amount: str
    name: str
    tier: str | None


@dataclass(frozen=True, slots=True)
class Bar:
    """How far it is to something, in percent, and what that is called."""

    percent: int
    said: str


@dataclass(frozen=True, slots=True)
class Product:
    """Something to buy, what is said of it, and what it costs, if that is known."""

    name: str
    reason: str
    price: str = ""


@dataclass(frozen=True, slots=True)
class Products:
    """Some things to buy."""

    products: Sequence[Product]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do, and where."""

    said: str
    url: str


Part = Text | Points | Bar | Products | Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """Why somebody gets a letter, and where they read more or say no."""

    sender: str
    why: str
    more: tuple[str, str] | None
    unsubscribe: tuple[str, str] | None
