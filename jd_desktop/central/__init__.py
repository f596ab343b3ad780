"""The central API; stands on protocol and domain alone."""
