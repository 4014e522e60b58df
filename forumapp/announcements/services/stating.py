"""Announcements are held to the facts of their forum: what they say and is no longer so is flagged."""

from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.flags import unheld_announcements
from forumapp.announcements.rules.facts import When
from forumapp.announcements.rules.stated import (
    ATTENDED,
    CLOSES,
    WHEN,
    Flag,
    held_moment,
    held_when,
    is_delicate,
    shown,
    stands,
)
from forumapp.announcements.services.versions import TEXTS
from forumapp.core.settings import setting
from forumapp.core.titles import whole_title
from forumapp.core.translated import Translated
from forumapp.core.visibility import WITHDRAWN
from forumapp.forums.models import Forum
from forumapp.forums.queries import confirmed_lines, public_appearances

Held = dict[str, dict[str, str]]
"""Language code → name of a fact → its value (`rules.stated`); what is not known is left out."""

CANCELLATION = "cancellation"
AT_ONCE = 100


def present_facts(forum: Forum) -> Held:
    """What may be stated of the forum now, in each language."""
    return {language: _facts_in(forum, language) for language in setting("LANGUAGES")}


def flagged(announcement: Announcement, _now: datetime) -> list[Flag]:
    """What the announcement says of its forum that is no longer so.

    A cancellation says what was planned, and goes on saying it.
    """
    forum = announcement.forum
    if forum is None or announcement.kind == CANCELLATION:
        return []
    if announcement.archived_at is not None or announcement.state == WITHDRAWN:
        return []
    present = present_facts(forum)
    names = {name: None for held in announcement.stated.values() for name in held}
    flags = (_flag(announcement, name, present) for name in names)
    return [flag for flag in flags if flag is not None]


def review_stated(announcement: Announcement, *, now: datetime) -> None:
    """After its text was written: hold it to the facts as they are, but for those that it says wrongly.

    What it was never held to it is held to as it stands. A fact that changed stays flagged exactly as
    long as the text says what was. How many came stays as it was told: those counts fade with erasure.
    """
    if announcement.forum is None:
        announcement.stated, announcement.is_flagged = {}, False
        return
    wrong = {
        (language, flag.fact) for flag in flagged(announcement, now) for language in flag.languages
    }
    announcement.stated = {
        language: {
            **facts,
            **{
                fact: value
                for fact, value in announcement.stated.get(language, {}).items()
                if (language, fact) in wrong or fact == ATTENDED
            },
        }
        for language, facts in present_facts(announcement.forum).items()
    }
    note_flags(announcement, now)


def hold_unheld(now: datetime) -> int:
    """Announcements from before this was kept are held to the facts as they are; how many were."""
    unheld = unheld_announcements(limit=AT_ONCE)
    for announcement in unheld:
        review_stated(announcement, now=now)
    return len(unheld)


def hold_to(announcement: Announcement, stated: Held, now: datetime) -> None:
    """The texts in these languages were written anew from these facts."""
    announcement.stated = {**announcement.stated, **stated}
    note_flags(announcement, now)


def settle(announcement: Announcement, fact: str, now: datetime) -> None:
    """A fact is held from now on as it is, whatever the text says."""
    if announcement.forum is None:
        return
    present = present_facts(announcement.forum)
    announcement.stated = {
        language: _with_present(held, fact, present.get(language, {}))
        for language, held in announcement.stated.items()
    }
    note_flags(announcement, now)


def note_flags(announcement: Announcement, now: datetime) -> None:
    """Lists ask a column whether anything is flagged."""
    is_flagged = bool(flagged(announcement, now))
    if announcement.is_flagged != is_flagged:
        announcement.is_flagged = is_flagged


def _with_present(held: dict[str, str], fact: str, present: dict[str, str]) -> dict[str, str]:
    rest = {name: value for name, value in held.items() if name != fact}
    return {**rest, fact: present[fact]} if fact in present else rest


def _flag(announcement: Announcement, fact: str, present: Held) -> Flag | None:
    old, new, languages, delicate = {}, {}, [], False
    for language, held in announcement.stated.items():
        was, now = held.get(fact, ""), present.get(language, {}).get(fact, "")
        if not was or was == now or fact == ATTENDED:
            continue
        old[language] = shown(fact, was, now, language)
        new[language] = shown(fact, now, was, language)
        text = "\n".join(getattr(announcement, name).exact(language) for name in TEXTS)
        if stands(text, fact, was, now, language):
            languages.append(language)
            delicate = delicate or is_delicate(text, fact, was, now, language)
    if not languages:
        return None
    return Flag(fact, Translated(old), Translated(new), tuple(languages), delicate)


def _facts_in(forum: Forum, language: str) -> dict[str, str]:
    venue, room, conference = forum.venue, forum.room, forum.conference
    facts = {
        "title": whole_title(forum.title.text(language)),
        "venue": venue.name.text(language) if venue else "",
        "room": room.name.text(language) if room else "",
        "city": venue.city.text(language) if venue else "",
        "conference": conference.name.text(language) if conference else "",
    }
    if not forum.date_is_assumed:
        facts[WHEN] = held_when(When(forum.starts, forum.ends, forum.zone, forum.starts_at))
    if forum.registration_closes_at is not None:
        facts[CLOSES] = held_moment(forum.registration_closes_at, forum.zone)
    for theme in forum.themes:
        facts[f"theme {theme.id}"] = theme.title.text(language)
    for line in confirmed_lines(forum):
        facts[f"organizer {line.organization_id}"] = line.organization.name.text(language)
    for appearance in public_appearances(forum):
        facts[f"speaker {appearance.person_id}"] = appearance.person.name.text(language)
        facts[f"capacity {appearance.person_id}"] = appearance.capacity.text(language)
    return {name: value for name, value in facts.items() if value}
