"""Reaching the outside world, once."""
