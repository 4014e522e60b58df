"""Announcements as an English-speaking secretariat writes them."""

from babel import Locale

from forumapp.announcements.rules.facts import (
    Draft,
    ForumFacts,
    SessionFact,
    SpeakerFact,
    When,
    by_day,
    grouped,
    in_markdown,
    outside_sessions,
    quoted,
)
from forumapp.core.when import date_text, moment_text, time_range_text, time_text, zone_text

KINDS = {
    "forum": "forum",
    "luncheon_forum": "luncheon forum",
    "round_table": "round table",
    "panel": "panel",
    "plenary": "plenary",
    "side_event": "side event",
    "reception": "reception",
}
NOUNS = {**KINDS, "luncheon_forum": "forum"}
ORGANIZED = {
    "host": "hosted by",
    "organizer": "organized by",
    "co_organizer": "co-organized by",
    "co_sponsor": "co-sponsored by",
    "supporter": "supported by",
}
ROLES = {
    "chair": "chair",
    "co_chair": "co-chair",
    "moderator": "moderator",
    "keynote": "keynote speaker",
    "speaker": "speaker",
    "panellist": "panellist",
    "discussant": "discussant",
    "rapporteur": "rapporteur",
}


def write_notice(facts: ForumFacts, _before: ForumFacts) -> Draft:
    said = in_markdown(facts)
    return Draft(
        headline=_spaced(facts.title, "to be held", _in_city(facts), _on_date(facts)),
        lead=f"{_the_forum(facts)} will be held{_at_time_and_place(facts)}.",
        body=_body(
            _spaced(_organized(said, "is"), _theme(said, "is"), _goals(said)),
            said.aims,
            _spaced(
                _conference(said, "is"),
                _delegation(said, "is"),
                _online(said, "can also be attended online"),
                _working_languages(said, "are", "is"),
            ),
            _speakers(said),
            _registration(said),
        ),
        dateline=_dateline(facts),
    )


def write_programme(facts: ForumFacts, _before: ForumFacts) -> Draft:
    said = in_markdown(facts)
    return Draft(
        headline=f"Programme of {facts.title}",
        lead=f"{_the_forum(facts)} will be held{_at_time_and_place(facts)}.",
        body=_body(
            _organized(said, "is"),
            "## Programme",
            *_timetable(said),
            _speakers(outside_sessions(said)),
            _registration(said),
        ),
        dateline=_dateline(facts),
    )


def write_report(facts: ForumFacts, _before: ForumFacts) -> Draft:
    said = in_markdown(facts)
    when = f" on {date_text(facts.when.starts.date(), 'en', weekday=True)}" if facts.when else ""
    return Draft(
        headline=_spaced(facts.title, "held", _in_city(facts)),
        lead=f"{_the_forum(facts)} was held{when}{_at_place(facts)}.",
        body=_body(
            _attended(said),
            _spaced(_organized(said, "was"), _theme(said, "was"), _goals(said)),
            said.aims,
            _spaced(
                _conference(said, "was"),
                _delegation(said, "was"),
                _online(said, "could also be attended online"),
                _working_languages(said, "were", "was"),
            ),
            _speakers(said),
        ),
        dateline=_dateline(facts),
    )


def write_change(facts: ForumFacts, before: ForumFacts) -> Draft:
    moved = facts.when is not None and facts.when != before.when
    elsewhere = facts.place != before.place
    what = {
        (True, True): "new time and place",
        (True, False): "new time",
        (False, True): "new place",
    }.get((moved, elsewhere), "changes to the programme")
    if not moved and not elsewhere:
        lead = write_notice(facts, before).lead
    else:
        lead = _spaced(
            f"{_the_forum(facts)} will be held{_at_time(facts)}{_not(_at_time(before))}."
            if moved
            else "",
            f"{'It' if moved else _the_forum(facts)} will take place{_at_place(facts)}"
            f"{_not(_at_place(before))}."
            if elsewhere
            else "",
        )
    return Draft(
        headline=f"{facts.title}: {what}",
        lead=lead,
        body=_body(in_markdown(facts).reason, _registrations_stand(facts)),
        dateline=_dateline(facts),
    )


def write_postponement(facts: ForumFacts, before: ForumFacts) -> Draft:
    return Draft(
        headline=f"{facts.title} postponed",
        lead=f"{_the_forum(facts)}{_planned(before)} is postponed. A new date will be announced.",
        body=_body(in_markdown(facts).reason, _registrations_stand(facts)),
        dateline=_dateline(facts),
    )


