"""What is done to conferences and forums: one file per group of verbs."""
