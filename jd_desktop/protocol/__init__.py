"""What a desktop and the central say to each other, versioned."""
