"""What somebody who registered gets by mail, and how the same facts are told on a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from forumapp.calendars.rules.places import location
from forumapp.calendars.services.invite import cancel_for, request_for
from forumapp.core import links
from forumapp.core.settings import setting
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.core.tokens import address_token, normalised_address, token_hash
from forumapp.core.visibility import PUBLISHED, is_visible
from forumapp.core.when import moment_text, time_range_text, zone_text
from forumapp.duties.queries import duties_at
from forumapp.forums.models import Forum
from forumapp.forums.rules import CHANGE_FIELDS, NetChange
from forumapp.forums.services.facts import time_words
from forumapp.ical.itip import Answer
from forumapp.identity.rules import SEE_ATTENDEES
from forumapp.institution.queries import correspondence_address
from forumapp.mail.message import wire_address
from forumapp.mail.rules import SENDER, personal_address
from forumapp.mail.services import queue_mail
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.details import second_form
from forumapp.registrations.rules.replies import NO, YES
from forumapp.registrations.rules.states import FULL, OPEN, WAITING, availability, places_left

LINK_PURPOSE = "registration"
TICKET_PURPOSE = "ticket"
REPLY_PURPOSE = "reply"
NOT_READ_HERE, PLACE_GIVEN_BACK, NO_PLACE_LEFT = (
    "not_read_here",
    "place_given_back",
    "no_place_left",
)
PLACE_DECLINED, PLACE_TAKEN_AGAIN = "place_declined", "place_taken_again"
REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what a mail says about a forum; `before` is what it said earlier."""

    label: str
    text: str
    before: str = ""


def send_confirmation(
    registration: Registration, *, was_handed_on: bool = False, now: datetime
) -> None:
    """The place is theirs: ticket link and calendar entry, and whether more is asked of them.

    `was_handed_on`: they did not ask for it themselves, somebody named them.
    """
    more = second_form(registration, now)
    asks = more is not None and more.is_open and not more.is_given
    forum, language = registration.forum, registration.language
    due_at = more.due_at if more else None
    _send(
        "registration_confirmed",
        registration,
        method=REQUEST,
        now=now,
        was_handed_on=was_handed_on,
        asks_details=asks,
        details_due=moment_text(due_at, forum.zone, language) if asks and due_at else "",
    )


def send_application_received(registration: Registration, *, now: datetime) -> None:
    """The organizer decides first."""
    _send("registration_pending", registration, now=now)


def send_existing_link(registration: Registration, *, now: datetime) -> None:
    """Somebody registered this address once more: here is what it has already."""
    _send("registration_existing", registration, now=now, state=registration.state)


def send_decline(registration: Registration, *, now: datetime) -> None:
    """The organizer's answer is no, with the reason where one was given."""
    _send("registration_declined", registration, now=now, reason=registration.decision_note)


def send_cancellation(
    registration: Registration,
    *,
    had_place: bool,
    by_attendee: bool,
    focal_point: str = "",
    now: datetime,
) -> None:
    """The place is given up, by themselves, by their delegation's focal point (named) or by the
    organizer; the calendar entry goes.
    """
    _send(
        "registration_cancelled",
        registration,
        method=CANCEL if had_place else None,
        answer=NO if by_attendee else "",
        now=now,
        by_attendee=by_attendee,
        focal_point=focal_point,
    )


def send_place_given_back(registration: Registration, *, now: datetime) -> None:
    """They declined in their calendar, which knows it already: no CANCEL is sent to it."""
    is_open = availability(registration.forum, now) in (OPEN, WAITING, FULL)
    _send(PLACE_GIVEN_BACK, registration, now=now, is_open=is_open)


def send_no_place_left(registration: Registration, standing: str, *, now: datetime) -> None:
    """They had declined and accepted after all; `standing` (rules.availability) is why that is too late.

    Their calendar shows the entry as accepted, and is to take it out.
    """
    _send(NO_PLACE_LEFT, registration, method=CANCEL, now=now, standing=standing)


def send_whom_to_write_to(registration: Registration, to: str, *, now: datetime) -> None:
    """A person wrote to the address that only the program reads."""
    language = registration.language
    queue_mail(
        NOT_READ_HERE,
        to=to,
        language=language,
        context={"title": title_of(registration.forum, language)},
        about=registration,
        now=now,
    )


