"""Delegations: members in ranks, a focal point, and the journey's itinerary."""
