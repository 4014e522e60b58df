"""Reading messages and whom they reach."""
