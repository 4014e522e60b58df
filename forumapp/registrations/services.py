"""Registering, and what becomes of a registration.

Whoever takes or gives back a place locks the forum's row first, then the registration's: so two of
them never wait for each other, and the last place goes to one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from forumapp.calendars.services.invite import calendar_of_participant
from forumapp.core import visibility
from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.db import db
from forumapp.core.errors import NotFound, Refused
from forumapp.core.revision import raise_revision
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import (
    capability_hash,
    new_reference,
    new_uid,
    normalised_address,
    token_hash,
)
from forumapp.core.transaction import apart, reading
from forumapp.core.when import Moment
from forumapp.forums.models import Forum, ForumChange
from forumapp.forums.rules import NetChange, net_changes
from forumapp.history.services import record_change
from forumapp.ical.entry import Profile
from forumapp.institution.models import ConsentText
from forumapp.institution.queries import correspondence_address
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.mail.queries import count_since
from forumapp.registrations import mails, queries
from forumapp.registrations.models import Booking, Registration, RegistrationConsent
from forumapp.registrations.queries import Owed
from forumapp.registrations.rules import (
    ACTIVE_STATES,
    CANCELLED,
    CONFIRMED,
    DECLINED,
    FULL,
    HOLDING_STATES,
    NETWORKS_KEPT_FOR,
    OPEN,
    PENDING,
    REFUSALS,
    TOLD_BY_MAIL,
    availability,
    closes_at,
    first_state,
    holds_place,
    looks_like_advertising,
    places_told,
)

DONE = {CONFIRMED: _("confirmed"), DECLINED: _("declined"), CANCELLED: _("cancelled")}
"""What history says of a registration that came into a state."""


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody says of themselves. `country` is an ISO 3166 code, `language` one of ours."""

    name: str
    organization: str
    position: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came. `key` is the form's own: the same key is the same submission.

    `agreed` maps each purpose agreed to to the version of the wording that was shown. `network` is
    where it came from.
    """

    key: str
    address: str
    details: Details
    agreed: Mapping[str, int] = field(default_factory=dict)
    network: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission. Only who just registered sees the ticket on the page itself."""

    registration: Registration
    shows_ticket: bool


# ------------------------------------------------------------------ registering


def register(forum: Forum, submission: Submission, *, now: datetime) -> Receipt:
    """One person registers themselves: a place, a booking, a mail and a line of history, or nothing.

    Sent again, the same submission gets the same answer. An address that is registered already gets
    its link by mail; the page does not tell: whatever else is wrong is refused before it is looked up.
    """
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        return earlier
    refuse_unless_open(forum, now)
    refuse_flood(submission, now)
    check_details(submission)
    consents = consents_to(submission, now)
    if availability(forum, now) == FULL:
        return receipt_without_place(forum, submission, now)
    registered = queries.active_registration(forum.id, normalised_address(submission.address))
    if registered is not None:
        remind_of_link(registration=registered, now=now)
        return Receipt(registered, shows_ticket=False)
    if first_state(forum.registration_mode) == CONFIRMED and not take_place(forum):
        return receipt_without_place(forum, submission, now)
    return write_registration(forum, submission, consents, now)


def receipt_of_earlier(forum: Forum, submission: Submission, now: datetime) -> Receipt | None:
    """The answer that this very submission got when it came before; later on, the ticket is where
    the mail is: which networks were busy is soon forgotten.
    """
    booking = queries.booking_of_submission(key_of(forum, submission))
    if booking is None:
        return None
    is_new = booking.created_at > queries.recent(now)
    return Receipt(booking.registrations[0], shows_ticket=is_new and not is_network_busy(booking))


def key_of(forum: Forum, submission: Submission) -> str:
    """What makes two submissions one: the form they came from, and for whom. Somebody who goes back
    to the form and enters a colleague's address registers the colleague too.
    """
    return token_hash(f"{submission.key}\n{forum.uid}\n{normalised_address(submission.address)}")


