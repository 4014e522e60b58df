"""Announcements made from a forum's facts, and kept in step with them while the forum changes."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import (
    announcements_of,
    notice_of,
    own_city,
    public_announcements_of,
)
from forumapp.announcements.rules.draft import (
    CANCELLATION,
    DRAFTED_LANGUAGES,
    KIND_OF_OCCASION,
    NOTICE,
    POSTPONEMENT,
    PROGRAMME,
    REPORT,
    draft,
)
from forumapp.announcements.rules.facts import (
    Attended,
    Draft,
    ForumFacts,
    OrganizerFact,
    Registration,
    SessionFact,
    SpeakerFact,
    When,
)
from forumapp.announcements.rules.stated import (
    ATTENDED,
    attendance_of,
    facts_to_tell,
    held_attendance,
)
from forumapp.announcements.services.correcting import told_correction
from forumapp.announcements.services.editing import add_correction, blank_announcement
from forumapp.announcements.services.releasing import (
    print_release,
    release_at,
    withdraw_announcement,
)
from forumapp.announcements.services.stating import Held, hold_to, note_flags, present_facts
from forumapp.announcements.services.versions import keep_version
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import Actor
from forumapp.core.clock import wall_of
from forumapp.core.errors import Refused
from forumapp.core.links import path
from forumapp.core.settings import setting
from forumapp.core.slugs import free_slug
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.core.translated import Translated
from forumapp.core.visibility import CANCELLED, POSTPONED, PUBLISHED
from forumapp.delegations.queries import delegations_at
from forumapp.door.queries.attendance import count_attendance, count_origins
from forumapp.forums.models import Appearance, Forum
from forumapp.forums.queries import confirmed_lines, public_appearances
from forumapp.history.services import record_change
from forumapp.themes.rules import SDG_TITLES

Facts = Mapping[str, ForumFacts]
"""Language code → the facts in that language."""

FOLLOWING = (PROGRAMME, REPORT)
"""Kinds whose drafts follow their forum, besides its notice."""
NOT_TO_BE = (POSTPONEMENT, CANCELLATION)
"""What these tell was planned, and is not held to what is planned later."""
DRAFTED_TEXTS = ("headline", "lead", "body", "dateline")


def forum_facts(forum: Forum, *, now: datetime, issued_at: datetime | None = None) -> Facts:
    """What an announcement may state of a forum: confirmed bodies, consenting people, public records.

    Take it before a change, for `follow_change`. The dateline names the day of `issued_at`, else today.
    """
    return {
        language: _facts_in(forum, language, now, issued_at or now)
        for language in setting("LANGUAGES")
        if language in DRAFTED_LANGUAGES
    }


def drafted_texts(occasion: str, facts: Facts, before: Facts | None = None) -> dict[str, Draft]:
    """The drafts for an occasion (`rules.draft`), by language; nothing is written."""
    return {
        language: draft(occasion, facts[language], language, before=(before or facts)[language])
        for language in facts
    }


def draft_notice(forum: Forum, *, by: Actor, now: datetime) -> Announcement:
    """The forum's notice: a new draft, or the one it has, where untouched texts follow the facts."""
    return _draft_of(forum, NOTICE, notice_of(forum), by=by, now=now)


def draft_programme(forum: Forum, *, by: Actor, now: datetime) -> Announcement:
    """A new draft of the forum's programme: its points with who appears in each."""
    if not forum.sessions:
        raise Refused(
            _("The programme of this forum has no points yet. Add them to the forum first.")
        )
    return _draft_of(forum, PROGRAMME, None, by=by, now=now)


def draft_report(forum: Forum, *, by: Actor, now: datetime) -> Announcement:
    """A new draft of a report on the forum, with how many came where the door counted them."""
    return _draft_of(forum, REPORT, None, by=by, now=now)


def publish_notice(forum: Forum, *, by: Actor, now: datetime) -> Announcement:
    """The notice becomes public with its forum, at the forum's `release_at`."""
    notice = draft_notice(forum, by=by, now=now)
    if forum.release_at is not None:
        release_at(notice, forum.release_at, by=by, now=now)
    return notice


