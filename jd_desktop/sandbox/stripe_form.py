"""Stripe's form encoding: a[b][0][c]=v, nested as deep as one likes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

_HEAD, _KEYS = re.compile(r"^[^\[]+"), re.compile(r"\[([^\]]*)\]")


def decode(raw: str) -> dict[str, Any]:
    """Return what a form says; values stay text."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        head = _HEAD.match(name)
        if head is None:
            continue
        keys = [head.group(0), *_KEYS.findall(name)]
        here = root
        for key in keys[:-1]:
            inner = here.setdefault(key, {})
            here = inner if isinstance(inner, dict) else {}
        here[keys[-1]] = value
    return {key: _listed(value) for key, value in root.items()}


def _listed(node: Any) -> Any:
    """Turn what is counted from 0 on into a list."""
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_listed(node[key]) for key in sorted(node, key=int)]
    return {key: _listed(value) for key, value in node.items()}


def whole(said: Any, otherwise: int) -> int:
    """Return a number that was asked for."""
    return int(said) if isinstance(said, str) and said.isdecimal() else otherwise