def send_word_of_answer(kind: str, registration: Registration, *, now: datetime) -> None:
    """The organizers hear that a place is free again, or that it is not any more."""
    forum, language = registration.forum, setting("LANGUAGES")[0]
    context = {
        "attendee": registration.name,
        "organization": registration.organization,
        "reference": registration.reference,
        "title": title_of(forum, language),
        "facts": facts_of(forum, language),
        "left": places_left(forum.capacity_limit, forum.taken),
        "registrations": links.absolute(
            setting("PUBLIC_URL"),
            links.path("desk_registrations", language, language, forum_id=str(forum.id)),
        ),
    }
    for to in organizers_of(forum):
        queue_mail(kind, to=to, language=language, context=context, about=registration, now=now)


def organizers_of(forum: Forum) -> list[str]:
    """The addresses of the forum's contact, who may be anybody, and of the desk: who is on duty there
    and may see attendees, else the institution's.
    """
    on_duty = [duty.account.email for duty in duties_at(forum) if duty.account.may(SEE_ATTENDEES)]
    addresses = [forum.contact_email, *(on_duty or [correspondence_address()])]
    return list({normalised_address(each): each for each in addresses if each}.values())


def send_change(
    registration: Registration,
    changes: Sequence[NetChange],
    *,
    method: str | None,
    reason: str,
    now: datetime,
) -> None:
    """The forum is not what they were told last: old and new of each fact, or that it is off, or on again."""
    forum, language = registration.forum, registration.language
    is_off = forum.state != PUBLISHED
    old = {c.field: c.old.text(language) for c in changes}
    told = [
        Fact(say(CHANGE_FIELDS[c.field], {}, language), c.new.text(language), c.old.text(language))
        for c in changes
        if c.field != "state" and not is_off
    ]
    _send(
        "forum_changed",
        registration,
        method=method,
        now=now,
        state=forum.state,
        comes_back="state" in old and not is_off,
        has_new_date="time" in old,
        has_new_clock=set(old) == {"clock"},
        planned=when_and_where(forum, old if is_off else {}, language),
        changes=told,
        reason=reason,
    )


def when_and_where(forum: Forum, old: Mapping[str, str], language: str) -> str:
    """In one line; `old` are the forum's time and place as they were told, where they are others now."""
    when = old.get("time") or time_words(forum, language)
    where = old.get("place") or place_of(forum, language)
    return ("，" if language == "zh" else ", ").join(each for each in (when, where) if each)


def _send(
    kind: str,
    registration: Registration,
    *,
    now: datetime,
    method: str | None = None,
    answer: str = "",
    **context: Any,
) -> None:
    """One mail, and a copy for who arranged it where they wish so; none to somebody who came to the
    door without an address.
    """
    if not recipient(registration):
        return
    forum, language = registration.forum, registration.language
    method = None if shares_mailbox(registration) else method
    own_sender = answers_to(registration) if method else ""
    told = {
        "name": registration.name or registration.booking.name,
        "reference": registration.reference,
        "title": title_of(forum, language),
        "facts": facts_of(forum, language),
        "page": page_of_forum(forum, language, now),
        "online_url": forum.online_url if method == REQUEST else "",
        "has_entry": method is not None,
        "calendar_answers": bool(own_sender),
        **context,
    }
    queue_mail(
        kind,
        to=recipient(registration),
        name=told["name"],
        language=language,
        context=told,
        links={
            "ticket": ticket_link(registration, language),
            **({SENDER: reply_token(registration)} if own_sender else {}),
        },
        calendar=calendar_part(registration, method, answer, now),
        method=method,
        sender=own_sender,
        about=registration,
        now=now,
    )
    if registration.booking.wants_copies and is_arranged_by_another(registration):
        _send_copy(kind, registration, told, now=now)


def _send_copy(
    kind: str, registration: Registration, told: dict[str, Any], *, now: datetime
) -> None:
    """The same words without the calendar entry, which is for one calendar alone."""
    booking, language = registration.booking, registration.language
    queue_mail(
        kind,
        to=booking.address,
        name=booking.name,
        language=language,
        context={
            **told,
            "has_entry": False,
            "calendar_answers": False,
            "copy_of": registration.name or registration.reference,
        },
        links={"ticket": booking_link(booking, language)},
        about=registration,
        now=now,
    )


