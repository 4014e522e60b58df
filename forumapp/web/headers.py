"""What every answer carries so that a browser trusts nothing that is not ours."""

from flask import Flask, Response, current_app, request
from flask_compress import Compress

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "font-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "manifest-src 'self'; "
    "frame-ancestors 'none'"
)
PRIVATE_PLACES = (
    *("/desk", "/account", "/sign-in", "/sign-out"),
    *("/registrations/", "/invitations/", "/offers/", "/focal/", "/calendars/"),
    "/previews/",
    "/readers/",
)


def start_headers(app: Flask) -> None:
    app.config.setdefault("COMPRESS_STREAMS", False)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    Compress(app)
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if current_app.config["IS_HTTPS"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if is_private(request.path):
        headers.setdefault("Cache-Control", "no-store")
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Robots-Tag"] = "noindex"
    else:
        headers.setdefault("Cache-Control", "no-cache")
    return response


def is_private(at: str) -> bool:
    """Pages that hold somebody's data or act for somebody, in whichever language."""
    bare = at
    for language in current_app.config["LANGUAGES"][1:]:
        bare = bare.removeprefix(f"/{language}")
    return bare.startswith(PRIVATE_PLACES) or bare.endswith("/register")
