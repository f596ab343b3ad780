"""Every Danish sentence in the program, read from its syntax.

Read from the tree and not by babel's extractor, which goes by name alone: SQLAlchemy has a `text`
too, and a call whose sentence is no literal would be passed over in silence.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from tests.architecture.tree import name, parsed, sources

HOME = "jd_desktop.domain.language"


@dataclass(frozen=True)
class Sentence:
    """One call that says something; `many` where it counts.

    `given` is what the call fills in, None where that is not seen: a text may be filled in later.
    """

    where: str
    one: str
    many: str | None
    given: frozenset[str] | None

    @property
    def needed(self) -> set[str]:
        """The placeholders that must be filled in."""
        return placeholders(self.one) | placeholders(self.many or "")


def placeholders(sentence: str) -> set[str]:
    """Return the names in braces."""
    return {field.split(".")[0] for _, field, _, _ in Formatter().parse(sentence) if field}


def sentences(
    files: tuple[Path, ...] | None = None,
) -> tuple[list[Sentence], list[str]]:
    """Return the sentences, and the places where what is said is no literal."""
    found: list[Sentence] = []
    unread: list[str] = []
    for file in sources() if files is None else files:
        tree = parsed(file)
        for call, kind in _calls(tree, _names_of_text(tree)):
            where = f"{_shown(file)}:{call.lineno}"
            literals = [_literal(each) for each in call.args[: 2 if kind == "trn" else 1]]
            if None in literals or not literals:
                unread.append(where)
                continue
            one, many = literals[0] or "", literals[1] if len(literals) > 1 else None
            found.append(Sentence(where, one, many, _given(call, kind)))
    return found, unread


def _shown(file: Path) -> str:
    return file.name if file.is_absolute() and "jd_desktop" not in file.parts else name(file)


def _names_of_text(tree: ast.Module) -> set[str]:
    imports = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == HOME)
    return {a.asname or a.name for node in imports for a in node.names if a.name == "text"}


def _calls(tree: ast.Module, texts: set[str]) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            called = "text" if node.func.id in texts else node.func.id
            if node.func.id in texts or called in ("tr", "trn"):
                yield node, called
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("tr", "trn"):
            yield node, node.func.attr


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _given(call: ast.Call, kind: str) -> frozenset[str] | None:
    later = kind == "text" and not call.keywords
    if later or any(keyword.arg is None for keyword in call.keywords):
        return None
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    return frozenset(names | ({"n"} if kind == "trn" else set()))
