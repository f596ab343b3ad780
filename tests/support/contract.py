"""The vendors' published descriptions, through the checker beside the repository."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

PLACE = Path("shared", "tools", "vendor_contract.py")
MAILTRAP_READING = "mailtrap-reading"
"""Mailtrap sends and is read at two hosts, each with its description; the checker knows one."""

MISSING = "the vendors' descriptions are not here"


@pytest.fixture(scope="session")
def vendor_contract() -> ModuleType:
    """The checker; where its folder is not present, the end of the run says so loudly.

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
    pytest.skip(f"{MISSING}: no {PLACE} above the repository")


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
    if unheld:
        terminalreporter.section("NOT CHECKED AGAINST THE VENDORS", sep="!", red=True, bold=True)
        terminalreporter.line(f"{MISSING}: {len(unheld)} tests were left out.", red=True)
