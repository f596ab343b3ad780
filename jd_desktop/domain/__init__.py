"""What is true about a driving school. Plain Python: no I/O, no clock of its own."""
