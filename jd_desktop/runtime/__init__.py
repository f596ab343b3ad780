"""Threads, clock and session of a running program."""
