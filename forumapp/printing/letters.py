"""What one person takes home: ticket, invitation letter, certificate of attendance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from forumapp.core.text import _, say
from forumapp.printing.codes import qr_svg
from forumapp.printing.rendering import render_pdf
from forumapp.printing.values import Event, Letterhead, Person


def tickets_pdf(
    own: Letterhead, event: Event, people: Sequence[Person], *, contact: str, language: str
) -> bytes:
    """A page for each person: QR code, reference, when and where. `contact`: whom to ask."""
    return render_pdf(
        "ticket", tickets_data(own, event, people, contact=contact, language=language)
    )


def tickets_data(
    own: Letterhead, event: Event, people: Sequence[Person], *, contact: str, language: str
) -> Mapping[str, Any]:
    notes = [
        say(
            _("The code is read at the door; the reference, read aloud, does as well."),
            {},
            language,
        )
    ]
    if contact:
        notes.append(say(_("Questions: {contact}"), {"contact": contact}, language))
    return {
        **_frame(own, language),
        "title": say(_("Ticket: {title}"), {"title": event.title}, language),
        "event": _event(event),
        "tickets": [
            asdict(person) | {"code": qr_svg(person.code) if person.code else ""}
            for person in people
        ],
        "notes": notes,
        "words": {
            "ticket": say(_("Ticket"), {}, language),
            "reference": say(_("Reference"), {}, language),
            "code": say(_("The ticket’s QR code"), {}, language),
            "show": say(_("Show this code at the door"), {}, language),
        },
    }


def letters_pdf(
    own: Letterhead,
    event: Event,
    people: Sequence[Person],
    *,
    date: str,
    contact: str,
    language: str,
) -> bytes:
    """A letter for each person that invites them, on the institution's paper."""
    return render_pdf(
        "letter", letters_data(own, event, people, date=date, contact=contact, language=language)
    )


def letters_data(
    own: Letterhead,
    event: Event,
    people: Sequence[Person],
    *,
    date: str,
    contact: str,
    language: str,
) -> Mapping[str, Any]:
    return {
        **_frame(own, language),
        "title": say(_("Invitation letter: {title}"), {"title": event.title}, language),
        "heading": say(_("Letter of Invitation"), {}, language),
        "date": date,
        "event": _event(event)
        | {"facts": [(say(_("Event"), {}, language), event.title), *event.facts]},
        "letters": [_letter(own, person, contact, language) for person in people],
        "words": {"seal": say(_("(seal)"), {}, language)},
    }


def _letter(own: Letterhead, person: Person, contact: str, language: str) -> dict[str, Any]:
    values = {
        "name": person.name,
        "institution": own.name,
        "reference": person.reference,
        "contact": contact,
    }
    closing = [_("It would be an honour to welcome you.")]
    if contact:
        closing.append(_("If you have questions, write to {contact}."))
    return {
        "addressee": list(person.texts),
        "salutation": say(_("Dear {name},"), values, language),
        "paragraphs": [
            say(
                _(
                    "{institution} invites you to the event below, at which a place is kept for you."
                ),
                values,
                language,
            )
        ],
        "closing": [say(each, values, language) for each in closing],
        "foot": say(
            _(
                "Registration {reference}. With this reference we confirm that the letter is genuine."
            ),
            values,
            language,
        ),
    }


def certificates_pdf(
    own: Letterhead, event: Event, people: Sequence[Person], *, date: str, language: str
) -> bytes:
    """A certificate for each person, to be given to who was there."""
    return render_pdf(
        "certificate", certificates_data(own, event, people, date=date, language=language)
    )


def certificates_data(
    own: Letterhead, event: Event, people: Sequence[Person], *, date: str, language: str
) -> Mapping[str, Any]:
    return {
        **_frame(own, language),
        "title": say(_("Certificate of attendance: {title}"), {"title": event.title}, language),
        "heading": say(_("Certificate of Attendance"), {}, language),
        "date": date,
        "event": _event(event),
        "certificates": [
            {
                "before": say(_("This is to certify that"), {}, language),
                "name": person.name,
                "lines": person.lines,
                "between": say(_("took part in"), {}, language),
                "foot": say(
                    _("Registration {reference}"), {"reference": person.reference}, language
                ),
            }
            for person in people
        ],
    }


def _frame(own: Letterhead, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "institution": own.name,
        "accent": own.accent,
        "letterhead": {"name": own.name, "lines": own.lines, "logo": list(own.logo)},
    }


def _event(event: Event) -> dict[str, Any]:
    return asdict(event)
