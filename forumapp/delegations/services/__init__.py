"""What is done to delegations: one file per group of verbs."""
