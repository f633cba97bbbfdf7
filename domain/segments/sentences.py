"""Sentences: what each part of a predicate says, in both languages."""

from domain.segments import fields
from domain.segments.model import Sentence
from domain.segments.predicate import (
    Agrees,
    AllOf,
    AnyOf,
    Bought,
    Completed,
    Did,
    InSegment,
    Not,
    Number,
    OneOf,
    Predicate,
    Since,
)

JOINED = {
    AllOf: Sentence(nl="Al het volgende geldt.", en="All of these hold."),
    AnyOf: Sentence(
        nl="Minstens één hiervan geldt.", en="At least one of these holds."
    ),
    Not: Sentence(nl="Het volgende geldt niet.", en="This does not hold."),
}


def says(predicate: Predicate) -> Sentence:
    """Return what a part of a predicate says."""
    match predicate:
        case AllOf() | AnyOf() | Not():
            return JOINED[type(predicate)]
        case OneOf() | Number() | Since():
            return _of_field(predicate)
        case Bought() | Did() | Completed():
            return _of_deeds(predicate)
        case Agrees(purpose=purpose):
            return Sentence(
                nl=f"Gegevens mogen worden gebruikt voor {purpose}.",
                en=f"Data may be used for {purpose}.",
            )
        case InSegment(segment=segment):
            return Sentence(nl=f"In segment {segment}.", en=f"In segment {segment}.")


def _of_field(leaf: OneOf | Number | Since) -> Sentence:
    source = fields.known(leaf.field)
    nl, en = (leaf.field, leaf.field) if source is None else (source.nl, source.en)
    if isinstance(leaf, OneOf):
        words = ", ".join(map(str, leaf.values))
        return Sentence(nl=f"{nl}: {words}.", en=f"{en}: {words}.")
    dutch, english = _bounds(leaf)
    if isinstance(leaf, Since):
        return Sentence(
            nl=f"{nl}, dagen geleden{dutch}.", en=f"{en}, days ago{english}."
        )
    return Sentence(nl=f"{nl}{dutch}.", en=f"{en}{english}.")


def _of_deeds(leaf: Bought | Did | Completed) -> Sentence:
    dutch, english = _bounds(leaf)
    within = _within(leaf)
    if isinstance(leaf, Did):
        return Sentence(
            nl=f"Gebeurtenis {leaf.event}{within[0]}{dutch}.",
            en=f"Event {leaf.event}{within[1]}{english}.",
        )
    if isinstance(leaf, Completed):
        return Sentence(
            nl=f"Uitdaging {leaf.challenge} voltooid{within[0]}{dutch}.",
            en=f"Challenge {leaf.challenge} completed{within[1]}{english}.",
        )
    things = ", ".join((*leaf.products, *leaf.categories))
    of = (f" met {things}", f" with {things}") if things else ("", "")
    return Sentence(
        nl=f"Bestellingen{of[0]}{within[0]}{dutch}.",
        en=f"Orders{of[1]}{within[1]}{english}.",
    )


def _bounds(leaf: Number | Since | Bought | Did | Completed) -> tuple[str, str]:
    nl = [
        f"{word} {bound}"
        for word, bound in (("minstens", leaf.at_least), ("hoogstens", leaf.at_most))
        if bound is not None
    ]
    en = [
        f"{word} {bound}"
        for word, bound in (("at least", leaf.at_least), ("at most", leaf.at_most))
        if bound is not None
    ]
    if not nl:
        return ": bekend", ": known"
    return f": {' en '.join(nl)}", f": {' and '.join(en)}"


def _within(leaf: Bought | Did | Completed) -> tuple[str, str]:
    if leaf.within_days is None:
        return "", ""
    return (
        f" in de laatste {leaf.within_days} dagen",
        f" in the last {leaf.within_days} days",
    )
