"""Registering without an account, and what the link of a registration lets one do afterwards."""

from forumapp.site.registrations import (
    asking_again,
    cancelling,
    changing,
    confirming,
    details,
    own_data,
    registering,
    tickets,
)
from forumapp.site.registrations.blueprint import pages
from forumapp.site.registrations.forms import DetailsForm, with_consents

__all__ = [
    "DetailsForm",
    "asking_again",
    "cancelling",
    "changing",
    "confirming",
    "details",
    "own_data",
    "pages",
    "registering",
    "tickets",
    "with_consents",
]
