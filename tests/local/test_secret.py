"""The master key: made once, kept closed, never guessed anew."""

import stat
from base64 import b64decode
from pathlib import Path

import pytest

from local.environment import master_key
from local.home import Home, HomeError


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    place = Home(tmp_path)
    key, is_kept = master_key(place, {})
    assert is_kept
    assert len(b64decode(key, validate=True)) == 32
    assert master_key(place, {}) == (key, True)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_the_environment_wins_and_nothing_is_written(tmp_path: Path) -> None:
    given = {"STAMGAST_MASTER_KEY": "c2VjcmV0"}
    assert master_key(Home(tmp_path), given) == ("c2VjcmV0", False)
    assert list(tmp_path.iterdir()) == []


def test_a_lost_key_is_not_replaced_while_there_are_data(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(HomeError, match="is gone"):
        master_key(Home(tmp_path), {})
