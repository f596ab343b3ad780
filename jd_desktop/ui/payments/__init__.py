"""Betalinger: invoices, credit notes and what was paid of them."""
