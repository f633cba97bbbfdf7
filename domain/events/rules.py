"""What an event of a type may tell."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeAlias, cast

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry

from domain.events.model import (
    Cart,
    Content,
    Contributed,
    Record,
    Review,
    Share,
    View,
)
from domain.kernel import FieldError, Malformed
from domain.kernel.batches import malformed
from domain.kernel.validation import ERRORS_MAX, command

KNOWN: Mapping[str, type[Any]] = {
    "view": View,
    "cart": Cart,
    "review": Review,
    "share": Share,
    "contribution": Contributed,
}
DATA_BYTES_MAX = 16 * 1024
SCHEMA_BYTES_MAX = 16 * 1024
DEPTH_MAX = 16
TYPES_MAX = 100
# Clocks differ, and a shop's may be set to its own zone by mistake.
AHEAD_MAX = timedelta(days=1)
# What a visitor did before that stays nobody's.
LINKED_WITHIN = timedelta(days=90)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
FINGERPRINT_BYTES = 16
# A reference could lead elsewhere, or to itself; a pattern can take for ever.
BARRED = ("$ref", "$dynamicRef", "pattern", "patternProperties")

OF_SCHEMAS = Draft202012Validator(Draft202012Validator.META_SCHEMA)

Check: TypeAlias = Callable[[Content], None]

encode = msgspec.json.Encoder().encode
encode_sorted = msgspec.json.Encoder(order="sorted").encode


def check(event: Record, now: datetime) -> None:
    """Refuse what is no event, whatever its type."""
    found: list[tuple[str, str]] = []
    if not EARLIEST <= event.occurred_at <= now + AHEAD_MAX:
        found.append(("/occurred_at", "Before 1970, or in the future."))
    who = event.customer
    if who and not any((who.id, who.external_id, who.email, who.phone, who.visitor_id)):
        found.append(("/customer", "Names nobody: give at least one field."))
    if len(encode(event.data)) > DATA_BYTES_MAX:
        found.append(("/data", f"More than {DATA_BYTES_MAX} bytes."))
    elif _is_unfit(event.data, DEPTH_MAX):
        found.append(("/data", "Nested too deeply, or with a NUL character."))
    if found:
        errors = (FieldError(pointer=at, detail=detail) for at, detail in found)
        raise Malformed(tuple(errors))


def check_schema(schema: Content) -> None:
    """Refuse what is no schema that we can rely upon."""
    if len(encode(schema)) > SCHEMA_BYTES_MAX or _is_unfit(schema, DEPTH_MAX):
        raise malformed("/schema", "Too long, nested too deeply, or with a NUL.")
    for keyword in _keywords(schema):
        if keyword in BARRED:
            raise malformed("/schema", f"`{keyword}` is not taken.")
    for fault in _faults(OF_SCHEMAS, schema):
        raise malformed(f"/schema{_pointer(fault)}", fault.message)


def checker(type_: str, schema: Content | None) -> Check | None:
    """Return what refuses other things than events of a type tell; None of no type."""
    known = KNOWN.get(type_)
    if known is not None:
        return lambda data: _check_known(known, data)
    if schema is None:
        return None
    validator = Draft202012Validator(schema, registry=Registry())
    return lambda data: _check_custom(validator, data)


def fingerprint(event: Record, key: bytes) -> bytes:
    """Return the same bytes for the same event, and others for another."""
    content = (
        event.source,
        event.external_id,
        event.occurred_at.astimezone(UTC),
        event.type,
        event.customer,
        event.data,
    )
    digest = blake2b(encode_sorted(content), key=key, digest_size=FINGERPRINT_BYTES)
    return digest.digest()


def _check_known(known: type[Any], data: Content) -> None:
    try:
        command(data, known)
    except Malformed as refusal:
        raise _within_data(refusal.errors) from refusal


def _check_custom(validator: Draft202012Validator, data: Content) -> None:
    found = [
        FieldError(pointer=_pointer(error), detail=_detail(error))
        for _, error in zip(range(ERRORS_MAX), _faults(validator, data), strict=False)
    ]
    if found:
        raise _within_data(tuple(found))


def _faults(
    validator: Draft202012Validator, data: Content
) -> Iterator[ValidationError]:
    # The library leaves the type of what it checks open.
    faults: Any = validator.iter_errors(data)  # pyright: ignore[reportUnknownMemberType]
    return iter(faults)


def _detail(error: ValidationError) -> str:
    """Say what was expected, and nothing of what was found."""
    keyword: Any = error.validator
    return f"Does not satisfy `{keyword}`: {encode(error.validator_value).decode()}."


def _within_data(errors: tuple[FieldError, ...]) -> Malformed:
    return Malformed(
        tuple(
            FieldError(pointer=f"/data{each.pointer}", detail=each.detail)
            for each in errors
        )
    )


def _pointer(error: ValidationError) -> str:
    places = (str(each) for each in error.absolute_path)
    return "".join(
        f"/{place.replace('~', '~0').replace('/', '~1')}" for place in places
    )


def _keywords(schema: Any) -> Iterator[str]:
    """Give every key of a schema whose value makes it a keyword, at any depth."""
    if isinstance(schema, dict):
        for key, value in cast("dict[str, Any]", schema).items():
            if isinstance(value, str) or key == "patternProperties":
                yield key
            yield from _keywords(value)
    elif isinstance(schema, list):
        for each in cast("list[Any]", schema):
            yield from _keywords(each)


def _is_unfit(value: Any, depth: int) -> bool:
    """Tell whether PostgreSQL, or whoever reads it, could not take a value."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        parts = [*cast("dict[str, Any]", value).items()]
        return depth == 0 or any(
            _is_unfit(part, depth - 1) for pair in parts for part in pair
        )
    if isinstance(value, list):
        return depth == 0 or any(
            _is_unfit(each, depth - 1) for each in cast("list[Any]", value)
        )
    return False
