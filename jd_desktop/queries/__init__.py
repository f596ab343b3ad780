"""What screens and commands ask; frozen rows out, nothing formatted."""
