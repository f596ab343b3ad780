"""Conflicts: before, yours, theirs; one decision."""
