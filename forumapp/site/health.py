"""What a supervisor asks: does it run, and can it work. By any host name, without a session."""

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from forumapp.core.health import present_warning
from forumapp.core.heartbeat import is_silent
from forumapp.institution.queries import correspondence_warning
from forumapp.web.guards import open_to_everybody

WORKER = "worker"
pages = Blueprint("health", __name__)


@pages.get("/health/live")
@open_to_everybody
def show_life() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="live")


@pages.get("/health/ready")
@open_to_everybody
def show_readiness() -> ResponseReturnValue:
    """503 when the database does not answer. A silent worker is told, but pages are served without it."""
    try:
        worker = "silent" if is_silent(WORKER, g.now) else "alive"
        found = (present_warning(), correspondence_warning())
    except SQLAlchemyError:
        return jsonify(status="not ready", database="unreachable"), 503
    warnings = [warning for warning in found if warning]
    return jsonify(status="ready", database="reachable", worker=worker, warnings=warnings)
