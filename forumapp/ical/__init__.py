"""iCalendar as plain values in, bytes out: the same facts give the same bytes.

`entry` writes one event, `publish` a calendar of written events, `itip` a message to one attendee,
`zones` the rules of a time zone, `text` values and `folding` lines.
"""
