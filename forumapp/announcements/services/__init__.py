"""What is done to announcements: one file per group of verbs."""
