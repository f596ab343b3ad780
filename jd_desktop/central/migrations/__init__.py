"""Alembic migrations of the central's database."""
