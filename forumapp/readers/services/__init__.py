"""Who reads: asked for and ended, told of announcements, forgotten."""
