"""Of how many people it is told how many they are: one rule for all who count."""

import re

import pytest

from domain.kernel.personal import PEOPLE_MIN, crowd
from tests.architecture.tree import ROOT, SOURCES


@pytest.mark.parametrize(("people", "told"), [(0, None), (9, None), (10, 10), (11, 11)])
def test_fewer_than_ten_people_are_not_counted(people: int, told: int | None) -> None:
    assert crowd(people) == told


def test_there_is_one_number_for_it() -> None:
    assert PEOPLE_MIN == 10
    named = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"\bPEOPLE_MIN\s*[:=]", path.read_text())
    ]
    assert named == ["domain/kernel/personal.py"]
