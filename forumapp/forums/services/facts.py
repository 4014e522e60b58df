"""What the public knows of a forum, fact by fact and in words: compared before and after a change."""

from collections.abc import Callable, Mapping, Sequence

from forumapp.core.clock import wall_of
from forumapp.core.settings import setting
from forumapp.core.text import _, say
from forumapp.core.translated import Translated
from forumapp.core.visibility import STATE_NAMES
from forumapp.core.when import Moment, time_range_text, time_text, zone_text
from forumapp.forums.models import Appearance, Forum, ForumSession
from forumapp.forums.queries import confirmed_lines, public_appearances
from forumapp.forums.rules import (
    APPEARANCE_ROLES,
    ATTENDANCE_MODES,
    FORUM_KINDS,
    ORGANIZER_ROLES,
    REGISTRATION_MODES,
)
from forumapp.venues.rules import ACCESS_FACTS

Facts = Mapping[str, Translated]


def published_facts(forum: Forum) -> Facts:
    """Every fact that the public page states, under the names of `forums.rules.CHANGE_FIELDS`."""
    return {
        "state": said(lambda lang: say(STATE_NAMES[forum.state], {}, lang)),
        "title": forum.title,
        "kind": said(lambda lang: say(FORUM_KINDS[forum.kind], {}, lang)),
        "time": said(lambda lang: time_words(forum, lang)),
        "place": said(lambda lang: place_words(forum, lang)),
        "conference": forum.conference.name if forum.conference else Translated(),
        "follows": forum.follows.title if forum.follows else Translated(),
        "themes": said(lambda lang: _listed([t.title.text(lang) for t in forum.themes], lang)),
        "organizers": said(lambda lang: organizer_words(forum, lang)),
        "speakers": said(lambda lang: speaker_words(forum, lang)),
        "programme": said(lambda lang: programme_words(forum, lang)),
        "languages": said(lambda _lang: ", ".join(forum.languages)),
        "registration": said(lambda lang: registration_words(forum, lang)),
        "lead": forum.lead,
        "description": forum.description,
        "access": forum.access,
        **{name: getattr(forum, name) for name in ACCESS_FACTS},
        "contact": said(lambda _lang: f"{forum.contact_name} {forum.contact_email}".strip()),
        "picture": said(lambda _lang: forum.picture.hash[:8] if forum.picture else ""),
    }


def session_facts(session: ForumSession) -> tuple[object, ...]:
    """What a session's own calendar entry is made of."""
    who = [
        (appearance.person, appearance.role, appearance.capacity)
        for appearance in public_appearances(session.forum)
        if appearance.session is session
    ]
    room = session.room.name if session.room else None
    return (
        session.kind,
        session.title,
        session.description,
        session.starts_at,
        session.ends_at,
        room,
        who,
    )


def time_words(forum: Forum, language: str) -> str:
    """“Sunday 14 March 2027, 12:00–14:30, New York time (EDT, UTC−4)”."""
    zone = zone_text(forum.zone, forum.starts_at, language)
    joiner = "，" if language == "zh" else ", "
    return time_range_text(forum.starts, forum.ends, language) + joiner + zone


def clock_words(forum: Forum | ForumSession, language: str) -> str:
    """Of which moments the wall times are: “8 December 2026, 14:00–16:00 = 06:00–08:00 UTC”."""
    walls = time_range_text(forum.starts, forum.ends, language, weekday=False)
    starts, ends = wall_of(forum.starts_at, "UTC"), wall_of(forum.ends_at, "UTC")
    if (starts.date(), ends.date()) == (forum.starts.date(), forum.ends.date()):
        return f"{walls} = {time_text(starts)}\N{EN DASH}{time_text(ends)} UTC"
    return f"{walls} = {time_range_text(starts, ends, language, weekday=False)} UTC"


def place_words(forum: Forum, language: str) -> str:
    """Venue, room, street and city, and whether one can follow from afar."""
    venue, room = forum.venue, forum.room
    places = [
        venue.name.text(language) if venue else "",
        room.name.text(language) if room else "",
        venue.street.text(language) if venue else "",
        venue.city.text(language) if venue else "",
        ""
        if forum.attendance_mode == "in_person"
        else say(ATTENDANCE_MODES[forum.attendance_mode], {}, language),
        forum.online_url if forum.online_url_is_public else "",
    ]
    return ("，" if language == "zh" else ", ").join(place for place in places if place)


def organizer_words(forum: Forum, language: str) -> str:
    """Confirmed lines in their order, each with its role."""
    return _listed(
        [
            _with(
                line.organization.name.text(language),
                [say(ORGANIZER_ROLES[line.role], {}, language)],
                language,
            )
            for line in confirmed_lines(forum)
        ],
        language,
    )


def speaker_words(forum: Forum, language: str) -> str:
    """People who consented, each with role and capacity, once."""
    return _listed(
        list(dict.fromkeys(_appearance_words(a, language) for a in public_appearances(forum))),
        language,
    )


def _appearance_words(appearance: Appearance, language: str) -> str:
    role = say(APPEARANCE_ROLES[appearance.role], {}, language)
    capacity = appearance.capacity.text(language)
    return _with(appearance.person.name.text(language), [role, capacity], language)


def programme_words(forum: Forum, language: str) -> str:
    return _listed(
        [
            f"{time_text(s.starts)}\N{EN DASH}{time_text(s.ends)} {s.title.text(language)}"
            for s in sorted(forum.sessions, key=lambda s: (s.starts_at, s.position or 0))
        ],
        language,
    )


def registration_words(forum: Forum, language: str) -> str:
    """How one registers, and from when until when if that is set."""
    window = (
        (_("from {when}"), forum.registration_opens_at),
        (_("until {when}"), forum.registration_closes_at),
    )
    told = [say(words, {"when": Moment(at, forum.zone)}, language) for words, at in window if at]
    return _listed(
        [say(REGISTRATION_MODES[forum.registration_mode], {}, language), *told], language
    )


def said(words: Callable[[str], str]) -> Translated:
    """The words in every language of this installation."""
    return Translated({language: words(language) for language in setting("LANGUAGES")})


def _listed(parts: Sequence[str], language: str) -> str:
    return ("；" if language == "zh" else "; ").join(parts)


def _with(words: str, more: Sequence[str], language: str) -> str:
    """“Words (more, more)”."""
    known = [each for each in more if each]
    if not known:
        return words
    return f"{words}（{'，'.join(known)}）" if language == "zh" else f"{words} ({', '.join(known)})"