def write_registration(
    forum: Forum, submission: Submission, consents: list[RegistrationConsent], now: datetime
) -> Receipt:
    """Insert it; where another transaction was faster with the same, that one counts."""
    registration = new_registration(forum, submission, consents, now)
    try:
        with db.session.begin_nested():
            record_change(
                registration, _("registered"), by=ATTENDEE, now=now, label=registration.reference
            )
    except IntegrityError:
        if holds_place(first_state(forum.registration_mode)):
            give_back_place(forum)
        return receipt_of_faster(forum, submission, now)
    if registration.state == CONFIRMED:
        mails.send_confirmation(registration, now=now)
    else:
        mails.send_application_received(registration, now=now)
    is_busy = is_network_busy(registration.booking)
    return Receipt(registration, shows_ticket=not is_busy)


def receipt_of_faster(forum: Forum, submission: Submission, now: datetime) -> Receipt:
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        return earlier
    registered = queries.active_registration(forum.id, normalised_address(submission.address))
    if registered is None:
        raise RuntimeError("a registration collided with none")
    remind_of_link(registration=registered, now=now)
    return Receipt(registered, shows_ticket=False)


def new_registration(
    forum: Forum, submission: Submission, consents: list[RegistrationConsent], now: datetime
) -> Registration:
    details, uid = submission.details, new_uid()
    address, key = submission.address.strip(), normalised_address(submission.address)
    state = first_state(forum.registration_mode)
    booking = Booking(
        uid=uid,
        forum=forum,
        name=details.name,
        address=address,
        address_key=key,
        language=details.language,
        submission_key=key_of(forum, submission),
        link_version=1,
        link_hash=capability_hash(mails.LINK_PURPOSE, uid, 1),
        created_at=now,
        network=submission.network,
    )
    return Registration(
        uid=new_uid(),
        booking=booking,
        forum=forum,
        reference=new_reference(),
        name=details.name,
        address=address,
        address_key=key,
        organization=details.organization,
        position=details.position,
        country=details.country,
        language=details.language,
        state=state,
        state_changed_at=now,
        registered_at=now,
        last_sent_sequence=forum.sequence,
        last_sent_method=mails.REQUEST if state == CONFIRMED else None,
        consents=consents,
    )


def remind_of_link(*, registration: Registration, now: datetime) -> None:
    """The existing link once more, but not as often as somebody may ask for it."""
    since = queries.recent(now)
    sent = count_since(Registration.__tablename__, registration.uid, since)
    if sent < setting("REGISTRATIONS_PER_ADDRESS"):
        mails.send_existing_link(registration, now=now)


# ------------------------------------------------------------------- refusing


def refuse_unless_open(forum: Forum, now: datetime) -> None:
    standing = availability(forum, now)
    if standing not in (OPEN, FULL):
        refuse(forum, standing)


def receipt_without_place(forum: Forum, submission: Submission, now: datetime) -> Receipt:
    """No place was given: it was this very submission that took it, or the forum is full, or no
    longer what the form was made for.
    """
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        return earlier
    db.session.refresh(forum)
    refuse_unless_open(forum, now)
    return refuse(forum, FULL)


def refuse(forum: Forum, standing: str) -> Any:
    """Say why nobody can register now, and what to do."""
    raise refusal(forum, standing)


def refusal(forum: Forum, standing: str) -> Refused:
    return Refused(
        REFUSALS[standing],
        contact=forum.contact_email or correspondence_address(),
        opens=Moment(forum.registration_opens_at or forum.starts_at, forum.zone),
        closes=Moment(closes_at(forum), forum.zone),
    )


def refuse_flood(submission: Submission, now: datetime) -> None:
    """Strict for one address. A network may be a whole hotel: it is never refused for being busy."""
    key = normalised_address(submission.address)
    made = queries.bookings_of_address(key, queries.recent(now))
    if made >= setting("REGISTRATIONS_PER_ADDRESS"):
        raise Refused(
            _(
                "This address has registered for several forums within a few minutes. "
                "Wait ten minutes, then send the form again."
            ),
            field="address",
        )


