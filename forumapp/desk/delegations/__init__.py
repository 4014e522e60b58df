"""Delegations at the desk: the record, its members, its itinerary, its registrations, its focal points."""

from forumapp.desk.delegations import focal, itinerary, members, records, registrations
from forumapp.desk.delegations.blueprint import pages

__all__ = ["focal", "itinerary", "members", "pages", "records", "registrations"]
