"""Pure rules of announcements: reading old releases and drafting from facts."""
