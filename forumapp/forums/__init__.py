"""Conferences and forums: sessions, appearances, organizer lines, and the ledger of their changes."""
