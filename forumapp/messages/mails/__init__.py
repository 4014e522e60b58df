"""A message as a mail to one person."""
