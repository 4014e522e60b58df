"""The organizer's desk: one file per record; each offers a blueprint `pages` under `/desk/`."""

from flask import Blueprint, Flask

PARTS: tuple[Blueprint, ...] = ()


def start(app: Flask) -> None:
    surface = Blueprint("desk", __name__, url_prefix="/desk")
    for part in PARTS:
        surface.register_blueprint(part)
    app.register_blueprint(surface)
