"""Announcements and what belongs to them: versions, previews, the archive that was read in."""
