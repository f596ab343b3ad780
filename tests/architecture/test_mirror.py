"""Every module that does something has a test of its own, or a test that uses it by name."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT, name, parsed, programs, sources

# Met through another's test alone: the module, and the test that would fail without it.
MET_THROUGH: dict[str, str] = {}


def has_functions(file: Path) -> bool:
    """Whether there is anything to test in a module."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return any(isinstance(node, functions) for node in ast.walk(parsed(file)))


def mirror_of(file: Path) -> Path:
    """Return where a module's own test lies."""
    inside = file.relative_to(PACKAGE)
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


def named_in_tests() -> set[str]:
    """Return every module of ours that a test imports."""
    found = set()
    for file in programs():
        if not file.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
            elif isinstance(node, ast.Import):
                found |= {a.name for a in node.names}
    return found


def unmet() -> set[str]:
    """Return the modules that no test meets by name; migrations are met by migrating."""
    named = named_in_tests()
    return {
        name(file)
        for file in sources()
        if "migrations" not in file.parts
        and has_functions(file)
        and not mirror_of(file).exists()
        and name(file).removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
        not in named
    }


def test_every_module_is_met_by_a_test() -> None:
    assert sorted(unmet() - MET_THROUGH.keys()) == []


def test_the_list_of_exceptions_holds_nothing_stale() -> None:
    assert sorted(MET_THROUGH.keys() - unmet()) == []
    assert sorted(t for t in MET_THROUGH.values() if not (ROOT / t).is_file()) == []
