"""Bookings and registrations: who comes to which forum, within its places."""
