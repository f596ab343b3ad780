"""Students: the list, a card, the form."""
