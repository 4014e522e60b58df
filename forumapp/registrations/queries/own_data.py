"""Everything that is kept of somebody who registered, to be handed to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forumapp.core.db import db
from forumapp.mail.models import OutgoingMail
from forumapp.mail.queries import mails_about
from forumapp.questions.rules.answers import answer_text
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.confirming import AddressConfirmation


def own_data(registration: Registration, language: str) -> dict[str, Any]:
    """As plain values under readable names; instants are ISO 8601 in UTC."""
    forum, booking = registration.forum, registration.booking
    group = registration.place_group
    return {
        "forum": {
            "title": forum.title.text(language),
            "starts": forum.starts.isoformat(),
            "ends": forum.ends.isoformat(),
            "time_zone": forum.zone,
        },
        "reference": registration.reference,
        "state": registration.state,
        "state_since": _at(registration.state_changed_at),
        "decision_note": registration.decision_note,
        "registered": _at(registration.registered_at),
        "checked_in": _at(registration.checked_in_at),
        "name": registration.name,
        "mail_address": registration.address,
        "organization": registration.organization,
        "position": registration.position,
        "country": registration.country,
        "language": registration.language,
        "group_of_places": group.name.text(language) if group else None,
        "calendar_answer": registration.answer or None,
        "mail_came_back": _at(registration.bounced_at),
        "arranged_by": {"name": booking.name, "way_in": booking.made_by},
        "answers": [
            {
                "question": answer.question.label.text(language),
                "answer": answer_text(answer.question, answer.value, language),
                "file": answer.file.name if answer.file else None,
                "given": _at(answer.given_at),
            }
            for answer in registration.answers
        ],
        "consents": [
            {
                "purpose": consent.purpose,
                "wording": consent.wording,
                "given": _at(consent.given_at),
                "withdrawn": _at(consent.withdrawn_at),
            }
            for consent in registration.consents
        ],
        "addresses_to_confirm": [
            {"mail_address": each.address, "asked": _at(each.created_at)}
            for each in db.session.scalars(
                select(AddressConfirmation).where(
                    AddressConfirmation.registration_id == registration.id
                )
            )
        ],
        "mails": [
            {"to": registration.address, "subject": mail.subject, "written": _at(mail.queued_at)}
            for mail in _mails(registration)
        ],
    }


def _mails(registration: Registration) -> list[OutgoingMail]:
    """Those that went to where its mail goes at present, which may be somebody else's address."""
    about = mails_about(Registration.__tablename__, registration.uid)
    present = registration.address or registration.booking.address
    return list(db.session.scalars(about.where(OutgoingMail.to_address == present)))


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
