"""A setting, for features: they know its name, not where it comes from."""

from typing import Any

from flask import current_app


def setting(name: str) -> Any:
    """The value of a setting of config.py by its name in capitals."""
    return current_app.config[name]
