"""The screen of messages: what waits, needs a person, failed and went."""
