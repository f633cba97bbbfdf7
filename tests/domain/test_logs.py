"""Logs: kinds and places of what went wrong, and nobody's name."""

import json

import pytest
import structlog

from domain import logs


def fail() -> None:
    first = ValueError("ann@example.com")
    failure = ExceptionGroup("ann", [KeyError("ann"), OSError("ann")])
    first.__cause__ = failure  # In a ring, as a driver's may be.
    raise failure from first


def test_an_error_is_described_without_its_words() -> None:
    with pytest.raises(ExceptionGroup) as failed:
        fail()
    described = logs.described(failed.value)
    assert described["errors"] == [
        "builtins.ExceptionGroup",
        "builtins.KeyError",
        "builtins.OSError",
        "builtins.ValueError",
    ]
    assert described["frames"][-1].endswith("test_logs.py:15 fail")
    assert "ann" not in json.dumps(described)


def test_a_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().info("request", ms=1.5, odd={1, 2})
    structlog.reset_defaults()
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "request", "level": "info", "ms": 1.5, "odd": [1, 2]}
