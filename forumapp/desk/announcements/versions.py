"""What an announcement said before: every version, what differs between two, and one brought back."""

from dataclasses import dataclass

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from forumapp.announcements.models.versions import AnnouncementVersion
from forumapp.announcements.queries.announcements import announcement_at_desk
from forumapp.announcements.queries.versions import version_of, versions_of
from forumapp.announcements.rules.differences import Piece, differences
from forumapp.announcements.services.restoring import restore_version
from forumapp.announcements.services.versions import contents_of
from forumapp.desk.announcements.blueprint import pages
from forumapp.desk.announcements.writing import back_to
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS, READ_DRAFTS
from forumapp.web.fields import TextsField, id_of
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs

NAMES = {
    "headline": lazy_gettext("Headline"),
    "lead": lazy_gettext("Lead"),
    "body": lazy_gettext("Text"),
    "dateline": lazy_gettext("Dateline"),
    "source": lazy_gettext("Source"),
    "picture_caption": lazy_gettext("Caption"),
    "picture_credit": lazy_gettext("Credit"),
    "quote": lazy_gettext("Quote"),
    "caption": lazy_gettext("Caption"),
}


class RestoreForm(FlaskForm):
    correction = TextsField(lazy_gettext("Correction to be shown to readers"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One text in one language, as it was and as it is."""

    name: str
    language: str
    pieces: list[Piece]


@pages.get("/<int:announcement_id>/versions/")
@needs(READ_DRAFTS)
def list_versions(announcement_id: int) -> ResponseReturnValue:
    """Every version, and what differs between the two that the address names: the last two if none."""
    announcement = announcement_at_desk(announcement_id)
    versions = versions_of(announcement)
    newer = _chosen(versions, "new", 0)
    older = _chosen(versions, "old", 1 if len(versions) > 1 else 0)
    return render_template(
        "desk/announcements/list_versions.html",
        announcement=announcement,
        versions=versions,
        older=older,
        newer=newer,
        told=compare(older.contents, newer.contents) if older and newer else [],
    )


@pages.route("/<int:announcement_id>/versions/<int:number>/restore", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def restore_earlier_version(announcement_id: int, number: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    version = version_of(announcement, number)
    form = RestoreForm()

    def restore() -> bool:
        restore_version(
            announcement, version, correction=form.correction.data, by=actor(), now=g.now
        )
        return True

    if accept(form, restore):
        return back_to(announcement, gettext("Restored, as a new version."))
    return render_form(
        "desk/announcements/restore_version.html",
        form,
        announcement=announcement,
        version=version,
        told=compare(contents_of(announcement), version.contents),
    )


def compare(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> list[Difference]:
    """Every text that is another one, in the order in which a reader meets them."""
    return [
        Difference(_name(name), language, differences(was, now))
        for name in dict.fromkeys((*old, *new))
        for language in languages()
        for was, now in [(old.get(name, {}).get(language, ""), new.get(name, {}).get(language, ""))]
        if was != now
    ]


def _name(name: str) -> str:
    """“quote 2” is the second quote."""
    kind, _space, number = name.partition(" ")
    return f"{NAMES[kind]} {number}".strip()


def _chosen(
    versions: list[AnnouncementVersion], argument: str, otherwise: int
) -> AnnouncementVersion | None:
    number = id_of(request.args.get(argument))
    for version in versions:
        if version.number == number:
            return version
    return versions[otherwise] if versions else None
