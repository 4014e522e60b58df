"""What an organizer asks of who comes: the questions of a forum, and sets of them for other forums."""
