"""The second form: what is asked of people once their place is confirmed."""

from dataclasses import dataclass
from datetime import datetime

from forumapp.questions.queries import asks_at
from forumapp.questions.rules.kinds import AFTER_CONFIRMATION
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.states import CONFIRMED


@dataclass(frozen=True, slots=True)
class SecondForm:
    """`due_at` is the last moment for it, where the organizer set one; the forum's end closes it too."""

    due_at: datetime | None
    is_open: bool
    is_given: bool


def second_form(registration: Registration, now: datetime) -> SecondForm | None:
    """What is asked of this person, or nothing: no place yet, or no such questions."""
    forum = registration.forum
    if registration.state != CONFIRMED or not asks_at(forum.id, AFTER_CONFIRMATION):
        return None
    due_at = settings_of(forum).details_due_at
    return SecondForm(
        due_at=due_at,
        is_open=now < min(due_at or forum.ends_at, forum.ends_at),
        is_given=registration.details_given_at is not None,
    )
