"""What is done to the institution, its legal pages and the wordings of its consents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import refuse_stale, require_mail_address
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.services.pictures import store_picture
from forumapp.history.services import record_change
from forumapp.institution.defaults import (
    ACCESSIBILITY_PAGE,
    CONSENT_WORDINGS,
    CONTACT_PAGE,
    PRIVACY_PAGE,
)
from forumapp.institution.models import ConsentText, Institution
from forumapp.institution.queries import unnamed_institution
from forumapp.institution.rules import is_colour, is_readable


def ensure_institution(*, by: Actor, now: datetime) -> Institution:
    """The one row and its first consent wordings; made when they are not there yet."""
    institution = db.session.scalar(select(Institution).limit(1))
    if institution is None:
        institution = unnamed_institution()
        institution.id = 1
        institution.privacy_page = PRIVACY_PAGE
        institution.accessibility_page = ACCESSIBILITY_PAGE
        institution.contact_page = CONTACT_PAGE
        db.session.add(institution)
        db.session.flush()
        record_change(institution, "created", by=by, now=now)
    for purpose, wording in CONSENT_WORDINGS.items():
        if latest_version(purpose) == 0:
            db.session.add(ConsentText(purpose=purpose, version=1, wording=wording, since=now))
    db.session.flush()
    return institution


def edit_institution(
    institution: Institution,
    values: Mapping[str, Any],
    *,
    logo: bytes | None = None,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Institution:
    """Set the given columns; a text is given as {language: text}. `logo` replaces the present one."""
    refuse_stale(institution, version)
    require_mail_address(values.get("email", ""))
    if values.get("accent"):
        require_readable(values["accent"])
    if logo:
        institution.logo_id = store_picture(logo, institution.name, field="logo", now=now).id
    if "zone" in values:
        zone_of(values["zone"])
    for name, value in values.items():
        known = getattr(institution, name)
        setattr(
            institution, name, known.revised(value, now) if isinstance(known, Translated) else value
        )
    if not institution.name:
        raise Refused(_("Give the institution a name, in one language at least."), field="name")
    record_change(institution, "edited", by=by, now=now)
    return institution


def require_readable(accent: str) -> None:
    """Refuse a colour that is none, or that cannot be read on paper and under white letters."""
    if not is_colour(accent):
        raise Refused(_("Write the colour as six hex digits, as in #9f2b22."), field="accent")
    if not is_readable(accent):
        raise Refused(
            _(
                "{colour} cannot be read on paper, nor white letters on it. "
                "Choose a darker colour, such as #9f2b22."
            ),
            field="accent",
            colour=accent,
        )


def reword_consent(
    purpose: str, wording: Mapping[str, str], *, by: Actor, now: datetime
) -> ConsentText:
    """A new version of a consent's wording. What was agreed to before keeps its own words."""
    if not any(text.strip() for text in wording.values()):
        raise Refused(_("Write the wording, in one language at least."), field="wording")
    text = ConsentText(
        purpose=purpose,
        version=latest_version(purpose) + 1,
        wording=Translated().revised(wording, now),
        since=now,
    )
    record_change(text, "reworded", by=by, now=now, label=purpose)
    return text


def latest_version(purpose: str) -> int:
    newest = select(func.max(ConsentText.version)).where(ConsentText.purpose == purpose)
    return db.session.scalar(newest) or 0
