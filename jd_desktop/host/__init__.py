"""This computer: folders, keyring, preferences, logs."""