def is_network_busy(booking: Booking) -> bool:
    """Above the limit the ticket comes by mail only: whoever cannot read it there gets nothing.

    What counts came before the booking, so the answer to the same submission stays the same.
    """
    made = queries.bookings_before(booking)
    return bool(booking.network) and made >= setting("REGISTRATIONS_PER_NETWORK")


def check_details(submission: Submission) -> None:
    if looks_like_advertising(submission.details.name):
        raise Refused(_("Write your name without a web address."), field="name")


def consents_to(submission: Submission, now: datetime) -> list[RegistrationConsent]:
    """A row for each consent given, with the exact wording that was shown."""
    if REQUIRED_PURPOSE not in submission.agreed:
        raise Refused(
            _("Without this consent we cannot keep a place for you. Tick it to register."),
            field=REQUIRED_PURPOSE,
        )
    language = submission.details.language
    return [
        new_consent(purpose, submission.agreed[purpose], language, now)
        for purpose in ATTENDEE_PURPOSES
        if purpose in submission.agreed
    ]


def new_consent(purpose: str, version: int, language: str, now: datetime) -> RegistrationConsent:
    shown = db.session.scalar(
        select(ConsentText).where(
            ConsentText.purpose == purpose,
            ConsentText.version == version,
            ConsentText.since <= now,
        )
    )
    if shown is None:
        raise Refused(
            _("The wording of this consent has changed. Read it and decide again."), field=purpose
        )
    wording, own_language = shown.wording.in_language(language)
    return RegistrationConsent(
        purpose=purpose,
        wording=wording,
        wording_version=version,
        language=own_language,
        given_at=now,
        given_by=ATTENDEE.label,
    )


# --------------------------------------------------------------------- places


def take_place(forum: Forum) -> bool:
    """Take one place in one statement, if there is one and the forum still takes people."""
    has_place = or_(Forum.capacity_limit.is_(None), Forum.taken + 1 <= Forum.capacity_limit)
    return change_places(forum, 1, where=and_(has_place, Forum.state == visibility.PUBLISHED))


def give_back_place(forum: Forum) -> None:
    change_places(forum, -1, where=Forum.taken > 0)