def follow_change(
    forum: Forum, occasion: str, before: Facts, *, reason: Translated, by: Actor, now: datetime
) -> Announcement | None:
    """After a forum was moved, postponed, cancelled or reinstated: tell it as an announcement.

    `occasion` is one of `rules.draft`; `before` are the facts from before the change. The notice
    follows in the texts that nobody edited, and bears a dated correction. Of what the public has
    not seen yet nothing is told; the notice follows all the same.
    """
    facts = {
        language: known.with_reason(reason.exact(language))
        for language, known in forum_facts(forum, now=now).items()
    }
    texts = drafted_texts(occasion, facts, before)
    notice = _follow(forum, FOLLOWING, by=by, now=now)
    if not forum.is_visible(now):
        return None
    if notice is not None and notice.state == PUBLISHED:
        leads = Translated({language: text.lead for language, text in texts.items()})
        add_correction(notice, leads, by=by, now=now)
    told = _new_announcement(forum, KIND_OF_OCCASION[occasion], texts, by=by, now=now)
    if occasion in NOT_TO_BE:
        hold_to(told, {language: {} for language in texts}, now)
    release_at(told, now, by=by, now=now)
    return told


def follow_facts(
    forum: Forum, *, by: Actor, now: datetime, is_renaming: bool = False
) -> Announcement | None:
    """After any change of a forum: its announcements state the new facts in texts that nobody edited,
    and those that were edited are flagged where they say what is no longer so.

    Readers of a published text that follows are told, dated, what it said before, unless a record that
    the forum names is only spelt anew (`is_renaming`). Returns the notice, if there is one.
    """
    return _follow(forum, () if is_renaming else (NOTICE, *FOLLOWING), by=by, now=now)


def _follow(
    forum: Forum, telling: tuple[str, ...], *, by: Actor, now: datetime
) -> Announcement | None:
    notice = notice_of(forum)
    for written in announcements_of(forum):
        if written is notice or (written.kind in FOLLOWING and written.drafted):
            before = written.stated
            _draft_of(forum, written.kind, written, by=by, now=now)
            if written.kind in telling:
                _tell_what_was(written, before, by=by, now=now)
        note_flags(written, now)
    if notice is not None and notice.state == PUBLISHED and forum.release_at is not None:
        print_release(notice, forum.release_at)
    return notice


def _tell_what_was(announcement: Announcement, before: Held, *, by: Actor, now: datetime) -> None:
    """Of a public text that followed: the facts that readers of its former state would go by."""
    if not announcement.is_visible(now):
        return
    told: dict[str, None] = {}
    for language, facts in announcement.stated.items():
        for fact, _old, _new in facts_to_tell(before.get(language, {}), facts):
            told[fact] = None
    for fact in told:
        wording = told_correction(fact, before, announcement.stated)
        add_correction(announcement, wording, by=by, now=now)


def withdraw_announcements_of(forum: Forum, *, by: Actor, now: datetime) -> None:
    """A withdrawn forum takes its notice and what was told of its changes along; reports stay."""
    for announcement in public_announcements_of(forum):
        if announcement.kind != REPORT:
            withdraw_announcement(announcement, by=by, now=now)


def _draft_of(
    forum: Forum, occasion: str, known: Announcement | None, *, by: Actor, now: datetime
) -> Announcement:
    released = forum if occasion == NOTICE else known
    issued_at = released.release_at if released else None
    attended = _attendance(forum, known, now) if occasion == REPORT else None
    facts = {
        language: replace(each, attended=attended)
        for language, each in forum_facts(forum, now=now, issued_at=issued_at).items()
    }
    texts = drafted_texts(occasion, facts)
    if known is None:
        return _new_announcement(forum, KIND_OF_OCCASION[occasion], texts, attended, by=by, now=now)
    if _write(known, texts, attended, now):
        record_change(known, "drafted", by=by, now=now)
        index_announcement(known)
        keep_version(known, by=by, now=now)
    known.themes = list(forum.themes)
    return known


def _new_announcement(
    forum: Forum,
    kind: str,
    texts: Mapping[str, Draft],
    attended: Attended | None = None,
    *,
    by: Actor,
    now: datetime,
) -> Announcement:
    announcement = blank_announcement()
    announcement.kind, announcement.forum = kind, forum
    announcement.conference, announcement.picture = forum.conference, forum.picture
    announcement.delegation = next(iter(delegations_at(forum, now)), None)
    announcement.themes = list(forum.themes)
    announcement.release_zone = setting("RELEASE_ZONE")
    _write(announcement, texts, attended, now)
    announcement.slug = _address(forum, kind)
    record_change(announcement, "drafted", by=by, now=now)
    index_announcement(announcement)
    keep_version(announcement, by=by, now=now)
    return announcement


