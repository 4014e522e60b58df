"""Venues and their rooms."""
