"""The demonstration: one true story and an invented season around it."""
