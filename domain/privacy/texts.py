"""A mail before it has an address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A subject, and what is below it."""

    subject: str
    body: str