def calendar_part(
    registration: Registration, method: str | None, answer: str, now: datetime
) -> bytes | None:
    """The iTIP message of this method to this one person, in their language.

    It repeats what they answered, where no other `answer` is given: calendars believe it over what
    they show themselves.
    """
    if method is None:
        return None
    write = request_for if method == REQUEST else cancel_for
    return write(
        registration.forum,
        name=registration.name,
        address=wire_address(recipient(registration)),
        language=registration.language,
        now=now,
        answer=cast("Answer", answer or registration.answer or YES),
        answers_to=answers_to(registration),
    )


def answers_to(registration: Registration) -> str:
    """The address to which their calendar answers, still without its token; nothing where it has none.

    Who was invited before there were such addresses keeps the organizer that their calendar knows.
    """
    base = setting("REPLY_ADDRESS")
    return personal_address(base) if base and registration.reply_hash else ""


def reply_token(registration: Registration) -> dict[str, Any]:
    """How delivery makes the token of that address."""
    return {"purpose": REPLY_PURPOSE, "uid": registration.uid, "version": registration.link_version}


def reply_hash(uid: UUID, version: int = 1) -> str | None:
    """What a registration keeps of the token, where calendars can answer; `version` is its link's."""
    if not setting("REPLY_ADDRESS"):
        return None
    return token_hash(address_token(REPLY_PURPOSE, uid, version))


def recipient(registration: Registration) -> str:
    """Their own address, else that of whoever arranged it."""
    return registration.address or registration.booking.address


def shares_mailbox(registration: Registration) -> bool:
    """Whose mail goes to who arranged for several, or for a delegation: the calendar behind that mailbox
    is not theirs, and withdrawing their entry would take out somebody else's.
    """
    booking = registration.booking
    is_of_several = len(booking.registrations) > 1 or booking.delegation_id is not None
    return registration.address is None and is_of_several


def ticket_link(registration: Registration, language: str) -> dict[str, Any]:
    """How delivery makes the link that this person's mail shows: the booking's, with all who came by
    it, for who arranged it; for somebody else with an address of their own, theirs alone.
    """
    if is_arranged_by_another(registration) and registration.link_hash:
        return _link(TICKET_PURPOSE, registration.uid, registration.link_version, language)
    return booking_link(registration.booking, language)


def own_link(registration: Registration, page: str, language: str) -> dict[str, Any]:
    """How delivery makes the link to a page of this person alone, below their own ticket's."""
    if registration.link_hash:
        link = _link(TICKET_PURPOSE, registration.uid, registration.link_version, language)
    else:
        link = booking_link(registration.booking, language)
    return {**link, "path": f"{link['path']}/{page}"}


def booking_link(booking: Booking, language: str) -> dict[str, Any]:
    return _link(LINK_PURPOSE, booking.uid, booking.link_version, language)


def _link(purpose: str, uid: UUID, version: int, language: str) -> dict[str, Any]:
    default, token = setting("LANGUAGES")[0], "{token}"
    path = links.path("registration", language, default, token=token)
    return {"purpose": purpose, "uid": uid, "version": version, "path": path}


def is_arranged_by_another(registration: Registration) -> bool:
    """Mail about it goes to somebody else than who arranged the booking."""
    return registration.address_key not in (None, registration.booking.address_key)


def page_of_forum(forum: Forum, language: str, now: datetime) -> str:
    """The forum's public page, where there is one."""
    if not is_visible(forum.state, forum.release_at, now):
        return ""
    at = links.path("forum", language, setting("LANGUAGES")[0], slug=forum.slug)
    return links.absolute(setting("PUBLIC_URL"), at)


def title_of(forum: Forum, language: str) -> str:
    """The title without the breaks that an editor marked in it."""
    return whole_title(forum.title.text(language))


def facts_of(forum: Forum, language: str) -> list[Fact]:
    """When, in which zone, and where."""
    when = Fact(say(_("When"), {}, language), time_range_text(forum.starts, forum.ends, language))
    zone = Fact(say(_("Time zone"), {}, language), zone_text(forum.zone, forum.starts_at, language))
    where = Fact(say(_("Where"), {}, language), place_of(forum, language))
    return [when, zone, where] if where.text else [when, zone]


def place_of(forum: Forum, language: str) -> str:
    """Where people go, or that it is online."""
    if forum.venue is None:
        return say(_("Online"), {}, language) if forum.attendance_mode == "online" else ""
    return location(forum.venue, forum.room, language)
