"""The encrypted local database."""