def write_cancellation(facts: ForumFacts, before: ForumFacts) -> Draft:
    return Draft(
        headline=f"{facts.title} cancelled",
        lead=f"{_the_forum(facts)}{_planned(before)} is cancelled.",
        body=in_markdown(facts).reason,
        dateline=_dateline(facts),
    )


def write_reinstatement(facts: ForumFacts, _before: ForumFacts) -> Draft:
    return Draft(
        headline=f"{facts.title} to be held after all",
        lead=f"{_the_forum(facts)} will be held after all{_at_time_and_place(facts)}.",
        body=_body(in_markdown(facts).reason, _registrations_go_on(facts)),
        dateline=_dateline(facts),
    )


def write_new_date(facts: ForumFacts, before: ForumFacts) -> Draft:
    """Of a forum that was postponed; one that is on again at the old time is reinstated."""
    if facts.when == before.when:
        return write_reinstatement(facts, before)
    return Draft(
        headline=f"{facts.title}: new date",
        lead=(
            f"{_the_forum(facts)}{_planned(before)} was postponed. "
            f"It will now be held{_at_time_and_place(facts)}."
        ),
        body=_body(in_markdown(facts).reason, _registrations_go_on(facts)),
        dateline=_dateline(facts),
    )


def _the_forum(facts: ForumFacts) -> str:
    return f"The {KINDS[facts.kind]} {quoted(facts.title)}"


def _at_time_and_place(facts: ForumFacts) -> str:
    return _at_time(facts) + _at_place(facts, after_time=facts.when is not None)


def _at_time(facts: ForumFacts) -> str:
    return f" {_time(facts.when)}" if facts.when else ""


def _time(when: When) -> str:
    zone = zone_text(when.zone, when.starts_at, "en")
    if when.starts.date() == when.ends.date():
        return f"on {time_range_text(when.starts, when.ends, 'en')} {zone}"
    first, last = (
        f"{date_text(wall.date(), 'en', weekday=True)}, {time_text(wall)}"
        for wall in (when.starts, when.ends)
    )
    return f"from {first}, to {last} {zone}"


def _at_place(facts: ForumFacts, *, after_time: bool = False) -> str:
    if facts.is_online_only:
        return ", online" if after_time else " online"
    comma = "," if after_time else ""
    place = ", ".join(part for part in (facts.room, facts.venue, facts.city) if part)
    preposition = "at" if facts.venue and not facts.room else "in"
    return f"{comma} {preposition} {place}" if place else ""


def _not(old: str) -> str:
    return f", not{old}" if old else ""


def _planned(before: ForumFacts) -> str:
    planned = _at_time_and_place(before)
    if planned.startswith(" on "):
        planned = planned.replace(" on ", " for ", 1)
    return f", planned{planned}," if planned else ""


def _in_city(facts: ForumFacts) -> str:
    if facts.is_online_only:
        return "online"
    return f"in {facts.city}" if facts.city else ""


def _on_date(facts: ForumFacts) -> str:
    return f"on {date_text(facts.when.starts.date(), 'en')}" if facts.when else ""


def _organized(facts: ForumFacts, verb: str) -> str:
    groups = grouped(facts.organizers)
    phrases = [f"{ORGANIZED[role]} {_listed(names)}" for role, names in groups if role in ORGANIZED]
    media = [name for role, names in groups if role == "media_partner" for name in names]
    joiner = ", and " if len(phrases) > 1 else ""
    organized = ", ".join(phrases[:-1]) + joiner + "".join(phrases[-1:])
    return _spaced(
        f"It {verb} {organized}." if phrases else "",
        f"Media partner{'s' if len(media) > 1 else ''}: {_listed(media)}." if media else "",
    )


def _theme(facts: ForumFacts, verb: str) -> str:
    themes = [quoted(theme) for theme in facts.themes]
    if len(themes) > 1:
        return f"Its themes {'are' if verb == 'is' else 'were'} {_listed(themes)}."
    return f"Its theme {verb} {themes[0]}." if themes else ""


def _goals(facts: ForumFacts) -> str:
    goals = [f"{number} ({title})" for number, title in facts.goals]
    noun = "Goals" if len(goals) > 1 else "Goal"
    return f"It serves Sustainable Development {noun} {_listed(goals)}." if goals else ""


