"""Devices at the door, and what they note."""
