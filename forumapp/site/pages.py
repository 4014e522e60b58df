"""The institution's own pages: privacy, accessibility, contact."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forumapp.web.guards import open_to_everybody
from forumapp.web.rendering import current_institution

pages = Blueprint("pages", __name__)


@pages.get("/privacy")
@open_to_everybody
def show_privacy() -> ResponseReturnValue:
    return render_template("site/pages/show_privacy.html", text=current_institution().privacy_page)


@pages.get("/accessibility")
@open_to_everybody
def show_accessibility() -> ResponseReturnValue:
    return render_template(
        "site/pages/show_accessibility.html", text=current_institution().accessibility_page
    )


@pages.get("/contact")
@open_to_everybody
def show_contact() -> ResponseReturnValue:
    return render_template("site/pages/show_contact.html", text=current_institution().contact_page)
