"""Reading registrations."""
