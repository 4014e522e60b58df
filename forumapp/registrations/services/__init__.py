"""What is done to registrations: one file per group of verbs."""
