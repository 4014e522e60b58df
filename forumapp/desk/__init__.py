"""The organizer's desk: one file per record; each offers a blueprint `pages` under `/desk/`."""

from flask import Blueprint, Flask

from forumapp.desk import (
    accounts,
    addresses,
    announcements,
    archive,
    attendance,
    calendar_imports,
    conferences,
    delegations,
    doctor,
    door,
    duties,
    embedding,
    feedback,
    forums,
    history,
    institution,
    invitations,
    mail,
    messages,
    old_addresses,
    organizations,
    papers,
    people,
    places,
    previews,
    private_calendars,
    questions,
    readers,
    registrations,
    spreadsheets,
    themes,
    today,
    translations,
    venues,
)
from forumapp.desk.frame import frame_context

PARTS: tuple[Blueprint, ...] = (
    today.pages,
    translations.pages,
    delegations.pages,
    duties.pages,
    private_calendars.pages,
    conferences.pages,
    institution.pages,
    accounts.pages,
    forums.pages,
    attendance.pages,
    embedding.pages,
    feedback.pages,
    registrations.pages,
    places.pages,
    papers.pages,
    invitations.pages,
    addresses.pages,
    questions.pages,
    messages.pages,
    mail.pages,
    readers.pages,
    announcements.pages,
    previews.pages,
    archive.pages,
    old_addresses.pages,
    calendar_imports.pages,
    doctor.pages,
    door.pages,
    history.pages,
    organizations.pages,
    people.pages,
    spreadsheets.pages,
    themes.pages,
    venues.pages,
)


def start(app: Flask) -> None:
    surface = Blueprint("desk", __name__, url_prefix="/desk")
    surface.context_processor(frame_context)
    for part in PARTS:
        surface.register_blueprint(part)
    app.register_blueprint(surface)
