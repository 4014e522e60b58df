"""What attendees agree to: each consent with the wording that was shown."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.history.services import record_change
from forumapp.institution.models import ConsentText
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.registrations.models.bookings import Registration, RegistrationConsent


def new_consent(purpose: str, version: int, language: str, now: datetime) -> RegistrationConsent:
    shown = db.session.scalar(
        select(ConsentText).where(
            ConsentText.purpose == purpose,
            ConsentText.version == version,
            ConsentText.since <= now,
        )
    )
    if shown is None:
        raise Refused(
            _("The wording of this consent has changed. Read it and decide again."), field=purpose
        )
    wording, own_language = shown.wording.in_language(language)
    return RegistrationConsent(
        purpose=purpose,
        wording=wording,
        wording_version=version,
        language=own_language,
        given_at=now,
        given_by=ATTENDEE.label,
    )


def change_consents(
    registration: Registration, agreed: Mapping[str, int], *, by: Actor, now: datetime
) -> None:
    """Withdraw what is no longer agreed to and add what is new; nothing given is ever erased.

    Who agrees to a newer wording gives a consent of its own, and the older one ends.
    """
    standing = {c.purpose: c for c in registration.consents if c.withdrawn_at is None}
    for purpose in ATTENDEE_PURPOSES:
        given, version = standing.get(purpose), agreed.get(purpose)
        if purpose == REQUIRED_PURPOSE or (given and given.wording_version == version):
            continue
        if version is not None:
            consent = new_consent(purpose, version, registration.language, now)
            registration.consents.append(consent)
            record_consent(registration, _("gave consent"), purpose, by=by, now=now)
        if given is not None:
            given.withdrawn_at = now
        if given is not None and version is None:
            record_consent(registration, _("withdrew consent"), purpose, by=by, now=now)


def record_consent(
    registration: Registration, action: str, purpose: str, *, by: Actor, now: datetime
) -> None:
    record_change(
        registration, action, by=by, now=now, label=registration.reference, purpose=purpose
    )
