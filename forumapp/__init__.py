"""forumapp: plans a delegation's forums, announces them, takes the registrations.

`create_app` is the table of contents of the application.
"""

import sys
from typing import Any

from flask import Flask

if sys.flags.optimize:
    sys.exit(
        "forumapp does not run under python -O: a library it trusts checks its input with assert."
    )


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """The WSGI application. `config` is what `config.flask_config` returns; left out: the environment's."""
    from forumapp import cli, desk, site, web  # noqa: PLC0415 - reading forumapp.core must not start the surfaces

    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(config or settings_from_environment())
    web.start_logs(app)
    web.start_database(app)
    web.start_limits(app)
    web.start_headers(app)
    web.start_requests(app)
    web.start_languages(app)
    web.start_accounts(app)
    web.start_guards(app)
    web.start_forms(app)
    web.start_rendering(app)
    web.start_errors(app)
    web.start_static_files(app)
    site.start(app)
    desk.start(app)
    cli.start(app)
    web.check_every_route_is_guarded(app)
    return app


def settings_from_environment() -> dict[str, Any]:
    """The settings, or one plain sentence and the end."""
    from config import BadSetting, flask_config, read_settings  # noqa: PLC0415

    try:
        return flask_config(read_settings())
    except BadSetting as wrong:
        sys.exit(str(wrong))
