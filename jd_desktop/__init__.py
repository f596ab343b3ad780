"""Just Driving Desktop: a driving school's calendar that works without a network."""

__version__ = "0.1.0"
