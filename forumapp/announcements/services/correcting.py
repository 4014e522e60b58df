"""What an announcement says of its forum and is no longer so: put right, or left as it stands."""

from collections.abc import Mapping
from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.rules.stated import Flag, replaced, sentence_of, shown
from forumapp.announcements.services.editing import add_correction
from forumapp.announcements.services.stating import Held, flagged, present_facts, settle
from forumapp.announcements.services.versions import TEXTS, keep_version
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _, say
from forumapp.core.translated import Translated
from forumapp.history.services import record_change


def correct_flag(announcement: Announcement, fact: str, *, by: Actor, now: datetime) -> None:
    """Put the new wording wherever the text says the old one; readers of a public text are told, dated.

    Refused where there is nothing to put in its place, or where it is part of something longer.
    """
    flag = _the_flag(announcement, fact, now)
    if not flag.is_replaceable or announcement.forum is None:
        raise Refused(_("This cannot be put right word by word. Edit the text instead."))
    present = present_facts(announcement.forum)
    for name in TEXTS:
        text = getattr(announcement, name)
        corrected = {
            language: replaced(
                text.exact(language),
                fact,
                announcement.stated[language][fact],
                present[language][fact],
                language,
            )
            for language in flag.languages
        }
        setattr(announcement, name, _corrected(text, corrected, now))
    if announcement.is_visible(now):
        told = told_correction(fact, announcement.stated, present)
        add_correction(announcement, told, by=by, now=now)
    else:
        record_change(announcement, "corrected", by=by, now=now)
    settle(announcement, fact, now)
    index_announcement(announcement)
    keep_version(announcement, by=by, now=now)


def leave_as_it_stands(announcement: Announcement, fact: str, *, by: Actor, now: datetime) -> None:
    """An editor says that the text is right although the fact has changed."""
    flag = _the_flag(announcement, fact, now)
    settle(announcement, fact, now)
    record_change(announcement, _("left as it stands"), by=by, now=now, correction=flag.old)


def told_correction(fact: str, before: Held, after: Held) -> Translated:
    """The sentence of a correction, in every language in which both values are known."""
    wording = {}
    for language in setting("LANGUAGES"):
        old, new = (held.get(language, {}).get(fact, "") for held in (before, after))
        if old and new:
            values = {
                "old": shown(fact, old, new, language),
                "new": shown(fact, new, old, language),
            }
            wording[language] = say(sentence_of(fact, old, new), values, language)
    return Translated(wording)


def _corrected(text: Translated, corrected: Mapping[str, str], now: datetime) -> Translated:
    """No language becomes older than another by a fact that is put right in those that state it."""
    revised = text.revised(corrected, now)
    if revised == text:
        return text
    dates = {
        language: text.changed(language) if text.is_older(language) else now
        for language in revised.languages
    }
    known = {language: at for language, at in dates.items() if at is not None}
    return Translated({language: revised.exact(language) for language in dates}, known)


def _the_flag(announcement: Announcement, fact: str, now: datetime) -> Flag:
    for flag in flagged(announcement, now):
        if flag.fact == fact:
            return flag
    raise Refused(_("This has been settled meanwhile. Look at the page again."))
