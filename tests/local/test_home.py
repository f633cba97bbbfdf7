"""The home: who may use it, and that only one does."""

import os
import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from local.home import Home, HomeError, home
from local.service import PROJECT


def test_the_project_is_home_unless_the_environment_names_another() -> None:
    assert home({}).path == PROJECT / ".stamgast"
    assert home({"STAMGAST_HOME": "/elsewhere"}).path == Path("/elsewhere")


def test_a_second_one_is_refused_in_a_sentence(tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    with place.locked():
        assert place.is_locked()
        with pytest.raises(
            HomeError, match=rf"already runs .* \(process {os.getpid()}"
        ):
            place.locked().__enter__()
    assert not place.is_locked()
    with place.locked():
        pass


def _hold(path: Path, ready: int) -> None:
    with Home(path).locked():
        os.write(ready, b"1")
        os.kill(os.getpid(), 9)


def test_whoever_is_killed_holds_no_lock(tmp_path: Path) -> None:
    read, write = os.pipe()
    process = get_context("fork").Process(target=_hold, args=(tmp_path / "h", write))
    process.start()
    assert os.read(read, 1) == b"1"
    process.join()
    assert process.exitcode == -9
    with Home(tmp_path / "h").locked():
        pass


def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    with place.locked(), place.fresh_sockets() as sockets:
        assert stat.S_IMODE(place.path.stat().st_mode) == 0o700
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700


def test_sockets_have_a_short_path_however_deep_the_home_is(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a directory with a long name"] * 6)
    place = Home(deep)
    with place.locked(), place.fresh_sockets() as sockets:
        assert place.sockets == sockets
        assert len(str(sockets / "postgres" / ".s.PGSQL.5432")) <= 103
    assert place.sockets is None
    assert not sockets.exists()


def test_sockets_that_a_killed_one_left_are_cleared(tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    left = tmp_path / "left"
    left.mkdir()
    with place.locked():
        (place.path / "sockets").write_text(str(left))
        with place.fresh_sockets():
            assert not left.exists()
