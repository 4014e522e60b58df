"""Against floods: how often one network may knock."""

from flask import Flask


def start_limits(app: Flask) -> None:
    """Flood limits are set up here."""
