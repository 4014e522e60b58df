"""The words of questions."""

from forumapp.core.text import _

TEXT, LONG_TEXT, ONE_OF, SEVERAL_OF, NUMBER, DATE, COUNTRY, YES_NO, FILE, CONSENT = (
    "text",
    "long_text",
    "one_of",
    "several_of",
    "number",
    "date",
    "country",
    "yes_no",
    "file",
    "consent",
)
QUESTION_KINDS = {
    TEXT: _("A line of text"),
    LONG_TEXT: _("A longer text"),
    ONE_OF: _("One of several choices"),
    SEVERAL_OF: _("Any of several choices"),
    NUMBER: _("A number"),
    DATE: _("A date"),
    COUNTRY: _("A country or region"),
    YES_NO: _("Yes or no"),
    FILE: _("A file"),
    CONSENT: _("Consent with a document"),
}

AT_REGISTRATION, AFTER_CONFIRMATION, FEEDBACK = "registration", "confirmation", "feedback"
STAGES = {
    AT_REGISTRATION: _("When registering"),
    AFTER_CONFIRMATION: _("Once the place is confirmed"),
    FEEDBACK: _("After the forum"),
}

WITH_OPTIONS = (ONE_OF, SEVERAL_OF)
CONDITIONS = (ONE_OF, SEVERAL_OF, YES_NO, CONSENT)
"""An answer to these can decide whether another question is asked."""
YES, NO = "yes", "no"
YES_OR_NO = {YES: _("Yes"), NO: _("No")}
