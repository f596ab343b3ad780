"""The central, as a desktop speaks with it: one module for each thing asked of it."""
