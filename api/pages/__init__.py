"""Pages for people: bundled, and loading nothing from elsewhere."""
