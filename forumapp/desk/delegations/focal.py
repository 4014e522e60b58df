"""The links of a delegation's focal points: made, mailed, renewed, revoked."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import DataRequired

from forumapp.core.clock import wall_of
from forumapp.core.links import absolute, path
from forumapp.core.settings import setting
from forumapp.core.tokens import new_uid
from forumapp.delegations.models import Delegation, FocalLink
from forumapp.delegations.queries import secret_of_focal_link, the_delegation, the_focal_link
from forumapp.delegations.rules import is_in_force, last_day_of
from forumapp.delegations.services import focal
from forumapp.delegations.services.focal import FocalFacts
from forumapp.desk.delegations.blueprint import pages, saved
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.web.fields import DayField, LanguageField, LineField, uid_of
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language


class FocalLinkForm(FlaskForm):
    """`key` makes a form that is sent twice one link."""

    key = HiddenField()
    name = LineField(_("Name"), [DataRequired(_("Write the name of the focal point."))])
    address = LineField(
        _("Mail address"), [DataRequired(_("Write the mail address of the focal point."))]
    )
    language = LanguageField(_("Language of mails"))
    last_day = DayField(_("Last day"), needed=True)


@pages.route("/<int:delegation_id>/focal-links/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def make_focal_link(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    form = new_form(delegation)
    link = accept(
        form,
        lambda: focal.make_focal_link(
            delegation,
            facts_from(form, FocalFacts),
            key=uid_of(form.key.data),
            by=actor(),
            now=g.now,
        ),
    )
    if link:
        return to_link(link, gettext("The link is made. Send it, or hand it over yourself."))
    return render_form("desk/delegations/make_focal_link.html", form, delegation=delegation)


@pages.get("/<int:delegation_id>/focal-links/<int:link_id>/")
@needs(EDIT_RECORDS)
def show_focal_link(delegation_id: int, link_id: int) -> ResponseReturnValue:
    link = the_focal_link(delegation_id, link_id)
    at = path("focal", link.language, setting("LANGUAGES")[0], token=secret_of_focal_link(link))
    return render_template(
        "desk/delegations/show_focal_link.html",
        delegation=link.delegation,
        link=link,
        href=absolute(setting("PUBLIC_URL"), at),
        is_in_force=is_in_force(link, g.now),
        last_day=last_day_of(wall_of(link.expires_at, link.delegation.zone)),
    )


@pages.post("/<int:delegation_id>/focal-links/<int:link_id>/mail")
@needs(EDIT_RECORDS)
def mail_focal_link(delegation_id: int, link_id: int) -> ResponseReturnValue:
    link = the_focal_link(delegation_id, link_id)
    focal.mail_focal_link(link, by=actor(), now=g.now)
    return to_link(link, gettext("The link is on its way to %(to)s.", to=link.address))


@pages.post("/<int:delegation_id>/focal-links/<int:link_id>/renew")
@needs(EDIT_RECORDS)
def renew_focal_link(delegation_id: int, link_id: int) -> ResponseReturnValue:
    link = the_focal_link(delegation_id, link_id)
    focal.renew_focal_link(link, by=actor(), now=g.now)
    return to_link(link, gettext("The link is renewed. The one before answers nobody any more."))


@pages.post("/<int:delegation_id>/focal-links/<int:link_id>/revoke")
@needs(EDIT_RECORDS)
def revoke_focal_link(delegation_id: int, link_id: int) -> ResponseReturnValue:
    link = the_focal_link(delegation_id, link_id)
    focal.revoke_focal_link(link, by=actor(), now=g.now)
    return saved(link.delegation, gettext("The link is revoked. It answers nobody any more."))


def new_form(delegation: Delegation) -> FocalLinkForm:
    """For the focal point that is noted, until the journey ends."""
    person, language = delegation.focal_point, current_language()
    return FocalLinkForm(
        key=str(new_uid()),
        name=person.name.text(language) if person else "",
        address=person.email if person else "",
        language=language,
        last_day=delegation.ends_on,
    )


def to_link(link: FocalLink, told: str) -> ResponseReturnValue:
    flash(told)
    here = url_for(
        "desk.delegations.show_focal_link", delegation_id=link.delegation_id, link_id=link.id
    )
    return redirect(here, 303)
