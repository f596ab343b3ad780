"""What people do: one transaction, one intention, Changes out."""
