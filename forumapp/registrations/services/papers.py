"""Registrations on paper: which paper who may have, and how it is made from the rows."""

from collections.abc import Callable, Sequence
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.clock import wall_of
from forumapp.core.countries import country_name
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _, say
from forumapp.core.tickets import ticket_code
from forumapp.core.transaction import apart
from forumapp.core.when import date_text, moment_text, time_range_text, zone_text
from forumapp.files.services.pictures import picture_file
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.institution.models import Institution
from forumapp.institution.queries import correspondence_address, the_institution
from forumapp.institution.rules import is_colour
from forumapp.printing.badges import SHEETS, badges_pdf, name_plates_pdf
from forumapp.printing.glyphs import missing_glyphs
from forumapp.printing.glyphs import with_codes_for_missing as drawn
from forumapp.printing.letters import certificates_pdf, letters_pdf, tickets_pdf
from forumapp.printing.sheets import sign_in_sheet_pdf
from forumapp.printing.values import Event, Letterhead, Person
from forumapp.registrations.mails.tickets import facts_of, place_of, title_of
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.papers import (
    BADGES,
    CERTIFICATE,
    LETTER,
    NAME_PLATES,
    PAPERS,
    SIGN_IN_SHEET,
    TICKET,
    may_have,
)


def own_papers(
    paper: str, registrations: Sequence[Registration], *, language: str, now: datetime
) -> bytes:
    """A paper for those of these people at one forum who may have it now, a page for each; or Refused."""
    forum = registrations[0].forum
    entitled = [each for each in registrations if may_have(paper, each, forum, now)]
    if not entitled:
        raise Refused(PAPERS[paper].who_has_it)
    missing = missing_glyphs(text for each in entitled for text in _person(each, language).texts)
    if missing:
        raise Refused(
            _(
                "We cannot print these characters: {characters}. Use the page itself, or write to "
                "{contact} for a paper made by hand."
            ),
            characters=" ".join(missing),
            contact=contact_of(forum),
        )
    return papers_pdf(paper, forum, entitled, language=language, now=now)


def papers_pdf(
    paper: str,
    forum: Forum,
    registrations: Sequence[Registration],
    *,
    language: str,
    sheet: str = "",
    with_code: bool = True,
    now: datetime,
) -> bytes:
    """The paper (one of `rules.papers.PAPERS`) for these people, in their order. `sheet`: of badges."""
    own, event = letterhead(the_institution(), language), event_on_paper(forum, language)
    is_coded = paper == TICKET or (paper == BADGES and with_code)
    people = [_person(each, language, is_coded=is_coded) for each in registrations]
    contact, today = contact_of(forum), _today(language, now)
    made = moment_text(now, forum.zone, language)
    makers: dict[str, Callable[[], bytes]] = {
        TICKET: lambda: tickets_pdf(own, event, people, contact=contact, language=language),
        BADGES: lambda: badges_pdf(
            own, event, people, sheet or next(iter(SHEETS)), language=language
        ),
        NAME_PLATES: lambda: name_plates_pdf(own, event, people, language=language),
        SIGN_IN_SHEET: lambda: sign_in_sheet_pdf(own, event, people, made=made, language=language),
        LETTER: lambda: letters_pdf(
            own, event, people, date=today, contact=contact, language=language
        ),
        CERTIFICATE: lambda: certificates_pdf(own, event, people, date=today, language=language),
    }
    return makers[paper]()


def unprintable(
    registrations: Sequence[Registration], language: str
) -> list[tuple[Registration, str]]:
    """Those in whose texts some characters cannot be drawn, each with the characters."""
    found = ((each, missing_glyphs(_person(each, language).texts)) for each in registrations)
    return [(registration, missing) for registration, missing in found if missing]


def letterhead(institution: Institution, language: str) -> Letterhead:
    """The institution as it stands at the head of its papers."""
    lines = (institution.address.text(language), institution.email, institution.phone)
    logo = institution.logo and picture_file(institution.logo.hash, "small")
    return Letterhead(
        name=drawn(institution.name.text(language)),
        lines=tuple(drawn(" ".join(line.split())) for line in lines if line),
        logo=logo.read_bytes() if logo else b"",
        **({"accent": institution.accent} if is_colour(institution.accent) else {}),
    )


def event_on_paper(forum: Forum, language: str) -> Event:
    """The forum as papers tell of it."""
    when = time_range_text(forum.starts, forum.ends, language)
    zone = zone_text(forum.zone, forum.starts_at, language, short=True)
    line = " · ".join(each for each in (f"{when} {zone}", place_of(forum, language)) if each)
    facts = tuple((fact.label, drawn(fact.text)) for fact in facts_of(forum, language))
    return Event(title=drawn(title_of(forum, language)), facts=facts, line=drawn(line))


def contact_of(forum: Forum) -> str:
    """Whom attendees ask."""
    return forum.contact_email or correspondence_address()


def keep_badge_layout(forum: Forum, sheet: str, *, by: Actor, now: datetime) -> None:
    """Badges of this forum are printed on such sheets unless another is chosen."""
    row: RegistrationSettings = settings_of(forum)
    row.badge_layout = sheet
    db.session.add(row)
    record_change(forum, _("chose the layout of badges"), by=by, now=now, layout=sheet)


def note_printed(forum_id: int, paper: str, people: int, *, by: Actor, now: datetime) -> None:
    """Written and kept before the first byte leaves: papers hold personal data."""
    with apart() as session:
        forum = session.get_one(Forum, forum_id)
        record_change(
            forum,
            _("downloaded papers of attendees"),
            by=by,
            now=now,
            paper=say(PAPERS[paper].name, {}, "en"),
            people=people,
        )


def _person(registration: Registration, language: str, *, is_coded: bool = False) -> Person:
    country = country_name(registration.country, language) if registration.country else ""
    code = ""
    if is_coded:
        uids = registration.uid, registration.forum.uid
        code = ticket_code(*uids, registration.ticket_version)
    lines = (registration.position, registration.organization, country)
    return Person(
        name=registration.name or say(_("Name not known yet"), {}, language),
        lines=tuple(line for line in lines if line),
        reference=registration.reference,
        code=code,
    )


def _today(language: str, now: datetime) -> str:
    return date_text(wall_of(now, the_institution().zone).date(), language)
