"""The points of a delegation's journey."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.core.clock import is_doubled
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.delegations.queries import item_of, the_delegation
from forumapp.delegations.rules import ITEM_KINDS
from forumapp.delegations.services import itinerary
from forumapp.delegations.services.itinerary import ItemFacts
from forumapp.desk.delegations.blueprint import pages, saved
from forumapp.forums.queries import forum_choices
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.organizations.queries import organization_choices
from forumapp.people.queries import person_choices
from forumapp.venues.queries import venue_choices
from forumapp.web.fields import (
    RecordField,
    RecordsField,
    TextsField,
    VersionField,
    WallTimeField,
    WordField,
    ZoneField,
)
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language


class ItemForm(FlaskForm):
    kind = WordField(_("Kind"), ITEM_KINDS, default="meeting")
    title = TextsField(_("Title"), needed=True)
    starts = WallTimeField(_("From"), needed=True)
    starts_zone = ZoneField(_("Time zone at the start"))
    ends = WallTimeField(_("To"), needed=True)
    ends_zone = ZoneField(_("Time zone at the end"))
    place = TextsField(_("Place"))
    venue_id = RecordField(_("Venue"), venue_choices, quick="desk.venues.create_venue_quickly")
    counterpart_organization_id = RecordField(
        _("Counterpart"),
        organization_choices,
        quick="desk.organizations.create_organization_quickly",
    )
    counterpart_person_id = RecordField(
        _("Received by"), person_choices, quick="desk.people.create_person_quickly"
    )
    forum_id = RecordField(_("Forum"), forum_choices)
    member_ids = RecordsField(_("Only for these members"))
    note = TextsField(_("Note for the travellers"), long=True)
    is_public = BooleanField(_("Public: the delegation’s page shows it"))

    def facts(self) -> ItemFacts:
        return facts_from(self, ItemFacts, starts_fold=self.starts.fold, ends_fold=self.ends.fold)


class EditItemForm(ItemForm):
    version = VersionField()


def offer_members(form: ItemForm, delegation: Delegation) -> None:
    """An item is for the delegation's own members."""
    form.member_ids.choices = [
        SelectChoice(str(member.id), member.person.name.text(current_language()))
        for member in delegation.members
    ]


def show_folds(form: ItemForm, item: ItineraryItem) -> None:
    """What was answered for a time that clocks show twice stands in the form again."""
    if is_doubled(item.starts, item.starts_zone) and form.starts.fold is None:
        form.starts.fold = item.starts_fold
    if is_doubled(item.ends, item.ends_zone) and form.ends.fold is None:
        form.ends.fold = item.ends_fold


@pages.route("/<int:delegation_id>/itinerary/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def add_item(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    form = ItemForm(starts_zone=delegation.zone, ends_zone=delegation.zone)
    offer_members(form, delegation)
    item = accept(
        form,
        lambda: itinerary.add_item(
            delegation,
            form.facts(),
            member_ids=form.member_ids.data,
            by=actor(),
            now=g.now,
        ),
    )
    if item:
        return saved(delegation)
    return render_form("desk/delegations/add_item.html", form, delegation=delegation)


@pages.route("/<int:delegation_id>/itinerary/<int:item_id>", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_item(delegation_id: int, item_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    item = item_of(delegation, item_id)
    form = EditItemForm(obj=item, member_ids=[member.id for member in item.members])
    offer_members(form, delegation)
    if not form.is_submitted():
        show_folds(form, item)
    done = accept(
        form,
        lambda: itinerary.edit_item(
            item,
            form.facts(),
            member_ids=form.member_ids.data,
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if done:
        return saved(delegation)
    return render_form("desk/delegations/edit_item.html", form, delegation=delegation, item=item)


@pages.post("/<int:delegation_id>/itinerary/<int:item_id>/remove")
@needs(EDIT_RECORDS)
def remove_item(delegation_id: int, item_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    itinerary.remove_item(item_of(delegation, item_id), by=actor(), now=g.now)
    return saved(delegation)
