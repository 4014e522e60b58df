"""Against floods: how often one network may knock. Sign-in and registrations count for themselves."""

from flask import Flask, current_app, request
from flask_limiter import Limiter

from forumapp.web.networks import asker_network

NEVER_LIMITED = "/health/"


def start_limits(app: Flask) -> None:
    """REQUESTS_PER_NETWORK a minute, counted by each web process in its own memory."""
    limiter = Limiter(
        asker_network,
        application_limits=[lambda: f"{current_app.config['REQUESTS_PER_NETWORK']} per minute"],
        storage_uri="memory://",
    )
    limiter.request_filter(lambda: request.path.startswith(NEVER_LIMITED))
    limiter.init_app(app)
