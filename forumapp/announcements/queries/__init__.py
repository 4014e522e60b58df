"""Which announcements there are, for the public and for the desk: one file per question."""
