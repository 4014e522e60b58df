"""Who may come in where: every route and method, by role, in the words of product.md's table.

A route that is not here fails `test_guards.py`; so does a row without a route. `/zh/…` is as `/…`.
"""

ADMINISTRATOR, ORGANIZER, EDITOR, STAFF, DOOR = (
    "administrator",
    "organizer",
    "editor",
    "staff",
    "door",
)
STRANGER = "stranger"
ATTENDEE = "attendee"
"""Somebody who holds the link of a booking, and no account."""
HOLDER = "holder"
"""Somebody who holds a link by which a password is chosen."""
APPLICANT = "applicant"
"""Somebody who holds the link of a mail that asks to confirm an address."""
GUEST = "guest"
"""Somebody who holds the link of an invitation."""
IN_LINE = "in line"
"""Somebody who holds the link by which a place is offered to them."""
FOCAL_POINT = "focal point"
"""Somebody who holds the link by which a delegation's members are registered."""
READER = "reader"
"""Somebody who holds the secret address of a private calendar."""
SUBSCRIBER = "subscriber"
"""Somebody who holds the link by which they say which announcements come by mail."""
PREVIEWER = "previewer"
"""Somebody who holds a link that shows what is not public yet."""

ACCOUNTS = frozenset({ADMINISTRATOR, ORGANIZER, EDITOR, STAFF, DOOR})
EVERYBODY = ACCOUNTS | {
    *(STRANGER, ATTENDEE, APPLICANT, GUEST, FOCAL_POINT, HOLDER, IN_LINE, READER, SUBSCRIBER),
    PREVIEWER,
}
READERS_OF_DRAFTS = ACCOUNTS - {DOOR}
ANNOUNCERS = frozenset({ADMINISTRATOR, ORGANIZER, EDITOR})
ORGANIZERS = frozenset({ADMINISTRATOR, ORGANIZER})
READERS_OF_ATTENDEES = frozenset({ADMINISTRATOR, ORGANIZER, STAFF})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
DOORKEEPERS = READERS_OF_ATTENDEES | {DOOR}
ONLY_BY_ITS_BOOKING = frozenset({ATTENDEE})
ONLY_BY_ITS_CONFIRMATION = frozenset({APPLICANT})
ONLY_BY_ITS_INVITATION = frozenset({GUEST})
ONLY_BY_ITS_OFFER = frozenset({IN_LINE})
ONLY_BY_ITS_FOCAL_LINK = frozenset({FOCAL_POINT})
ONLY_BY_ITS_PASSWORD_LINK = frozenset({HOLDER})
ONLY_BY_ITS_CALENDAR_LINK = frozenset({READER})
ONLY_BY_ITS_READERS_LINK = frozenset({SUBSCRIBER})
ONLY_BY_ITS_PREVIEW_LINK = frozenset({PREVIEWER})

