"""What is kept of somebody, to take along or to erase."""

import json

from flask import Response, flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.actor import ATTENDEE
from forumapp.registrations.queries.opening import Opened, opened_by
from forumapp.registrations.queries.own_data import own_data
from forumapp.registrations.services.erasing import erase_registration
from forumapp.site.registrations.blueprint import pages
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, current_language


@pages.get("/registrations/<token:token>/data.json")
@open_by_link
def download_data(token: str) -> ResponseReturnValue:
    opened = opened_by(token)
    kept = [own_data(each, current_language()) for each in opened.registrations]
    body = json.dumps({"registrations": kept}, ensure_ascii=False, indent=2)
    answer = Response(body + "\n", content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{opened.booking.forum.slug}.json"'
    )
    return answer


@pages.get("/registrations/<token:token>/erase")
@open_by_link
def ask_to_erase(token: str) -> ResponseReturnValue:
    opened = opened_by(token)
    return render_template(
        "site/registrations/ask_to_erase.html",
        people=opened.registrations,
        arranges_for_others=arranges_for_others(opened),
        forum=opened.booking.forum,
        token=token,
    )


def arranges_for_others(opened: Opened) -> bool:
    """Whose name and address stay with the booking until the last of its people is erased."""
    erased = {each.id for each in opened.registrations}
    arranges = {each.address_key for each in opened.registrations} & {opened.booking.address_key}
    return bool(arranges) and any(
        each.erased_at is None and each.id not in erased for each in opened.booking.registrations
    )


@pages.post("/registrations/<token:token>/erase")
@open_by_link
def erase_by_link(token: str) -> ResponseReturnValue:
    for registration in opened_by(token).registrations:
        erase_registration(registration, by=ATTENDEE, now=g.now)
    flash(gettext("What we kept of you for this forum is erased."))
    return redirect(address("registrations"), 303)
