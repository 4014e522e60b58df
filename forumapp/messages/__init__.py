"""What an organizer writes to people who are registered, and what they say of the forum afterwards."""