def change_places(forum: Forum, by_how_many: int, *, where: Any) -> bool:
    taken = db.session.scalar(
        update(Forum)
        .where(Forum.id == forum.id, where)
        .values(taken=Forum.taken + by_how_many)
        .returning(Forum.taken)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        return False
    limit = forum.capacity_limit
    if places_told(limit, taken - by_how_many) != places_told(limit, taken):
        raise_revision()
    return True


def recount_places(forum: Forum) -> tuple[int, int]:
    """Count the registrations that hold a place; what the count was and what is true.

    It is set right unless more people hold a place than the limit allows: an editor must raise it.
    """
    before = db.session.scalar(select(Forum.taken).where(Forum.id == forum.id).with_for_update())
    counted = db.session.scalar(
        select(func.count(Registration.id)).where(
            Registration.forum_id == forum.id, Registration.state.in_(HOLDING_STATES)
        )
    )
    fits = forum.capacity_limit is None or (counted or 0) <= forum.capacity_limit
    if before != counted and fits:
        change_places(forum, (counted or 0) - (before or 0), where=Forum.taken == before)
    return before or 0, counted or 0


def lock(registration: Registration) -> None:
    """The forum's row first, then this one, both as they are now."""
    db.session.execute(select(Forum.id).where(Forum.id == registration.forum_id).with_for_update())
    db.session.refresh(registration, with_for_update={"of": Registration})


# ------------------------------------------------------------ afterwards, by link


def change_details(
    registration: Registration,
    details: Details,
    agreed: Mapping[str, int],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """New details, and each voluntary consent given or withdrawn. The address stays."""
    if registration.state not in ACTIVE_STATES:
        raise Refused(
            _("This registration is no longer active. Register again to take part."),
        )
    if looks_like_advertising(details.name):
        raise Refused(_("Write your name without a web address."), field="name")
    registration.name = details.name
    registration.organization = details.organization
    registration.position = details.position
    registration.country = details.country
    registration.language = registration.booking.language = details.language
    record_change(registration, _("edited"), by=by, now=now, label=registration.reference)
    change_consents(registration, agreed, by=by, now=now)


def change_consents(
    registration: Registration, agreed: Mapping[str, int], *, by: Actor, now: datetime
) -> None:
    """Withdraw what is no longer agreed to and add what is new; nothing given is ever erased.

    Who agrees to a newer wording gives a consent of its own, and the older one ends.
    """
    standing = {c.purpose: c for c in registration.consents if c.withdrawn_at is None}
    for purpose in ATTENDEE_PURPOSES:
        given, version = standing.get(purpose), agreed.get(purpose)
        if purpose == REQUIRED_PURPOSE or (given and given.wording_version == version):
            continue
        if version is not None:
            consent = new_consent(purpose, version, registration.language, now)
            registration.consents.append(consent)
            record_consent(registration, _("gave consent"), purpose, by=by, now=now)
        if given is not None:
            given.withdrawn_at = now
        if given is not None and version is None:
            record_consent(registration, _("withdrew consent"), purpose, by=by, now=now)


def record_consent(
    registration: Registration, action: str, purpose: str, *, by: Actor, now: datetime
) -> None:
    record_change(
        registration, action, by=by, now=now, label=registration.reference, purpose=purpose
    )


def cancel_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give up the registration; its place is free at once. Done twice, it is done once."""
    lock(registration)
    if registration.state not in ACTIVE_STATES:
        return
    if registration.forum.ends_at <= now:
        raise Refused(_("This forum has been held. Its registrations stay as they are."))
    had_place = holds_place(registration.state)
    if had_place:
        give_back_place(registration.forum)
    if registration.last_sent_method == mails.REQUEST:
        registration.last_sent_method = mails.CANCEL
    set_state(registration, CANCELLED, by=by, now=now)
    mails.send_cancellation(
        registration, had_place=had_place, by_attendee=by.kind == ATTENDEE.kind, now=now
    )


def calendar_of_ticket(
    registration: Registration, *, language: str, source: str, profile: Profile, now: datetime
) -> bytes:
    """The forum's entry with the way to join: for who has a place at a forum that is on, nobody else."""
    forum = registration.forum
    if registration.state != CONFIRMED or forum.state != visibility.PUBLISHED:
        raise NotFound
    return calendar_of_participant(
        forum, language=language, source=source, profile=profile, now=now
    )


# --------------------------------------------------------------- the organizer's


def confirm_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give a place to somebody who applied."""
    lock(registration)
    refuse_unless_pending(registration)
    if not take_place(registration.forum):
        raise Refused(
            _(
                "No place is free, or the forum is not on at present. Raise the number of places "
                "or cancel another registration first."
            )
        )
    registration.last_sent_sequence = registration.forum.sequence
    registration.last_sent_method = mails.REQUEST
    set_state(registration, CONFIRMED, by=by, now=now)
    mails.send_confirmation(registration, now=now)


def decline_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say no to somebody who applied."""
    lock(registration)
    refuse_unless_pending(registration)
    set_state(registration, DECLINED, by=by, now=now)
    mails.send_decline(registration, now=now)


def refuse_unless_pending(registration: Registration) -> None:
    if registration.state != PENDING:
        raise Refused(
            _("This registration has been decided already. Look at the list again."),
        )


def set_state(registration: Registration, state: str, *, by: Actor, now: datetime) -> None:
    registration.state, registration.state_changed_at = state, now
    record_change(registration, DONE[state], by=by, now=now, label=registration.reference)


def note_download(forum_id: int, *, format: str, by: Actor, now: datetime) -> None:  # noqa: A002 - the word
    """Written and kept before the first byte of the list leaves."""
    with apart() as session:
        forum = session.get_one(Forum, forum_id)
        record_change(forum, _("downloaded the attendee list"), by=by, now=now, format=format)


# -------------------------------------------------------------------- the worker's

AT_ONCE = 50
"""So many mails a run, so that nobody who registers waits for them."""


def tell_of_changes(now: datetime) -> int:
    """Write to everybody whose last invitation is older than their forum; how many were written to.

    Each person's SEQUENCE is raised in the transaction that queues their mail, and only from the
    value that was read: however often this runs, one change is one mail.
    """
    with reading():
        groups = queries.owed_groups(now, timedelta(minutes=setting("QUIET_MINUTES")))
    written = 0
    for owed in groups:
        written += tell_group(owed, AT_ONCE - written, now)
        if written >= AT_ONCE:
            break
    return written


def tell_group(owed: Owed, limit: int, now: datetime) -> int:
    forum = db.session.get_one(Forum, owed.forum_id)
    rows = db.session.scalars(
        select(ForumChange)
        .where(ForumChange.forum_id == forum.id, ForumChange.sequence > owed.last_sent_sequence)
        .order_by(ForumChange.at, ForumChange.id)
    ).all()
    changes = [change for change in net_changes(rows) if change.field in TOLD_BY_MAIL]
    if not changes:
        settle(owed, forum.sequence)
    if not changes or not is_news(forum, changes):
        return 0
    reason = next((row.reason for row in reversed(rows) if row.reason), None)
    return sum(
        tell(
            registration,
            changes,
            owed,
            reason=reason.text(registration.language) if reason else "",
            now=now,
        )
        for registration in queries.members_of(owed, limit)
    )


def settle(owed: Owed, sequence: int) -> None:
    """Nothing in all that has changed up to `sequence` needs to be told: do not look at it again.

    Unless the forum has changed since it was read: that is for the next run.
    """
    db.session.execute(
        update(Registration)
        .where(
            queries.in_group(owed),
            exists().where(Forum.id == owed.forum_id, Forum.sequence == sequence),
        )
        .values(last_sent_sequence=sequence)
        .execution_options(synchronize_session=False)
    )


def is_news(forum: Forum, changes: list[NetChange]) -> bool:
    """Of a forum that does not take place as announced, only that is told."""
    return forum.state == visibility.PUBLISHED or any(c.field == "state" for c in changes)


def tell(
    registration: Registration, changes: list[NetChange], owed: Owed, *, reason: str, now: datetime
) -> bool:
    """One person's mail, unless another worker has just written it."""
    forum = registration.forum
    method = method_for(registration)
    claimed = db.session.execute(
        update(Registration)
        .where(
            Registration.id == registration.id,
            Registration.last_sent_sequence == owed.last_sent_sequence,
            Registration.state == registration.state,
        )
        .values(last_sent_sequence=forum.sequence, last_sent_method=method)
        .execution_options(synchronize_session=False)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        return False
    mails.send_change(registration, changes, method=method, reason=reason, now=now)
    return True


def method_for(registration: Registration) -> str | None:
    """REQUEST for a forum that is on, CANCEL for one that is not; nobody gets a CANCEL of nothing."""
    if registration.forum.state == visibility.PUBLISHED:
        return mails.REQUEST if registration.state == CONFIRMED else None
    return mails.CANCEL if registration.last_sent_method == mails.REQUEST else None


def forget_networks(now: datetime) -> None:
    """Where a booking came from tells nothing once it counts for no limit any more."""
    db.session.execute(
        update(Booking)
        .where(Booking.network != "", Booking.created_at < now - NETWORKS_KEPT_FOR)
        .values(network="")
    )
