"""Loopback stand-ins that speak the vendors' own wire formats."""