def _attended(facts: ForumFacts) -> str:
    attended = facts.attended
    if attended is None or not attended.people:
        return ""
    origins = [
        f"{count} {nouns}"
        for count, nouns in (
            (attended.organizations, "organizations"),
            (attended.countries, "countries or regions"),
        )
        if count > 1
    ]
    people = "1 person" if attended.people == 1 else f"{attended.people:,} people"
    return _spaced(f"{people} attended", f"from {_listed(origins)}" if origins else "") + "."


def _timetable(facts: ForumFacts) -> list[str]:
    days = by_day(facts.sessions)
    blocks = []
    for day, sessions in days:
        if len(days) > 1:
            blocks.append(f"### {date_text(day, 'en', weekday=True)}")
        blocks.append("\n".join(map(_point, sessions)))
    return blocks


def _point(session: SessionFact) -> str:
    clock = f"{time_text(session.starts)}\N{EN DASH}{time_text(session.ends)}"
    room = f" ({session.room})" if session.room else ""
    lines = [f"- **{clock}** {session.title}{room}"]
    return "\n".join([*lines, *(f"  {_speaker(speaker)}" for speaker in session.speakers)])


def _conference(facts: ForumFacts, verb: str) -> str:
    noun = NOUNS[facts.kind]
    return f"The {noun} {verb} part of {facts.conference}." if facts.conference else ""


def _delegation(facts: ForumFacts, verb: str) -> str:
    visits = _listed([quoted(name) for name in facts.delegations])
    word = "delegations" if len(facts.delegations) > 1 else "delegation"
    return f"It {verb} on the itinerary of the {word} {visits}." if visits else ""


def _online(facts: ForumFacts, sentence: str) -> str:
    return f"It {sentence}." if facts.attendance_mode == "both" else ""


def _working_languages(facts: ForumFacts, several: str, one: str) -> str:
    names = [Locale("en").languages.get(code, code) for code in facts.languages]
    if len(names) > 1:
        return f"The working languages {several} {_listed(names)}."
    return f"The working language {one} {names[0]}." if names else ""


def _speakers(facts: ForumFacts) -> str:
    if not facts.speakers:
        return ""
    return "## Speakers\n\n" + "\n".join(_speaker(speaker) for speaker in facts.speakers)


def _speaker(speaker: SpeakerFact) -> str:
    capacity = f", {speaker.capacity}" if speaker.capacity else ""
    return f"- **{speaker.name}**{capacity} ({ROLES[speaker.role]})"


def _registration(facts: ForumFacts) -> str:
    registration = facts.registration
    if registration is None or registration.mode == "none" or registration.is_stopped:
        return ""
    closes = registration.closes_at and moment_text(registration.closes_at, registration.zone, "en")
    by = f" by {closes}" if closes else ""
    page = f"[the registration page]({registration.address})" if registration.address else ""
    verb = "Apply for a place" if registration.mode == "approval" else "Register"
    if registration.mode == "invitation":
        sentence = "Participation is by invitation."
    elif page:
        sentence = f"{verb} on {page}{by}."
    else:
        sentence = f"Registration closes on {closes}." if closes else ""
    confirmed = "The organizer confirms each place." if registration.mode == "approval" else ""
    text = _spaced(sentence, confirmed)
    return f"## Registration\n\n{text}" if text else ""


def _registrations_stand(facts: ForumFacts) -> str:
    registration = facts.registration
    return "Registrations remain valid." if registration and registration.mode != "none" else ""


def _registrations_go_on(facts: ForumFacts) -> str:
    """What stays true when the forum is stopped later: this text does not follow it."""
    stand = _registrations_stand(facts)
    registration = facts.registration
    if not stand or registration is None or registration.mode == "invitation":
        return stand
    page = f"[the registration page]({registration.address})" if registration.address else ""
    return _spaced(stand, f"For free places see {page}." if page else "")


def _dateline(facts: ForumFacts) -> str:
    day = date_text(facts.issued_on, "en") if facts.issued_on else ""
    return ", ".join(part for part in (facts.issued_city, day) if part)


def _listed(names: list[str] | tuple[str, ...]) -> str:
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _spaced(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _body(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


WRITERS = {
    "notice": write_notice,
    "programme": write_programme,
    "report": write_report,
    "change": write_change,
    "postponement": write_postponement,
    "cancellation": write_cancellation,
    "reinstatement": write_reinstatement,
    "new_date": write_new_date,
}
