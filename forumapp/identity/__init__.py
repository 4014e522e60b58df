"""Accounts: who signs in to the desk, in which role, and what each role may do."""
