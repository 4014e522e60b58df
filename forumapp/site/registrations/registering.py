"""The registration form: for one person or several, with a code, or onto the waiting list."""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from flask import current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from itsdangerous import BadSignature, Signer
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.core.settings import setting
from forumapp.forums.models import Forum
from forumapp.forums.queries import visible_forums
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.kinds import AT_REGISTRATION
from forumapp.registrations.queries.codes import has_usable_code
from forumapp.registrations.queries.places import (
    groups_of,
    open_groups_of,
    room_in,
    settings_of,
    way_of_some,
)
from forumapp.registrations.rules.states import (
    BY_GROUP,
    FULL,
    INVITATION,
    OPEN,
    WAITING,
    availability,
    places_told,
)
from forumapp.registrations.services.codes import note_attempt, take_back
from forumapp.registrations.services.refusing import refusal
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.submissions import Receipt, Submission
from forumapp.site.finding import find
from forumapp.site.registrations.blueprint import pages
from forumapp.site.registrations.forms import RegistrationForm, with_consents
from forumapp.site.registrations.tickets import link_of
from forumapp.web.answers import with_questions
from forumapp.web.forms import accept, render_form, spoken
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language
from forumapp.web.networks import asker_network
from forumapp.web.rows import asked_rearrangement, rearranged

TRAP = "website"
LONGEST_KEY = 128
SALT = "registration form"


@pages.route("/forums/<slug:slug>/register", methods=["GET", "POST"])
@open_to_everybody
def register_for_forum(slug: str) -> ResponseReturnValue:
    attempt = note_code()
    forum = find(Forum, slug, visible_forums(g.now), "register")
    if request.method == "GET" and request.args.get("written"):
        return render_template("site/registrations/show_written.html", forum=forum)
    form = registration_form(forum)
    if asked_rearrangement() is not None:
        return show_form(forum, form)

    def send() -> Receipt:
        receipt = register(forum, submission_of(form), now=g.now)
        if attempt is not None:
            take_back(attempt)
        return receipt

    receipt = accept(form, send)
    if receipt is not None and receipt.registration and receipt.shows_ticket:
        return redirect(link_of(receipt.registration), 303)
    if receipt is not None:
        return redirect(address("register", slug=forum.slug, written="1"), 303)
    return show_form(forum, form)


def note_code() -> int | None:
    """A code that was typed counts as guessed until it has opened something."""
    is_sent = request.method == "POST" and asked_rearrangement() is None
    return note_attempt(asker_network(), g.now) if is_sent and request.form.get("code") else None


def registration_form(forum: Forum) -> Any:
    """What this forum asks; what it does not need is not there."""
    questions = questions_of(forum.id, AT_REGISTRATION)
    kind = with_questions(
        with_consents(RegistrationForm, current_consent_texts(ATTENDEE_PURPOSES)),
        questions,
        current_language(),
    )
    asked = asked_rearrangement()
    sent = {"formdata": rearranged(request.form, asked)} if asked else {}
    form = kind(
        **sent,
        language=current_language(),
        key=new_key(g.now),
        code=request.args.get("code", ""),
    )
    if opened_at(form.key.data) is None and not request.form.get("key"):
        form.key.data = new_key(g.now)
    offer_groups(form, forum)
    if not form.code.data and not has_usable_code(forum.id, g.now):
        del form.code
    return form


def offer_groups(form: Any, forum: Forum) -> None:
    """The groups of places that are for choice, and which of them are full."""
    groups = open_groups_of(forum.id)
    if not groups:
        del form.place_group
        return
    room = room_in(forum, groups_of(forum.id))
    form.place_group.choices = [
        SelectChoice("", gettext("No particular ones")),
        *(
            SelectChoice(
                str(group.id),
                group.name.text(current_language())
                + ("" if room.groups[group.id].free else gettext(" (full)")),
            )
            for group in groups
        ),
    ]


def show_form(forum: Forum, form: Any) -> ResponseReturnValue:
    standing = availability(forum, g.now)
    by_code = "code" in form and standing in (INVITATION, FULL)
    way = way_of_some(forum, g.now)
    is_open = standing in (OPEN, WAITING) or by_code or way == BY_GROUP or bool(form.errors)
    return render_form(
        "site/registrations/register_for_forum.html",
        form,
        forum=forum,
        trap=TRAP,
        required=REQUIRED_PURPOSE,
        waits=standing == WAITING and not way,
        only_some=standing == WAITING and bool(way),
        by_code=by_code,
        few_left=places_told(forum.capacity_limit, forum.taken) if standing == OPEN else None,
        more_people=len(form.companions) + 1 < settings_of(forum).largest_group,
        closed="" if is_open else spoken(refusal(forum, standing)),
    )


def submission_of(form: Any) -> Submission:
    return Submission(
        key=form.key.data[:LONGEST_KEY] or token_urlsafe(),
        address=form.address.data,
        details=form.details,
        agreed=form.agreed,
        network=asker_network(),
        answers=form.answers,
        companions=form.others,
        place_group_id=form.place_group_id,
        code=form.code.data if "code" in form else "",
        wants_copies=form.wants_copies.data,
        is_doubtful=is_doubtful(form),
    )


def is_doubtful(form: Any) -> bool:
    """Filled in where people see no field, or faster than people type: perhaps by a program, perhaps
    by a browser that helps too much. The mail that confirms the address tells the two apart.
    """
    if request.form.get(TRAP):
        return True
    shortest = setting("REGISTRATION_SECONDS")
    opened = opened_at(form.key.data)
    return bool(shortest) and (opened is None or not timedelta(seconds=shortest) <= g.now - opened)


def new_key(now: datetime) -> str:
    """A form's own key: it says, signed, when the form was opened."""
    return signer().sign(f"{int(now.timestamp())}.{token_urlsafe(16)}").decode()


def opened_at(key: str | None) -> datetime | None:
    """When we opened the form of this key; None for a key that is not ours."""
    try:
        said = signer().unsign(key or "").decode()
        return datetime.fromtimestamp(int(said.partition(".")[0]), UTC)
    except (BadSignature, ValueError, OverflowError):
        return None


def signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt=SALT)
