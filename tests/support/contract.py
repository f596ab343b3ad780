"""The vendors' published descriptions, through the checker beside the repository."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def vendor_contract() -> ModuleType:
    """The checker; a test that cannot hold us to the vendor's word must not pass."""
    root = Path(__file__).resolve().parents[2]
    for place in (root.parent, root):
        file = place / "shared" / "tools" / "vendor_contract.py"
        if file.exists():
            spec = importlib.util.spec_from_file_location("vendor_contract", file)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    pytest.fail("shared/tools/vendor_contract.py must lie beside the repository", pytrace=False)
