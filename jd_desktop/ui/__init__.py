"""A person's side: Qt Widgets."""
