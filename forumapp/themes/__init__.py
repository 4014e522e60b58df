"""Themes: what forums are about, and which Sustainable Development Goals they serve."""
