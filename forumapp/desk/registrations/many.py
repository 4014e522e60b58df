"""Many people in one act: who was ticked, or all that the list holds; asked once more before it is done."""

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import Length

from forumapp.core.paging import the_record
from forumapp.desk.registrations.asking import read_asked
from forumapp.desk.registrations.blueprint import pages
from forumapp.desk.registrations.listing import at
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.registrations.queries.lists import ids_of
from forumapp.registrations.rules.states import NO_LINE
from forumapp.registrations.services import many
from forumapp.registrations.services.deciding import LONGEST_REASON
from forumapp.registrations.services.many import ACTS, APPROVE, DECLINE, MOST_AT_ONCE, Act
from forumapp.web.fields import id_of
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.requests import only_reads


class ManyForm(FlaskForm):
    """`ids` are the chosen people, with spaces between."""

    act = HiddenField()
    ids = HiddenField()
    reason = TextAreaField(lazy_gettext("Reason, told in the mail"), [Length(max=LONGEST_REASON)])
    may_wait = BooleanField(lazy_gettext("Who finds no place joins the waiting list"))

    @property
    def chosen(self) -> list[int]:
        numbers = [id_of(word) for word in (self.ids.data or "").split()]
        return [number for number in numbers if number]

    @property
    def asked(self) -> Act:
        return Act(
            verb=self.act.data or "",
            reason=self.reason.data or "" if self.act.data == DECLINE else "",
            may_wait=self.may_wait.data and self.act.data == APPROVE,
        )


@pages.post("/many")
@needs(EDIT_RECORDS)
@only_reads
def ask_about_many(forum_id: int) -> ResponseReturnValue:
    """The list's address says whom it holds, for who chose all of them."""
    forum = the_record(Forum, forum_id)
    act, chosen = request.form.get("act", ""), chosen_ids(forum_id)
    problem = problem_with(act, chosen)
    if problem:
        flash(problem, "error")
        return redirect(at(forum_id, read_asked()), 303)
    form = ManyForm(formdata=None, act=act, ids=" ".join(map(str, chosen)))
    return show_question(forum, form)


@pages.post("/many/done")
@needs(EDIT_RECORDS)
def act_on_many(forum_id: int) -> ResponseReturnValue:
    forum, form = the_record(Forum, forum_id), ManyForm()
    problem = problem_with(form.act.data or "", form.chosen)
    if problem:
        flash(problem, "error")
        return redirect(at(forum_id, read_asked()), 303)
    outcome = accept(
        form, lambda: many.act_on_many(forum, form.chosen, form.asked, by=actor(), now=g.now)
    )
    if outcome is None:
        return show_question(forum, form)
    return render_template(
        "desk/registrations/act_on_many.html",
        forum=forum,
        outcome=outcome,
        act=form.act.data,
        back=at(forum_id, read_asked()),
    )


def chosen_ids(forum_id: int) -> list[int]:
    if "everybody" in request.form:
        return ids_of(forum_id, read_asked().filters, limit=MOST_AT_ONCE + 1)
    ticked = [id_of(word) for word in request.form.getlist("id")]
    return [number for number in ticked if number]


def problem_with(act: str, chosen: list[int]) -> str:
    if act not in ACTS:
        return gettext("Choose what is to be done.")
    if not chosen:
        return gettext("Tick at least one person of the list.")
    if len(chosen) > MOST_AT_ONCE:
        return gettext(
            "At most %(most)s people can be chosen at once. Narrow the list first.",
            most=MOST_AT_ONCE,
        )
    return ""


def show_question(forum: Forum, form: ManyForm) -> ResponseReturnValue:
    return render_form(
        "desk/registrations/ask_about_many.html",
        form,
        forum=forum,
        act=form.act.data,
        count=len(form.chosen),
        has_line=forum.waiting_list != NO_LINE,
        same=read_asked().query(),
        back=at(forum.id, read_asked()),
    )
