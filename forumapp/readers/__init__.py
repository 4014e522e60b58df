"""People who are told by mail when an announcement is released: of everything, or of a theme."""
