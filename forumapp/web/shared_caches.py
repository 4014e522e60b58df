"""How long the caches between here and a reader may keep an answer that is the same for everybody."""

from flask import Response, g

from forumapp.publishing.moments import next_release


def let_caches_keep(response: Response, seconds: int) -> Response:
    """For `seconds` at most, and never beyond the next release: what is public then is not to wait."""
    release = next_release(g.now)
    left = seconds if release is None else min(seconds, int((release - g.now).total_seconds()))
    response.headers["Cache-Control"] = f"public, max-age={left}"
    return response
