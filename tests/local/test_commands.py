"""`stamgast tenant`, `key`, `migrate` and `doctor`, as typed."""

import re
from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from domain.settings import Settings
from local import secret
from local.checks import Finding, Verdict, all_findings
from local.home import Home
from local.main import app
from local.operating import CommandRefusedError

KEY = re.compile(r"key_[0-9a-f]{32}")


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STAMGAST_HOME", str(tmp_path))
    monkeypatch.setenv(secret.NAME, b64encode(bytes(32)).decode())


@pytest.fixture
def shop() -> str:
    slug = f"shop-{uuid4().hex[:12]}"
    assert _type("tenant", "create", slug, "--name", "A shop").exit_code == 0
    return slug


def _type(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def _refusal(*words: str) -> str:
    result = _type(*words)
    assert isinstance(result.exception, CommandRefusedError), result.output
    return str(result.exception)


def test_a_tenant_is_suspended_and_resumed(shop: str) -> None:
    for verb, status in (("suspend", "suspended"), ("resume", "active")):
        assert _type("tenant", verb, shop).output.strip() == f"{shop} is {status}."
        listed = _type("tenant", "list").output.splitlines()
        (line,) = [line for line in listed if shop in line]
        assert status in line.split()
    assert _refusal("tenant", "suspend", "x") == "There is no tenant called x."


def test_a_tenant_is_made_once_and_listed(shop: str) -> None:
    assert "of that name already" in _refusal("tenant", "create", shop)
    (line,) = (
        line for line in _type("tenant", "list").output.splitlines() if shop in line
    )
    assert line.split()[2:] == ["live", "active", "A", "shop"]


def test_a_tenant_is_given_a_quota_and_let_go_of_it(shop: str) -> None:
    limited = _type("tenant", "quota", shop, "--requests-per-day", "5000").output
    assert limited.strip() == f"{shop} may make 5,000 requests a day."
    free = _type("tenant", "quota", shop).output
    assert free.strip() == f"{shop} may make any number of requests."


def test_a_sandbox_is_wiped_and_a_live_tenant_is_not(shop: str) -> None:
    assert "only a sandbox can be wiped" in _refusal("tenant", "wipe", shop)
    tried = f"{shop}-tried"
    for _ in range(2):  # Its name is free again.
        assert _type("tenant", "create", tried, "--sandbox").exit_code == 0
        said = _type("tenant", "wipe", tried, "--at-once").output
        assert re.fullmatch(rf"{tried} is gone, and \d+ rows with it.\n", said), said
    assert _refusal("tenant", "wipe", tried) == f"There is no tenant called {tried}."


def test_what_is_no_name_is_refused_with_a_reason() -> None:
    assert "$.slug" in _refusal("tenant", "create", "No Name")
    assert "time zone" in _refusal("tenant", "create", "x", "--time-zone", "Mars/Base")


def test_a_key_is_made_rotated_and_revoked(shop: str) -> None:
    made = _type("key", "create", shop, "--name", "till", "--scope", "orders:write")
    assert re.search(r"^sk_live_[\w-]{43}$", made.output, re.MULTILINE)
    (old,) = KEY.findall(made.output)
    rotated = _type("key", "rotate", shop, old, "--overlap-hours", "1")
    (new,) = KEY.findall(rotated.output)
    assert "revoked" in _type("key", "revoke", shop, new).output
    lines = _type("key", "list", shop).output.splitlines()
    assert [KEY.findall(line) for line in lines] == [[new], [], [old], []]
    assert "revoked 20" in lines[0]
    assert "until 20" in lines[2]
    assert lines[1].strip() == lines[3].strip() == "orders:write"


def test_a_key_for_browsers_grants_what_everybody_may_read(shop: str) -> None:
    web = ("--name", "web", "--origin", "https://shop.example")
    assert "pk_live_" in _type("key", "create", shop, *web).output
    listed = _type("key", "list", shop).output
    assert "catalogue:read community:read programme:read" in listed
    assert "orders:write" in _refusal(
        "key", "create", shop, *web, "--scope", "orders:write"
    )


def test_keys_of_nobody_are_not_there(shop: str) -> None:
    assert _refusal("key", "list", "nobody") == "There is no tenant called nobody."
    nobody = "key_" + "0" * 32
    assert "no such" in _refusal("key", "revoke", shop, nobody)


def test_to_migrate_again_changes_nothing() -> None:
    assert re.fullmatch(r"At \w+\.\n", _type("migrate").output)


def test_the_doctor_finds_a_migrated_fenced_and_punctual_database() -> None:
    result = _type("doctor")
    lines = {
        line[13:35].strip(): line[:13].strip() for line in result.output.splitlines()
    }
    for subject in (
        "Python",
        "Database",
        "Role",
        "Migrations",
        "Row security",
        "Sight",
        "Clock",
    ):
        assert lines[subject] == "good", result.output
    assert lines["Queue"] == "not checked"


def test_the_doctor_names_what_is_wrong_and_what_to_do(
    tmp_path: Path, database_url: str
) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    given = {
        "DATABASE_URL": nowhere,
        "REDIS_URL": "redis://127.0.0.1:1",
        secret.NAME: "short",
    }
    found = {one.subject: one for one in all_findings(Home(tmp_path), given)}
    for subject in ("Database", "Queue", "Master key"):
        assert found[subject].verdict is Verdict.BAD
        assert found[subject].advice
    assert _finding(tmp_path, {"DATABASE_URL": database_url}, "Master key").verdict is (
        Verdict.UNKNOWN
    )


@pytest.mark.usefixtures("shop")
def test_the_doctor_minds_news_that_nobody_carries(
    tmp_path: Path, database_url: str
) -> None:
    given = {"DATABASE_URL": database_url}
    for waits, verdict in (("10 seconds", Verdict.GOOD), ("2 minutes", Verdict.BAD)):
        with psycopg.connect(database_url) as connection:
            late = "UPDATE outbox SET ring_at = now() - %s::interval"
            assert connection.execute(late, [waits]).rowcount > 0
        assert _finding(tmp_path, given, "News").verdict is verdict


@pytest.mark.usefixtures("shop")
def test_news_that_was_given_up_is_found_and_told_again(
    tmp_path: Path, database_url: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE outbox SET ring_at = NULL, done_at = now()")
        given_up = "UPDATE outbox SET done_at = NULL, rings = 12 WHERE id IN (%s)"
        one = given_up % "SELECT id FROM outbox LIMIT 1"
        assert connection.execute(one).rowcount == 1
    found = _finding(tmp_path, {"DATABASE_URL": database_url}, "News")
    assert found.verdict is Verdict.BAD
    assert found.found == "0 are due, for 0 s at most; 1 were given up"
    assert "stamgast news again" in found.advice
    assert _type("news", "show").output == "0 wait, 1 were given up.\n"
    assert _type("news", "again").output == "1 are told again.\n"
    assert _type("news", "show").output == "1 wait, 0 were given up.\n"


def test_the_doctor_minds_a_key_that_others_may_read(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text(f"{secret.NAME}=x\n")
    (tmp_path / "secrets.env").chmod(0o644)
    found = _finding(tmp_path, {}, "Master key")
    assert (found.verdict, found.advice) == (Verdict.BAD, "chmod 600 it.")


def test_the_doctor_asks_the_queue_whether_it_remembers(
    tmp_path: Path, queue_url: str
) -> None:
    found = _finding(tmp_path, {"REDIS_URL": queue_url}, "Append-only file")
    assert (found.verdict, found.found) == (Verdict.GOOD, "on")


def test_the_example_key_is_what_the_settings_want() -> None:
    urls = {"DATABASE_URL": "", "REDIS_URL": ""}
    with pytest.raises(ValueError, match="32 bytes"):
        Settings.of(urls | {secret.NAME: b64encode(bytes(31)).decode()})


def _finding(home: Path, given: dict[str, str], subject: str) -> Finding:
    found = {one.subject: one for one in all_findings(Home(home), given)}
    return found[subject]


def test_commands_say_when_there_is_nothing_yet(
    monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    empty = make_url(database_url).set(database="postgres")
    monkeypatch.setenv("DATABASE_URL", empty.render_as_string(hide_password=False))
    assert _refusal("ledger", "seal", "--tenant", "bakery") == (
        "The database has no tables yet: `stamgast migrate` makes them."
    )
    monkeypatch.delenv("DATABASE_URL")
    assert _refusal("tenant", "list").startswith(f"There is nothing in {tmp_path} yet")
    assert list(tmp_path.iterdir()) == []
