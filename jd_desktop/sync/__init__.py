"""Agreeing with the central."""
