"""Sentences: why something is recommended, in both languages, and by what data."""

from collections.abc import Mapping
from dataclasses import replace

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
        case ReasonKind.VIEWED if chosen.because is not None:
            found = called.get(chosen.because)
            name = chosen.because if found is None else found.name
            return _own(
                ReasonKind.VIEWED,
                f"Omdat je {name} bekeek.",
                f"Because you viewed {name}.",
                uses=("what you viewed", "all customers' orders"),
            )
        case ReasonKind.VIEWED:
            nl, en = _ago(chosen.days_ago or 0)
            return _own(
                ReasonKind.VIEWED,
                f"Je bekeek dit {nl}.",
                f"You viewed this {en}.",
                uses=("what you viewed",),
            )
        case _:
            return popular()


def popular(category: str | None = None) -> Reason:
    """Return the reason for what everybody buys, of a category if one is named."""
    if category is not None:
        return Reason(
            kind=ReasonKind.POPULAR,
            nl=f"Veel gekocht in {category}.",
            en=f"Often bought in {category}.",
            uses=("all customers' orders",),
            purpose=None,
        )
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


def viewed(name: str) -> Reason:
    """Return the reason for what those bought who looked at a product."""
    return Reason(
        kind=ReasonKind.VIEWED,
        nl=f"Gekocht door mensen die {name} bekeken.",
        en=f"Bought by people who viewed {name}.",
        uses=("what all customers viewed", "all customers' orders"),
        purpose=None,
    )


def on_offer(why: Reason) -> Reason:
    """Return the reason for what somebody bought before and is on offer now."""
    return replace(
        why,
        nl=f"{why.nl.removesuffix('.')}, en het is nu in de aanbieding.",
        en=f"{why.en.removesuffix('.')}, and it is on offer now.",
        uses=(*why.uses, "the shop's offers"),
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


def _ago(days: int) -> tuple[str, str]:
    match days:
        case 0:
            return "vandaag", "today"
        case 1:
            return "gisteren", "yesterday"
        case _:
            return f"{days} dagen geleden", f"{days} days ago"


def _own(
    kind: ReasonKind, nl: str, en: str, uses: tuple[str, ...] = ("your orders",)
) -> Reason:
    return Reason(kind=kind, nl=nl, en=en, uses=uses, purpose=PROFILING)