def _attendance(forum: Forum, report: Announcement | None, now: datetime) -> Attended | None:
    """How many came, once it is over; a public report goes on telling what it told."""
    if report is not None and report.published_at is not None:
        told = (held.get(ATTENDED, "") for held in report.stated.values())
        return next((attendance_of(each) for each in told if each), None)
    if forum.ends_at > now:
        return None
    people, origins = count_attendance(forum.id).inside, count_origins(forum.id)
    return Attended(people, origins.organizations, origins.countries) if people else None


def _address(forum: Forum, kind: str) -> str:
    """The forum's own, and what kind it is: a headline names a day that may change."""
    ending = "" if kind == NOTICE else f" {kind}"
    return free_slug(Announcement, Translated({"en": forum.slug + ending}))


def _write(
    announcement: Announcement,
    texts: Mapping[str, Draft],
    attended: Attended | None,
    now: datetime,
) -> bool:
    """Set the texts of each language that nobody edited; whether any changed."""
    changed = False
    followed = []
    for language, text in texts.items():
        standing = _digest(announcement, language)
        if announcement.drafted.get(language, standing) != standing:
            continue
        if language not in announcement.drafted and announcement.headline.exact(language):
            continue
        for name in DRAFTED_TEXTS:
            revised = getattr(announcement, name).revised({language: getattr(text, name)}, now)
            setattr(announcement, name, revised)
        announcement.drafted = {**announcement.drafted, language: _digest(announcement, language)}
        changed = changed or announcement.drafted[language] != standing
        followed.append(language)
    hold_to(announcement, _stated(announcement, followed, attended), now)
    return changed


def _stated(announcement: Announcement, languages: list[str], attended: Attended | None) -> Held:
    """What the texts that were just drafted say."""
    if announcement.forum is None:
        return {}
    present = present_facts(announcement.forum)
    count = {ATTENDED: held_attendance(attended)} if attended else {}
    return {language: {**present[language], **count} for language in languages}


def _digest(announcement: Announcement, language: str) -> str:
    texts = "\0".join(getattr(announcement, name).exact(language) for name in DRAFTED_TEXTS)
    return hashlib.sha256(texts.encode()).hexdigest()


def _facts_in(forum: Forum, language: str, now: datetime, issued_at: datetime) -> ForumFacts:
    venue, room, conference = forum.venue, forum.room, forum.conference
    return ForumFacts(
        title=whole_title(forum.title.text(language)),
        kind=forum.kind,
        when=None
        if forum.date_is_assumed
        else When(forum.starts, forum.ends, forum.zone, forum.starts_at),
        venue=venue.name.text(language) if venue else "",
        room=room.name.text(language) if room else "",
        city=venue.city.text(language) if venue else "",
        attendance_mode=forum.attendance_mode,
        organizers=tuple(
            OrganizerFact(line.role, line.organization.name.text(language))
            for line in confirmed_lines(forum)
        ),
        themes=tuple(theme.title.text(language) for theme in forum.themes),
        goals=tuple((goal, say(SDG_TITLES[goal], {}, language)) for goal in _goals(forum)),
        aims=forum.lead.exact(language) if forum.lead else "",
        sessions=_sessions(forum, language),
        speakers=tuple(_speaker(each, language) for each in public_appearances(forum)),
        languages=tuple(forum.languages),
        registration=_registration(forum, language),
        delegations=tuple(
            delegation.name.text(language) for delegation in delegations_at(forum, now)
        ),
        conference=conference.name.text(language)
        if conference and conference.is_visible(now)
        else "",
        issued_city=own_city().text(language),
        issued_on=wall_of(issued_at, setting("RELEASE_ZONE")).date(),
    )


def _goals(forum: Forum) -> list[int]:
    return sorted({goal for theme in forum.themes for goal in theme.sdg_goals})


def _sessions(forum: Forum, language: str) -> tuple[SessionFact, ...]:
    people = public_appearances(forum)
    return tuple(
        SessionFact(
            session.title.text(language),
            session.starts,
            session.ends,
            session.room.name.text(language) if session.room else "",
            tuple(_speaker(each, language) for each in people if each.session is session),
        )
        for session in forum.sessions
    )


def _speaker(appearance: Appearance, language: str) -> SpeakerFact:
    return SpeakerFact(
        appearance.person.name.text(language),
        appearance.role,
        appearance.capacity.text(language),
    )


def _registration(forum: Forum, language: str) -> Registration:
    return Registration(
        mode=forum.registration_mode,
        address=path("register", language, setting("DEFAULT_LANGUAGE"), slug=forum.slug),
        closes_at=forum.registration_closes_at,
        zone=forum.zone,
        is_stopped=forum.state in (POSTPONED, CANCELLED),
    )
