"""Who travels with a delegation."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.delegations.queries import member_of, the_delegation
from forumapp.delegations.rules import RANKS
from forumapp.delegations.services import members
from forumapp.delegations.services.members import MemberFacts
from forumapp.desk.delegations.blueprint import pages, saved
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.people.queries import person_choices
from forumapp.web.fields import RecordField, TextsField, VersionField, WordField
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs


class MemberForm(FlaskForm):
    person_id = RecordField(
        _("Person"), person_choices, needed=True, quick="desk.people.create_person_quickly"
    )
    rank = WordField(_("Rank"), RANKS, default="member")
    capacity = TextsField(_("Capacity in which they travel"))


class EditMemberForm(MemberForm):
    version = VersionField()


@pages.route("/<int:delegation_id>/members/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def add_member(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    form = MemberForm()
    member = accept(
        form,
        lambda: members.add_member(
            delegation, facts_from(form, MemberFacts), by=actor(), now=g.now
        ),
    )
    if member:
        return saved(delegation)
    return render_form("desk/delegations/add_member.html", form, delegation=delegation)


@pages.route("/<int:delegation_id>/members/<int:member_id>", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_member(delegation_id: int, member_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    member = member_of(delegation, member_id)
    form = EditMemberForm(obj=member)
    done = accept(
        form,
        lambda: members.edit_member(
            member,
            facts_from(form, MemberFacts),
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if done:
        return saved(delegation)
    return render_form("desk/delegations/edit_member.html", form, delegation=delegation)


@pages.post("/<int:delegation_id>/members/<int:member_id>/raise")
@needs(EDIT_RECORDS)
def raise_member(delegation_id: int, member_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    members.raise_member(member_of(delegation, member_id), by=actor(), now=g.now)
    return saved(delegation)


@pages.post("/<int:delegation_id>/members/<int:member_id>/remove")
@needs(EDIT_RECORDS)
def remove_member(delegation_id: int, member_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    members.remove_member(member_of(delegation, member_id), by=actor(), now=g.now)
    return saved(delegation)
