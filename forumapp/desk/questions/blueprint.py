"""The blueprint to which the views of this folder belong, and the way back from each of them."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.forums.models import Forum
from forumapp.questions.services.building import Place

pages = Blueprint("questions", __name__)


def saved(place: Place) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(address_of(place), 303)


def address_of(place: Place) -> str:
    """The page on which the questions of a forum or set stand."""
    if isinstance(place, Forum):
        return url_for("desk.questions.list_questions", forum_id=place.id)
    return url_for("desk.questions.show_set", set_id=place.id)
