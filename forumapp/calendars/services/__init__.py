"""Keeping written entries as the records are (`refresh`, `following`); mail to one person (`invite`)."""
