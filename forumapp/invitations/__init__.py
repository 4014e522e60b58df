"""Who was invited by name to a forum, and what became of it."""
