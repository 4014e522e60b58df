"""What an attendee or a person may agree to."""

from forumapp.core.text import _

TAKING_PART, PHOTOGRAPHS, NAME_ON_LIST, TRANSFER, NEWS, PUBLICATION = (
    "taking_part",
    "photographs",
    "name_on_list",
    "transfer",
    "news",
    "publication",
)
ATTENDEE_PURPOSES = (TAKING_PART, PHOTOGRAPHS, NAME_ON_LIST, TRANSFER, NEWS)
PURPOSES = {
    TAKING_PART: _("Taking part"),
    PHOTOGRAPHS: _("Photographs"),
    NAME_ON_LIST: _("Name on the list of participants"),
    TRANSFER: _("Transfer to a co-organizer or abroad"),
    NEWS: _("News by mail"),
    PUBLICATION: _("Publication as a speaker or member of a delegation"),
}
REQUIRED_PURPOSE = TAKING_PART
PERSON_PURPOSES = {purpose: PURPOSES[purpose] for purpose in (PUBLICATION, PHOTOGRAPHS, TRANSFER)}
"""What a person who appears or travels may agree to."""
