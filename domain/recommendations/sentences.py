"""Sentences: why something is recommended, in both languages, and by what data."""

from collections.abc import Mapping
from dataclasses import replace

from domain.recommendations.model import Reason, ReasonKind
from domain.recommendations.store import Called, Chosen
from domain.scoring import PROFILING

ORDERS, ALL_ORDERS = "your orders", "all customers' orders"
VIEWS, ALL_VIEWS = "what you viewed", "what all customers viewed"
VISIT, OFFERS = "this visit", "the shop's offers"
DUTCH = {
    ORDERS: "je bestellingen",
    ALL_ORDERS: "de bestellingen van alle klanten",
    VIEWS: "wat je bekeek",
    ALL_VIEWS: "wat alle klanten bekeken",
    VISIT: "dit bezoek",
    OFFERS: "de aanbiedingen van de winkel",
}


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
                uses=(ORDERS, ALL_ORDERS),
            )
        case ReasonKind.VIEWED if chosen.because is not None:
            found = called.get(chosen.because)
            name = chosen.because if found is None else found.name
            return _own(
                ReasonKind.VIEWED,
                f"Omdat je {name} bekeek.",
                f"Because you viewed {name}.",
                uses=(VIEWS, ALL_ORDERS),
            )
        case ReasonKind.VIEWED:
            nl, en = _ago(chosen.days_ago or 0)
            return _own(
                ReasonKind.VIEWED,
                f"Je bekeek dit {nl}.",
                f"You viewed this {en}.",
                uses=(VIEWS,),
            )
        case _:
            return popular()


def popular(category: str | None = None) -> Reason:
    """Return the reason for what everybody buys, of a category if one is named."""
    kind, uses = ReasonKind.POPULAR, (ALL_ORDERS,)
    if category is not None:
        nl, en = f"Veel gekocht in {category}.", f"Often bought in {category}."
        return _told(kind, nl, en, uses)
    nl = "De laatste vier weken veel gekocht."
    return _told(kind, nl, "Often bought in the last four weeks.", uses)


def together(name: str) -> Reason:
    """Return the reason for what is bought with a product, whoever asks."""
    return _told(
        ReasonKind.TOGETHER,
        f"Vaak samen met {name} gekocht.",
        f"Often bought together with {name}.",
        (ALL_ORDERS,),
    )


def viewed(name: str) -> Reason:
    """Return the reason for what those bought who looked at a product."""
    return _told(
        ReasonKind.VIEWED,
        f"Gekocht door mensen die {name} bekeken.",
        f"Bought by people who viewed {name}.",
        (ALL_VIEWS, ALL_ORDERS),
    )


def on_offer(why: Reason) -> Reason:
    """Return the reason for what somebody bought before and is on offer now."""
    return replace(
        why,
        nl=f"{why.nl.removesuffix('.')}, en het is nu in de aanbieding.",
        en=f"{why.en.removesuffix('.')}, and it is on offer now.",
        uses=(*why.uses, OFFERS),
        uses_nl=(*why.uses_nl, DUTCH[OFFERS]),
    )


def in_session(kind: ReasonKind, name: str) -> Reason:
    """Return the reason for what goes with something of this visit."""
    nl, en = f"Omdat je {name} bekeek.", f"Because you viewed {name}."
    if kind is ReasonKind.CART:
        nl, en = f"Past bij {name} in je winkelmand.", f"Goes with {name} in your cart."
    return _told(kind, nl, en, (VISIT, ALL_ORDERS))


def _ago(days: int) -> tuple[str, str]:
    match days:
        case 0:
            return "vandaag", "today"
        case 1:
            return "gisteren", "yesterday"
        case _:
            return f"{days} dagen geleden", f"{days} days ago"


def _own(
    kind: ReasonKind, nl: str, en: str, uses: tuple[str, ...] = (ORDERS,)
) -> Reason:
    return replace(_told(kind, nl, en, uses), purpose=PROFILING)


def _told(kind: ReasonKind, nl: str, en: str, uses: tuple[str, ...]) -> Reason:
    dutch = tuple(DUTCH[each] for each in uses)
    return Reason(kind=kind, nl=nl, en=en, uses=uses, uses_nl=dutch, purpose=None)
