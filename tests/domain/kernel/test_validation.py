"""What does not fit is named, field by field, as often as it comes."""

from collections.abc import Mapping
from dataclasses import make_dataclass
from typing import Annotated, TypeAlias

import pytest
from msgspec import Meta

from domain.kernel import FieldError, Malformed
from domain.kernel.validation import command

Tag: TypeAlias = Annotated[str, Meta(pattern="^[a-z]*$", max_length=200)]
Tags: TypeAlias = Annotated[tuple[Tag, ...], Meta(max_length=9)]
Said = make_dataclass("Said", [("said", Mapping[Tag, Tag | bool | int | float | Tags])])


def test_what_is_wrong_some_ten_thousand_times_crashes_nothing() -> None:
    # What msgspec makes anew of such a type at each conversion, it frees too often.
    fault = FieldError(pointer="/said", detail="Expected `object`, got `array`")
    for _ in range(30_000):
        with pytest.raises(Malformed) as refusal:
            command({"said": []}, Said)
        assert refusal.value.errors == (fault,)
