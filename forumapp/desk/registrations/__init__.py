"""A forum's registrations at the desk: its list, one person, many in one act, charts, and the day itself."""

from forumapp.desk.registrations import (
    adding,
    charts,
    deciding,
    downloads,
    editing,
    listing,
    live,
    many,
    record,
)
from forumapp.desk.registrations.blueprint import pages, registration_at

__all__ = [
    "adding",
    "charts",
    "deciding",
    "downloads",
    "editing",
    "listing",
    "live",
    "many",
    "pages",
    "record",
    "registration_at",
]
