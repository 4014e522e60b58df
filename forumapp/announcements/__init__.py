"""Announcements: drafted from facts, released at a time, corrected in the open; old releases imported."""