TABLE = {
    EVERYBODY: """
        GET /
        GET /accent/<colour>.css
        GET /accessibility
        POST /account/language
        GET POST /account/password/new
        GET /announcements.atom
        GET /announcements/
        GET /announcements/<slug>
        GET /calendar
        GET /calendar.full.ics
        GET /calendar.ics
        GET /cards/<kind>/<slug>.png
        GET /conferences/
        GET /conferences/<slug>
        GET /conferences/<slug>.full.ics
        GET /conferences/<slug>.ics
        GET /contact
        GET /delegations/
        GET /delegations/<slug>
        GET /delegations/<slug>.full.ics
        GET /delegations/<slug>.ics
        GET /documents/<uid>
        GET /embed/calendar
        GET /embed/forums/<slug>
        GET /embed/forums/<slug>/button
        GET /forums/
        GET /forums/<slug>
        GET /forums/<slug>.full.ics
        GET /forums/<slug>.ics
        GET /forums/<slug>.jsonld
        GET POST /forums/<slug>/register
        GET /forums/<slug>/sessions.full.ics
        GET /forums/<slug>/sessions.ics
        GET /health/live
        GET /health/ready
        GET /media/<hash>/<size>
        GET /oembed
        GET /opensearch.xml
        GET POST /opt-out/<opt_out_token>
        GET /organizations/
        GET /organizations/<slug>
        GET /organizations/<slug>.full.ics
        GET /organizations/<slug>.ics
        GET /organizations/<slug>.vcf
        GET /privacy
        GET POST /readers/
        GET POST /readers/unsubscribe/<reader_token>
        GET POST /registrations/
        GET /robots.txt
        GET /search
        GET /search/suggestions
        GET POST /sign-in
        POST /sign-out
        GET /sitemap.xml
        GET /sitemaps/<number>.xml
        GET /speakers/
        GET /speakers/<slug>
        GET /speakers/<slug>.full.ics
        GET /speakers/<slug>.ics
        GET /speakers/<slug>.vcf
        GET /themes/
        GET /themes/<slug>
        GET /themes/<slug>.atom
        GET /themes/<slug>.full.ics
        GET /themes/<slug>.ics
    """,
    ONLY_BY_ITS_BOOKING: """
        GET /registrations/<token>
        GET /registrations/<token>.full.ics
        GET /registrations/<token>.ics
        GET POST /registrations/<token>/address
        GET POST /registrations/<token>/cancel
        GET /registrations/<token>/certificate.pdf
        GET POST /registrations/<token>/change
        GET /registrations/<token>/data.json
        GET POST /registrations/<token>/details
        GET POST /registrations/<token>/erase
        GET POST /registrations/<token>/feedback
        GET /registrations/<token>/files/<answer_id>
        GET /registrations/<token>/letter.pdf
        POST /registrations/<token>/rejoin
        GET POST /registrations/<token>/substitute
        GET /registrations/<token>/ticket.pdf
    """,
    ONLY_BY_ITS_CONFIRMATION: """
        GET POST /registrations/confirm/<token>
    """,
    ONLY_BY_ITS_INVITATION: """
        GET /invitations/<token>
        GET POST /invitations/<token>/accept
        GET POST /invitations/<token>/decline
    """,
    ONLY_BY_ITS_OFFER: """
        GET /offers/<token>
        POST /offers/<token>/give-up
        POST /offers/<token>/take
    """,
    ONLY_BY_ITS_FOCAL_LINK: """
        GET /focal/<token>
        GET POST /focal/<token>/forums/<forum_id>
        GET POST /focal/<token>/forums/<forum_id>/cancel
    """,
    ONLY_BY_ITS_CALENDAR_LINK: """
        GET /calendars/<token>
        GET /calendars/<token>.full.ics
        GET /calendars/<token>.ics
    """,
    ONLY_BY_ITS_READERS_LINK: """
        GET POST /readers/<token>
    """,
    ONLY_BY_ITS_PREVIEW_LINK: """
        GET /previews/<token>
        GET /previews/<token>/documents/<uid>
        GET /previews/<token>/media/<hash>/<size>
    """,
    ONLY_BY_ITS_PASSWORD_LINK: """
        GET POST /account/password/<token>
    """,
    ACCOUNTS: """
        GET POST /account/
        GET POST /account/password
        POST /account/sign-out-everywhere
        GET /desk/
        GET POST /desk/my-calendar
        GET POST /desk/my-calendar/renew
        GET POST /desk/my-calendar/revoke
    """,
    READERS_OF_DRAFTS: """
        GET /desk/announcements/
        GET /desk/announcements/<announcement_id>/
        GET /desk/announcements/<announcement_id>/preview/<language>
        GET /desk/announcements/<announcement_id>/versions/
        GET /desk/announcements/old-addresses/
        GET /desk/conferences/
        GET /desk/conferences/<conference_id>/
        GET /desk/delegations/
        GET /desk/delegations/<delegation_id>/
        GET POST /desk/doctor/
        GET /desk/doctor/own
        GET /desk/find
        GET /desk/forums/
        GET /desk/forums/<forum_id>/
        GET /desk/forums/<forum_id>/embed/
        GET /desk/forums/<forum_id>/preview
        GET /desk/forums/<forum_id>/preview/<language>
        GET /desk/forums/<forum_id>/questions/
        GET /desk/forums/<forum_id>/questions/preview/<language>
        GET /desk/organizations/
        GET /desk/organizations/<organization_id>/
        GET /desk/people/
        GET /desk/people/<person_id>/
        GET /desk/question-sets/
        GET /desk/question-sets/<set_id>/
        GET /desk/themes/
        GET /desk/themes/<theme_id>/
        GET /desk/translations/
        GET /desk/venues/
        GET /desk/venues/<venue_id>/
    """,
    ANNOUNCERS: """
        POST /desk/announcements/<announcement_id>/archive
        POST /desk/announcements/<announcement_id>/delete
        GET POST /desk/announcements/<announcement_id>/edit
        POST /desk/announcements/<announcement_id>/facts/correct
        POST /desk/announcements/<announcement_id>/facts/leave
        GET POST /desk/announcements/<announcement_id>/previews
        POST /desk/announcements/<announcement_id>/proposals
        POST /desk/announcements/<announcement_id>/publish
        POST /desk/announcements/<announcement_id>/restore
        POST /desk/announcements/<announcement_id>/review
        GET POST /desk/announcements/<announcement_id>/versions/<number>/restore
        POST /desk/announcements/<announcement_id>/withdraw
        GET POST /desk/announcements/import/
        GET /desk/announcements/import/<archive_id>/
        POST /desk/announcements/import/<archive_id>/choose
        POST /desk/announcements/import/<archive_id>/resume
        POST /desk/announcements/import/<archive_id>/start
        POST /desk/announcements/import/<archive_id>/stop
        GET POST /desk/announcements/new
        POST /desk/announcements/old-addresses/<address_id>/remove
        GET POST /desk/announcements/old-addresses/new
        POST /desk/announcements/preview
        POST /desk/announcements/programme-of/<forum_id>
        POST /desk/announcements/report-on/<forum_id>
        POST /desk/forums/<forum_id>/notice
        GET POST /desk/forums/<forum_id>/previews
        POST /desk/previews/<preview_id>/revoke
        GET POST /desk/readers/
        POST /desk/readers/<reader_id>/delete
    """,
    DOORKEEPERS: """
        GET /desk/forums/<forum_id>/door/
        GET /desk/forums/<forum_id>/door/app.webmanifest
        GET /desk/forums/<forum_id>/door/list
        POST /desk/forums/<forum_id>/door/scans
        GET /desk/forums/<forum_id>/door/worker.js
    """,
    READERS_OF_ATTENDEES: """
        GET /desk/delegations/<delegation_id>/registrations/
        GET /desk/doctor/registrations/<registration_id>
        GET /desk/forums/<forum_id>/answers/<answer_id>
        GET /desk/forums/<forum_id>/attendance/
        GET /desk/forums/<forum_id>/attendance/attendance.csv
        POST /desk/forums/<forum_id>/attendance/check-ins/<check_in_id>/undo
        POST /desk/forums/<forum_id>/attendance/registrations/<registration_id>/check-in
        GET /desk/forums/<forum_id>/feedback/
        GET /desk/forums/<forum_id>/feedback/feedback.csv
        GET /desk/forums/<forum_id>/invitations/
        GET /desk/forums/<forum_id>/invitations/<invitation_id>/
        GET /desk/forums/<forum_id>/invitations/invitations.csv
        GET /desk/forums/<forum_id>/messages/
        GET /desk/forums/<forum_id>/messages/<message_id>/
        GET /desk/forums/<forum_id>/messages/<message_id>/mails/<copy_id>
        GET /desk/forums/<forum_id>/papers/
        GET /desk/forums/<forum_id>/papers/print
        GET /desk/forums/<forum_id>/places/
        GET /desk/forums/<forum_id>/questions/missing
        GET /desk/forums/<forum_id>/registrations/
        GET /desk/forums/<forum_id>/registrations/<registration_id>/
        GET /desk/forums/<forum_id>/registrations/attendees.csv
        GET /desk/forums/<forum_id>/registrations/attendees.pdf
        GET /desk/forums/<forum_id>/registrations/attendees.xlsx
        GET /desk/forums/<forum_id>/registrations/charts
        GET /desk/forums/<forum_id>/registrations/live
        GET /desk/mail-came-back
    """,
    ORGANIZERS: """
        GET POST /desk/accounts/<account_id>/private-calendars/new
        GET POST /desk/calendar-imports/
        GET /desk/calendar-imports/<import_id>
        POST /desk/calendar-imports/confirm
        POST /desk/conferences/<conference_id>/archive
        POST /desk/conferences/<conference_id>/cancel
        POST /desk/conferences/<conference_id>/delete
        GET POST /desk/conferences/<conference_id>/edit
        GET POST /desk/conferences/<conference_id>/lines/<line_id>/confirm
        POST /desk/conferences/<conference_id>/lines/<line_id>/raise
        POST /desk/conferences/<conference_id>/lines/<line_id>/remove
        POST /desk/conferences/<conference_id>/lines/<line_id>/take-back
        POST /desk/conferences/<conference_id>/lines/new
        POST /desk/conferences/<conference_id>/publish
        POST /desk/conferences/<conference_id>/reinstate
        POST /desk/conferences/<conference_id>/restore
        POST /desk/conferences/<conference_id>/withdraw
        GET POST /desk/conferences/new
        POST /desk/delegations/<delegation_id>/archive
        POST /desk/delegations/<delegation_id>/cancel
        POST /desk/delegations/<delegation_id>/delete
        POST /desk/delegations/<delegation_id>/duties/<duty_id>/remove
        GET POST /desk/delegations/<delegation_id>/duties/new
        GET POST /desk/delegations/<delegation_id>/edit
        GET /desk/delegations/<delegation_id>/focal-links/<link_id>/
        POST /desk/delegations/<delegation_id>/focal-links/<link_id>/mail
        POST /desk/delegations/<delegation_id>/focal-links/<link_id>/renew
        POST /desk/delegations/<delegation_id>/focal-links/<link_id>/revoke
        GET POST /desk/delegations/<delegation_id>/focal-links/new
        GET POST /desk/delegations/<delegation_id>/forums
        GET POST /desk/delegations/<delegation_id>/itinerary/<item_id>
        POST /desk/delegations/<delegation_id>/itinerary/<item_id>/remove
        GET POST /desk/delegations/<delegation_id>/itinerary/new
        GET POST /desk/delegations/<delegation_id>/members/<member_id>
        GET POST /desk/delegations/<delegation_id>/members/<member_id>/private-calendars/new
        POST /desk/delegations/<delegation_id>/members/<member_id>/raise
        POST /desk/delegations/<delegation_id>/members/<member_id>/remove
        GET POST /desk/delegations/<delegation_id>/members/new
        GET POST /desk/delegations/<delegation_id>/private-calendars/new
        POST /desk/delegations/<delegation_id>/publish
        GET POST /desk/delegations/<delegation_id>/registrations/<forum_id>
        GET POST /desk/delegations/<delegation_id>/registrations/<forum_id>/cancel
        POST /desk/delegations/<delegation_id>/reinstate
        POST /desk/delegations/<delegation_id>/restore
        POST /desk/delegations/<delegation_id>/withdraw
        GET POST /desk/delegations/new
        GET /desk/doctor/private
        POST /desk/forums/<forum_id>/archive
        POST /desk/forums/<forum_id>/attendance/devices/<device_id>/revoke
        GET POST /desk/forums/<forum_id>/cancel
        POST /desk/forums/<forum_id>/delete
        POST /desk/forums/<forum_id>/duties/<duty_id>/remove
        GET POST /desk/forums/<forum_id>/duties/new
        GET POST /desk/forums/<forum_id>/edit
        POST /desk/forums/<forum_id>/feedback/ask
        POST /desk/forums/<forum_id>/invitations/<invitation_id>/address
        GET POST /desk/forums/<forum_id>/invitations/<invitation_id>/change
        POST /desk/forums/<forum_id>/invitations/<invitation_id>/reinstate
        POST /desk/forums/<forum_id>/invitations/<invitation_id>/withdraw
        GET POST /desk/forums/<forum_id>/invitations/add
        POST /desk/forums/<forum_id>/invitations/add/confirm
        GET POST /desk/forums/<forum_id>/invitations/remind
        GET POST /desk/forums/<forum_id>/invitations/send
        GET /desk/forums/<forum_id>/invitations/template.csv
        GET /desk/forums/<forum_id>/invitations/template.xlsx
        POST /desk/forums/<forum_id>/lines/<line_id>/confirm
        POST /desk/forums/<forum_id>/lines/<line_id>/take-back
        POST /desk/forums/<forum_id>/messages/<message_id>/delete
        POST /desk/forums/<forum_id>/messages/<message_id>/discard
        GET POST /desk/forums/<forum_id>/messages/<message_id>/edit
        POST /desk/forums/<forum_id>/messages/<message_id>/outbox
        POST /desk/forums/<forum_id>/messages/<message_id>/schedule
        POST /desk/forums/<forum_id>/messages/<message_id>/send
        POST /desk/forums/<forum_id>/messages/<message_id>/take-back
        GET POST /desk/forums/<forum_id>/messages/new
        GET POST /desk/forums/<forum_id>/move
        GET POST /desk/forums/<forum_id>/papers/layout
        GET POST /desk/forums/<forum_id>/places/codes/<code_id>/edit
        POST /desk/forums/<forum_id>/places/codes/<code_id>/stop
        GET POST /desk/forums/<forum_id>/places/codes/new
        POST /desk/forums/<forum_id>/places/groups/<group_id>/delete
        GET POST /desk/forums/<forum_id>/places/groups/<group_id>/edit
        GET POST /desk/forums/<forum_id>/places/groups/new
        GET POST /desk/forums/<forum_id>/places/settings
        POST /desk/forums/<forum_id>/places/waiting/<booking_id>/offer
        GET POST /desk/forums/<forum_id>/postpone
        POST /desk/forums/<forum_id>/publish
        POST /desk/forums/<forum_id>/questions/add-set
        GET POST /desk/forums/<forum_id>/questions/new/<question_stage>/<question_kind>
        GET POST /desk/forums/<forum_id>/questions/save-as-set
        POST /desk/forums/<forum_id>/questions/standard
        GET POST /desk/forums/<forum_id>/registrations/<registration_id>/address
        POST /desk/forums/<forum_id>/registrations/<registration_id>/approve-to-wait
        POST /desk/forums/<forum_id>/registrations/<registration_id>/cancel
        POST /desk/forums/<forum_id>/registrations/<registration_id>/confirm
        POST /desk/forums/<forum_id>/registrations/<registration_id>/decline
        GET POST /desk/forums/<forum_id>/registrations/<registration_id>/edit
        POST /desk/forums/<forum_id>/registrations/<registration_id>/offer
        POST /desk/forums/<forum_id>/registrations/<registration_id>/rejoin
        GET POST /desk/forums/<forum_id>/registrations/add
        POST /desk/forums/<forum_id>/registrations/many
        POST /desk/forums/<forum_id>/registrations/many/done
        GET POST /desk/forums/<forum_id>/reinstate
        POST /desk/forums/<forum_id>/restore
        GET POST /desk/forums/<forum_id>/withdraw
        GET POST /desk/forums/new
        GET /desk/history/
        GET /desk/mail/
        GET /desk/mail/<mail_id>/
        POST /desk/mail/<mail_id>/retry
        GET /desk/mail/incoming/
        POST /desk/mail/test
        POST /desk/organizations/<organization_id>/archive
        POST /desk/organizations/<organization_id>/delete
        GET POST /desk/organizations/<organization_id>/edit
        POST /desk/organizations/<organization_id>/restore
        GET POST /desk/organizations/new
        GET POST /desk/organizations/quick
        POST /desk/people/<person_id>/archive
        GET POST /desk/people/<person_id>/consents/new
        POST /desk/people/<person_id>/consents/withdraw
        POST /desk/people/<person_id>/delete
        GET POST /desk/people/<person_id>/edit
        GET POST /desk/people/<person_id>/private-calendars/new
        POST /desk/people/<person_id>/restore
        GET POST /desk/people/new
        GET POST /desk/people/quick
        GET /desk/private-calendars/
        GET /desk/private-calendars/<calendar_id>/
        GET POST /desk/private-calendars/<calendar_id>/edit
        POST /desk/private-calendars/<calendar_id>/mail
        GET POST /desk/private-calendars/<calendar_id>/renew
        GET POST /desk/private-calendars/<calendar_id>/revoke
        POST /desk/question-sets/<set_id>/archive
        POST /desk/question-sets/<set_id>/delete
        GET POST /desk/question-sets/<set_id>/edit
        GET POST /desk/question-sets/<set_id>/new/<question_stage>/<question_kind>
        POST /desk/question-sets/<set_id>/restore
        POST /desk/question-sets/<set_id>/standard
        GET POST /desk/question-sets/new
        POST /desk/questions/<question_id>/down
        GET POST /desk/questions/<question_id>/edit
        POST /desk/questions/<question_id>/remove
        POST /desk/questions/<question_id>/restore
        POST /desk/questions/<question_id>/up
        GET POST /desk/spreadsheets/<record_kind>/
        POST /desk/spreadsheets/<record_kind>/confirm
        GET /desk/spreadsheets/<record_kind>/template.csv
        GET /desk/spreadsheets/<record_kind>/template.xlsx
        POST /desk/themes/<theme_id>/archive
        POST /desk/themes/<theme_id>/delete
        GET POST /desk/themes/<theme_id>/edit
        POST /desk/themes/<theme_id>/restore
        GET POST /desk/themes/new
        GET POST /desk/themes/quick
        POST /desk/venues/<venue_id>/archive
        POST /desk/venues/<venue_id>/delete
        GET POST /desk/venues/<venue_id>/edit
        POST /desk/venues/<venue_id>/restore
        GET POST /desk/venues/<venue_id>/rooms/<room_id>
        POST /desk/venues/<venue_id>/rooms/<room_id>/remove
        GET POST /desk/venues/<venue_id>/rooms/new
        GET POST /desk/venues/new
        GET POST /desk/venues/quick
    """,
    ADMINISTRATORS: """
        GET /desk/accounts/
        GET /desk/accounts/<account_id>/
        POST /desk/accounts/<account_id>/disable
        POST /desk/accounts/<account_id>/enable
        POST /desk/accounts/<account_id>/invite
        POST /desk/accounts/<account_id>/role
        GET POST /desk/accounts/new
        GET /desk/institution/
        GET POST /desk/institution/consents/<purpose>
        GET POST /desk/institution/edit
        GET /desk/institution/look
        GET POST /desk/institution/pages
    """,
}


def cells() -> dict[str, frozenset[str]]:
    """“METHOD /path” → who may; a cell twice in the table is an error."""
    found: dict[str, frozenset[str]] = {}
    for who, lines in TABLE.items():
        for *methods, path in (line.split() for line in lines.split("\n") if line.strip()):
            for cell in (f"{method} {path}" for method in methods):
                if cell in found:
                    raise ValueError(f"{cell} stands in the table twice")
                found[cell] = who
    return found
