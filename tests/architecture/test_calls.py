"""Calls that the project does without, wherever they are written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import name, parsed, programs

BANNED = {
    "setStyleSheet": "the look comes from the palette and the style",
    "processEvents": "the event loop is Qt's",
    "QMessageBox": "a person is told in the window, not in front of it",
    "time.sleep": "wait for what you wait for",
    "xfail": "a test passes or is mended",
    "skip": "a test runs wherever the suite runs",
    "flaky": "a test that fails sometimes is wrong always",
}
ALLOWED = {("tests/support/contract.py", "skip")}
"""The vendors' descriptions are not ours to publish: without them the run says loudly so."""
UNEXPLAINED = re.compile(r"#\s*type:\s*ignore\s*$")


def banned(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each banned thing, and of each except that catches all."""
    for node in ast.walk(tree):
        said = _name(node)
        if said in BANNED:
            yield node.lineno, said  # type: ignore[attr-defined]
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "except"


def _name(node: ast.AST) -> str:
    """Return what a node names; a sleep only where it stops a thread."""
    if isinstance(node, ast.Attribute):
        of = node.value.id if isinstance(node.value, ast.Name) else ""
        return f"time.{node.attr}" if of == "time" else node.attr
    if isinstance(node, ast.ImportFrom):
        told = [f"time.{a.name}" if node.module == "time" else a.name for a in node.names]
        return next((each for each in told if each in BANNED), "")
    return node.id if isinstance(node, ast.Name) else ""


def test_no_banned_call_is_made() -> None:
    found = [
        f"{name(f)}:{at}: {what}"
        for f in programs()
        for at, what in banned(parsed(f))
        if (name(f), what) not in ALLOWED
    ]
    assert found == []


def test_no_type_error_is_silenced_without_a_code() -> None:
    found = [
        f"{name(file)}:{number}"
        for file in programs()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if UNEXPLAINED.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("what", sorted(BANNED))
@pytest.mark.parametrize("shape", ["{}.{}(1)", "from {} import {}", "x = {}.{}"])
def test_a_banned_call_would_be_seen(what: str, shape: str) -> None:
    module, _, called = what.rpartition(".")
    tree = ast.parse(shape.format(module or "thing", called))
    assert [seen for _, seen in banned(tree)] == [what]


def test_an_except_that_catches_all_would_be_seen() -> None:
    tree = ast.parse("try:\n    work()\nexcept:\n    pass\n")
    assert list(banned(tree)) == [(3, "except")]


def test_ordinary_code_is_left_alone() -> None:
    tree = ast.parse("try:\n    asyncio.sleep('skip')\nexcept ValueError:\n    raise\n")
    assert list(banned(tree)) == []
