"""Delegations at the desk: the record, its members, its itinerary."""

from forumapp.desk.delegations import itinerary, members, records
from forumapp.desk.delegations.blueprint import pages

__all__ = ["itinerary", "members", "pages", "records"]
