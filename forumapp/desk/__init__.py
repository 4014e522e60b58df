"""The organizer's desk: one file per record; each offers a blueprint `pages` under `/desk/`."""

from flask import Blueprint, Flask

from forumapp.desk import history, themes
from forumapp.desk.frame import frame_context

PARTS: tuple[Blueprint, ...] = (
    history.pages,
    themes.pages,
)


def start(app: Flask) -> None:
    surface = Blueprint("desk", __name__, url_prefix="/desk")
    surface.context_processor(frame_context)
    for part in PARTS:
        surface.register_blueprint(part)
    app.register_blueprint(surface)
