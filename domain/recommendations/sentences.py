"""Sentences: why something is recommended, in both languages, and by what data."""

from collections.abc import Mapping

from domain.recommendations.model import Reason, ReasonKind
from domain.recommendations.store import Called, Chosen
from domain.scoring import PROFILING


def reason(chosen: Chosen, called: Mapping[str, Called]) -> Reason:
    """Return the contribution that was the largest."""
    match chosen.kind:
        case ReasonKind.AGAIN if chosen.every_days is not None:
            every = chosen.every_days
            return _own(
                ReasonKind.AGAIN,
                "Je koopt dit elke dag."
                if every == 1
                else f"Je koopt dit ongeveer elke {every} dagen.",
                "You buy this every day."
                if every == 1
                else f"You buy this about every {every} days.",
            )
        case ReasonKind.AGAIN:
            times = chosen.times
            return _own(
                ReasonKind.AGAIN,
                "Je kocht dit eerder." if times == 1 else f"Je kocht dit {times} keer.",
                "You bought this before."
                if times == 1
                else f"You bought this {times} times.",
            )
        case ReasonKind.TOGETHER if chosen.because is not None:
            found = called.get(chosen.because)
            name = chosen.because if found is None else found.name
            return _own(
                ReasonKind.TOGETHER,
                f"Omdat je {name} kocht.",
                f"Because you bought {name}.",
            )
        case _:
            return popular()


def popular() -> Reason:
    """Return the reason for what everybody buys."""
    return Reason(
        kind=ReasonKind.POPULAR,
        nl="De laatste vier weken veel gekocht.",
        en="Often bought in the last four weeks.",
        uses=("all customers' orders",),
        purpose=None,
    )


def together(name: str) -> Reason:
    """Return the reason for what is bought with a product, whoever asks."""
    return Reason(
        kind=ReasonKind.TOGETHER,
        nl=f"Vaak samen met {name} gekocht.",
        en=f"Often bought together with {name}.",
        uses=("all customers' orders",),
        purpose=None,
    )


def in_session(kind: ReasonKind, name: str) -> Reason:
    """Return the reason for what goes with something of this visit."""
    in_cart = kind is ReasonKind.CART
    return Reason(
        kind=kind,
        nl=f"Past bij {name} in je winkelmand."
        if in_cart
        else f"Omdat je {name} bekeek.",
        en=f"Goes with {name} in your cart."
        if in_cart
        else f"Because you viewed {name}.",
        uses=("this visit", "all customers' orders"),
        purpose=None,
    )


def _own(kind: ReasonKind, nl: str, en: str) -> Reason:
    return Reason(kind=kind, nl=nl, en=en, uses=("your orders",), purpose=PROFILING)
