"""Between the web and the features: requests, languages, guards, errors, forms, rendering, headers."""

from forumapp.web.accounts import start_accounts
from forumapp.web.database import start_database
from forumapp.web.errors import start_errors
from forumapp.web.forms import start_forms
from forumapp.web.guards import check_every_route_is_guarded, start_guards
from forumapp.web.headers import start_headers
from forumapp.web.languages import start_languages
from forumapp.web.limits import start_limits
from forumapp.web.logs import start_logs
from forumapp.web.rendering import start_rendering
from forumapp.web.requests import start_requests
from forumapp.web.static_files import start_static_files

__all__ = [
    "check_every_route_is_guarded",
    "start_accounts",
    "start_database",
    "start_errors",
    "start_forms",
    "start_guards",
    "start_headers",
    "start_languages",
    "start_limits",
    "start_logs",
    "start_rendering",
    "start_requests",
    "start_static_files",
]
