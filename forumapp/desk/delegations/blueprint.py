"""The blueprint that the parts of this package fill."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.delegations.models import Delegation

pages = Blueprint("delegations", __name__, url_prefix="/delegations")


def saved(delegation: Delegation, told: str = "") -> ResponseReturnValue:
    """Back to the delegation's page."""
    flash(told or gettext("Saved."))
    return redirect(url_for("desk.delegations.show_delegation", delegation_id=delegation.id), 303)
