"""Reading what entries say (`facts`), and the calendars joined from written entries (`feeds`)."""
