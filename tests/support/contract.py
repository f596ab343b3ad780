"""The vendors' published descriptions, through the checker beside the repository."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

PLACE = Path("shared", "tools", "vendor_contract.py")
MAILTRAP_READING = "mailtrap-reading"
"""Mailtrap sends and is read at two hosts, each with its description; the checker knows one."""

MISSING = "the vendors' descriptions are not here"


_DESCRIBED = {"sparkpost": 0, "stripe": 600, "twilio": 300, "mailtrap": 502, MAILTRAP_READING: 405}
"""The first status of each that nobody describes."""

UNHELD = pytest.StashKey[int]()

Hold = Callable[[str, list[dict[str, Any]]], None]


@cache
def checker() -> ModuleType | None:
    """Return the checker, None where its folder is not present.

    It is looked for beside every folder above the repository, and in JD_SHARED's parent.
    """
    for place in _places():
        file = place / PLACE
        if file.exists():
            spec = importlib.util.spec_from_file_location("vendor_contract", file)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            _add_reading(module)
            return module
    return None


@pytest.fixture(scope="session")
def vendor_contract() -> ModuleType:
    """The checker; where its folder is not present, the end of the run says so loudly."""
    found = checker()
    if found is None:
        pytest.skip(f"{MISSING}: no {PLACE} above the repository")
    return found


@pytest.fixture
def hold(request: pytest.FixtureRequest) -> Hold:
    """Hold all that a test and a stand-in said to each other against what the vendor publishes."""

    def held(name: str, traffic: list[dict[str, Any]]) -> None:
        contract = checker()
        if contract is None:
            stash = request.config.stash
            stash[UNHELD] = stash.get(UNHELD, 0) + len(traffic)
        else:
            assert breaches(traffic, name, contract) == []

    return held


def breaches(traffic: list[dict[str, Any]], name: str, contract: ModuleType) -> list[str]:
    """Return what in the talk with a stand-in is not as the vendor describes it.

    SparkPost publishes no schema of its answers: those are held against its examples elsewhere.
    Twilio describes no refusal, and nobody a gateway's.
    """
    found: list[str] = []
    for said in traffic:
        method, path, status = said["method"], said["path"], said["status"]
        by = MAILTRAP_READING if path.startswith("/api/sandboxes/") else name
        body = said["body"] if "body" in said else urlencode(said["fields"])
        found += contract.problems_in_request(
            by, method, path, query=said["query"], body=body.encode()
        )
        described = _DESCRIBED[by]
        if 0 < status < described:
            found += contract.problems_in_response(by, method, path, status, said["answer"])
    return found


def _add_reading(checker: ModuleType) -> None:
    """Let the checker read the description of Mailtrap's sandboxes too, as MAILTRAP_READING."""
    known = checker._spec

    @cache
    def spec(provider: str) -> Any:
        if provider != MAILTRAP_READING:
            return known(provider)
        written = (checker.SPECS / "mailtrap" / "sandbox.openapi.yml").read_text("utf-8")
        return yaml.load(written, getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    checker.__dict__["_spec"] = spec


def _places() -> Iterator[Path]:
    told = os.environ.get("JD_SHARED")
    if told:
        yield Path(told).parent
    root = Path(__file__).resolve().parents[2]
    yield from (root, *root.parents)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how many tests could not hold us to the vendors' word."""
    skipped = terminalreporter.stats.get("skipped", [])
    unheld = [report for report in skipped if MISSING in str(report.longrepr)]
    silent = terminalreporter.config.stash.get(UNHELD, 0)
    if unheld or silent:
        terminalreporter.section("NOT CHECKED AGAINST THE VENDORS", sep="!", red=True, bold=True)
        terminalreporter.line(f"{MISSING}: {len(unheld)} tests were left out,", red=True)
        terminalreporter.line(f"{silent} requests of the others were held to nothing.", red=True)
