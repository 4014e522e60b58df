"""How long the caches between here and a reader may keep an answer that is the same for everybody."""

from datetime import datetime

from flask import Response, g

from forumapp.publishing.moments import next_release


def let_caches_keep(response: Response, seconds: int) -> Response:
    """For `seconds` at most, and never beyond the next release: what is public then is not to wait."""
    return let_caches_keep_until(next_release(g.now), response, seconds)


def let_caches_keep_until(release: datetime | None, response: Response, seconds: int) -> Response:
    """The same, where the next release is known already."""
    left = seconds if release is None else min(seconds, int((release - g.now).total_seconds()))
    response.headers["Cache-Control"] = f"public, max-age={left}"
    return response
