"""A form of the public page: what it says, and how it becomes a booking."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from forumapp.core.actor import ATTENDEE
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import normalised_address, token_hash
from forumapp.forums.models import Forum
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.mail.queries import count_since
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import AccessCode
from forumapp.registrations.queries import registered
from forumapp.registrations.queries.codes import usable_code
from forumapp.registrations.rules.states import (
    FULL,
    INVITATION,
    OPEN,
    WAITING,
    availability,
    looks_like_advertising,
)
from forumapp.registrations.services.booking import (
    Attendee,
    BookingRequest,
    book,
    refuse_people,
)
from forumapp.registrations.services.consents import new_consent
from forumapp.registrations.services.refusing import AlreadyRegistered, refusal


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody says of themselves. `country` is an ISO 3166 code, `language` one of ours."""

    name: str
    organization: str
    position: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody registered together with who fills in the form; "": not known yet, no address of their own."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came. `key` is the form's own: the same key is the same submission.

    `agreed` maps each purpose agreed to to the version of the wording that was shown. `network` is
    where it came from. `is_doubtful`: a program may have filled it in.
    """

    key: str
    address: str
    details: Details
    agreed: Mapping[str, int] = field(default_factory=dict)
    network: str = ""
    answers: Mapping[int, Any] = field(default_factory=dict)
    companions: tuple[Companion, ...] = ()
    place_group_id: int | None = None
    code: str = ""
    wants_copies: bool = False
    is_doubtful: bool = False


def plain(submission: Submission) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(submission)


def from_plain(kept: dict[str, Any]) -> Submission:
    """What `plain` made, read from JSON."""
    return Submission(
        **{
            **kept,
            "details": Details(**kept["details"]),
            "answers": {int(question): value for question, value in kept["answers"].items()},
            "companions": tuple(Companion(**each) for each in kept["companions"]),
        }
    )


def key_of(forum: Forum, submission: Submission) -> str:
    """What makes two submissions one: the form they came from, and for whom. Somebody who goes back
    to the form and enters a colleague's address registers the colleague too.
    """
    return token_hash(f"{submission.key}\n{forum.uid}\n{normalised_address(submission.address)}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission: of whom its mail tells (nobody while an address is to be confirmed).

    Only who just registered sees the ticket on the page itself.
    """

    registration: Registration | None
    shows_ticket: bool


def check_submission(forum: Forum, submission: Submission, now: datetime) -> None:
    """Refuse what is wrong with a form before anybody's address is looked up."""
    refuse_unless_open(forum, submission, now)
    names = [submission.details.name, *(each.name for each in submission.companions)]
    if any(looks_like_advertising(name) for name in names):
        raise Refused(_("Write your name without a web address."), field="name")
    if REQUIRED_PURPOSE not in submission.agreed:
        raise Refused(
            _("Without this consent we cannot keep a place for you. Tick it to register."),
            field=REQUIRED_PURPOSE,
        )
    for purpose, version in submission.agreed.items():
        new_consent(purpose, version, submission.details.language, now)
    request = request_of(forum, submission, now)
    refuse_people(forum, replace(request, attendees=tuple(attendees_of(submission))))


def book_submission(forum: Forum, submission: Submission, now: datetime) -> Receipt:
    """The booking of a form, for whoever of its people is not registered yet.

    Who is gets the link by mail once more, and the page tells no more than that we have written.
    """
    known: list[Registration] = []
    people = attendees_of(submission)
    request = request_of(forum, submission, now)
    while people:
        try:
            booking = book(forum, replace(request, attendees=tuple(people)), by=ATTENDEE, now=now)
        except AlreadyRegistered as refusal:
            known.append(refusal.registration)
            people = without(people, refusal.registration)
        else:
            remind_of_links(known, now)
            return Receipt(booking.registrations[0], shows_ticket=not known)
    remind_of_links(known, now)
    return Receipt(known[0], shows_ticket=False)


def attendees_of(submission: Submission) -> list[Attendee]:
    """Who filled in the form, then the others: what these are asked they answer by their own links."""
    details, group = submission.details, submission.place_group_id
    first = Attendee(
        name=details.name,
        address=submission.address,
        organization=details.organization,
        position=details.position,
        country=details.country,
        language=details.language,
        place_group_id=group,
        answers=submission.answers,
        agreed=submission.agreed,
    )
    agreed = {REQUIRED_PURPOSE: submission.agreed[REQUIRED_PURPOSE]}
    return [
        first,
        *(
            Attendee(
                name=each.name,
                address=each.address or None,
                organization=details.organization,
                language=details.language,
                place_group_id=group,
                agreed=agreed,
            )
            for each in submission.companions
        ),
    ]


def request_of(forum: Forum, submission: Submission, now: datetime) -> BookingRequest:
    code = code_of(forum, submission, now)
    return BookingRequest(
        name=submission.details.name,
        address=submission.address.strip(),
        language=submission.details.language,
        attendees=(),
        made_by="code" if code else "form",
        access_code=code,
        submission_key=key_of(forum, submission),
        network=submission.network,
        wants_copies=submission.wants_copies,
        is_approved=code is not None and code.skips_approval,
    )


def without(people: list[Attendee], known: Registration) -> list[Attendee]:
    return [each for each in people if normalised_address(each.address or "") != known.address_key]


def remind_of_links(known: list[Registration], now: datetime) -> None:
    """Each existing link once more, but not as often as somebody may ask for it."""
    since = registered.recent(now)
    for registration in known:
        sent = count_since(Registration.__tablename__, registration.uid, since)
        if sent < setting("REGISTRATIONS_PER_ADDRESS"):
            tickets.send_existing_link(registration, now=now)


def code_of(forum: Forum, submission: Submission, now: datetime) -> AccessCode | None:
    """The code that was typed; one that opens nothing is refused."""
    if not submission.code:
        return None
    code = usable_code(forum.id, submission.code, now)
    if code is None:
        raise Refused(
            _("This code does not open this forum. Compare it with the message that it came in."),
            field="code",
        )
    return code


def refuse_unless_open(forum: Forum, submission: Submission, now: datetime) -> None:
    """By a code also a forum that is by invitation only; a full one may have places of a group."""
    standing = availability(forum, now)
    code = code_of(forum, submission, now)
    in_group = standing == FULL and (code is not None or submission.place_group_id is not None)
    by_code = standing == INVITATION and code is not None
    if standing not in (OPEN, WAITING) and not in_group and not by_code:
        raise refusal(forum, standing)
