"""Why somebody cannot register now, and what to do."""

from forumapp.core.errors import Refused
from forumapp.core.when import Moment
from forumapp.forums.models import Forum
from forumapp.institution.queries import correspondence_address
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import FULL, REFUSALS, closes_at


class PlacesTaken(Refused):
    """No place is free, and there is no line to wait in."""


class AlreadyRegistered(Refused):
    """The address, or the member of a delegation, has this registration at the forum."""

    def __init__(self, sentence: str, registration: Registration) -> None:
        super().__init__(sentence, field="address", name=registration.name)
        self.registration = registration


def refusal(forum: Forum, standing: str) -> Refused:
    """The sentence for a standing (`rules.states.availability`) in which nobody can register."""
    kind = PlacesTaken if standing == FULL else Refused
    return kind(
        REFUSALS[standing],
        contact=forum.contact_email or correspondence_address(),
        opens=Moment(forum.registration_opens_at or forum.starts_at, forum.zone),
        closes=Moment(closes_at(forum), forum.zone),
    )
