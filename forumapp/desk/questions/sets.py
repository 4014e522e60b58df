"""Sets of questions, kept to be asked at several forums."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.core.paging import the_record
from forumapp.desk.questions.blueprint import pages, saved
from forumapp.desk.questions.building import words_of_builder
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS
from forumapp.questions.models import QuestionSet
from forumapp.questions.queries import question_sets
from forumapp.questions.services import sets
from forumapp.web.fields import TextsField, VersionField
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs


class SetForm(FlaskForm):
    name = TextsField(_("Name of the set"), needed=True)


class EditSetForm(SetForm):
    version = VersionField()


@pages.get("/question-sets/")
@needs(READ_DRAFTS)
def list_sets() -> ResponseReturnValue:
    shows_archived = bool(request.args.get("archived"))
    return render_template(
        "desk/questions/list_sets.html",
        sets=question_sets(archived=shows_archived),
        shows_archived=shows_archived,
    )


@pages.route("/question-sets/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_set() -> ResponseReturnValue:
    form = SetForm()
    made = accept(form, lambda: sets.create_set(form.name.data, by=actor(), now=g.now))
    return saved(made) if made else render_form("desk/questions/create_set.html", form)


@pages.route("/forums/<int:forum_id>/questions/save-as-set", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def save_as_set(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    form = SetForm()
    made = accept(form, lambda: sets.save_as_set(forum, form.name.data, by=actor(), now=g.now))
    return (
        saved(made) if made else render_form("desk/questions/save_as_set.html", form, forum=forum)
    )


@pages.get("/question-sets/<int:set_id>/")
@needs(READ_DRAFTS)
def show_set(set_id: int) -> ResponseReturnValue:
    kept = the_record(QuestionSet, set_id)
    return render_template("desk/questions/show_set.html", set=kept, **words_of_builder(kept))


@pages.route("/question-sets/<int:set_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def rename_set(set_id: int) -> ResponseReturnValue:
    kept = the_record(QuestionSet, set_id)
    form = EditSetForm(obj=kept)
    done = accept(
        form,
        lambda: sets.rename_set(
            kept, form.name.data, version=form.version.data, by=actor(), now=g.now
        ),
    )
    return saved(kept) if done else render_form("desk/questions/rename_set.html", form, set=kept)


@pages.post("/question-sets/<int:set_id>/archive")
@needs(EDIT_RECORDS)
def archive_set(set_id: int) -> ResponseReturnValue:
    kept = the_record(QuestionSet, set_id)
    sets.archive_set(kept, by=actor(), now=g.now)
    return saved(kept)


@pages.post("/question-sets/<int:set_id>/restore")
@needs(EDIT_RECORDS)
def restore_set(set_id: int) -> ResponseReturnValue:
    kept = the_record(QuestionSet, set_id)
    sets.restore_set(kept, by=actor(), now=g.now)
    return saved(kept)


@pages.post("/question-sets/<int:set_id>/delete")
@needs(EDIT_RECORDS)
def delete_set(set_id: int) -> ResponseReturnValue:
    sets.delete_set(the_record(QuestionSet, set_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.questions.list_sets"), 303)
