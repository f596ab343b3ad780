"""The school's computers: how each stands, its name, its access."""
