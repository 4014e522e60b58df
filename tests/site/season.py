"""A small season with one of everything that the public sees, and beside each something it must not."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session, scoped_session

from forumapp.announcements.models.announcements import Announcement
from forumapp.delegations.models import Delegation, DelegationForum
from forumapp.forums.models import Forum
from forumapp.search.services import index_record
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_member,
    a_person,
    a_registration,
    a_session,
    a_theme,
    a_venue,
    an_announcement,
    an_appearance,
    an_itinerary_item,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW

SECRETS = (
    "Undisclosed forum",
    "未公开论坛",
    "Embargoed headline",
    "禁发标题",
    "Hesitant Holdings",
    "犹豫控股",
    "Nameless Guest",
    "无名来宾",
    "Whispered dinner",
    "耳语晚宴",
    "meet.example/secret-room",
    "Attending Person",
    "attending@example.org",
    "Unborn conference",
    "Unsaid delegation",
    "Undisclosed theme",
)
"""What stands in the database and on no public page."""

ADDRESSES = (
    "/",
    "/search",
    "/search?q=open",
    "/forums/",
    "/forums/?past=1",
    "/forums/open-harbours",
    "/conferences/",
    "/conferences/cities-week",
    "/announcements/",
    "/announcements/harbours-open",
    "/announcements.atom",
    "/delegations/",
    "/delegations/harbour-delegation",
    "/themes/",
    "/themes/open-cities",
    "/themes/open-cities.atom",
    "/speakers/",
    "/speakers/lin-yue",
    "/organizations/",
    "/organizations/harbour-foundation",
    "/calendar",
    "/calendar?month=2026-12",
    "/privacy",
    "/accessibility",
    "/contact",
)
"""Every public page of the season, in the default language."""
PAGES = tuple(at for at in ADDRESSES if ".atom" not in at)


def a_season(session: scoped_session[Session]) -> Forum:
    """Write the season; its forum is told about here."""
    theme, hidden_theme = a_theme(slug="open-cities"), a_theme(title=both("Undisclosed theme"))
    body = an_organization(slug="harbour-foundation")
    speaker = a_person(slug="lin-yue", organization=body, sort_name="Lin")
    nameless = a_person(slug="nameless", name=both("Nameless Guest", "无名来宾"), consented=False)
    conference = a_conference(slug="cities-week", themes=[theme])
    forum = a_forum(
        slug="open-harbours",
        venue=a_venue(),
        conference=conference,
        themes=[theme],
        attendance_mode="both",
        online_url="https://meet.example/secret-room",
        capacity_limit=20,
    )
    forum.organizer_lines = [
        an_organizer_line(forum, organization=body),
        an_organizer_line(
            forum,
            confirmed=False,
            organization=an_organization(
                slug="hesitant", name=both("Hesitant Holdings", "犹豫控股")
            ),
        ),
    ]
    keynote = a_session(forum)
    for person in (speaker, nameless):
        an_appearance(forum, person, session=keynote)
    past = a_forum(
        slug="past-harbours",
        title=both("Forum on past harbours", "往昔港湾论坛"),
        starts=datetime(2026, 9, 1, 12),
        ends=datetime(2026, 9, 1, 14),
    )
    draft = a_forum(
        slug="undisclosed",
        title=both("Undisclosed forum", "未公开论坛"),
        state="draft",
        release_at=None,
        themes=[hidden_theme],
        conference=conference,
        venue=a_venue(city=both("Atlantis"), city_key="atlantis"),
    )
    delegation = a_delegation(slug="harbour-delegation", starts_on=NOW.date())
    delegation.forums = [DelegationForum(forum=forum), DelegationForum(forum=draft)]
    a_member(delegation, speaker, rank="head")
    a_member(delegation, nameless)
    an_itinerary_item(delegation, is_public=True, title=both("Call on the mayor", "拜会市长"))
    an_itinerary_item(delegation, title=both("Whispered dinner", "耳语晚宴"))
    announced = an_announcement(
        slug="harbours-open", forum=forum, delegation=delegation, themes=[theme]
    )
    embargoed = an_announcement(
        slug="embargoed",
        headline=both("Embargoed headline", "禁发标题"),
        forum=forum,
        delegation=delegation,
        themes=[theme],
        release_at=NOW + timedelta(minutes=1),
    )
    rows = [
        forum,
        past,
        draft,
        delegation,
        announced,
        embargoed,
        a_conference(slug="unborn", name=both("Unborn conference"), state="draft", release_at=None),
        a_delegation(slug="unsaid", name=both("Unsaid delegation"), state="draft", release_at=None),
        a_registration(forum, name="Attending Person", address="attending@example.org"),
    ]
    session.add_all(rows)
    session.flush()
    index(rows)
    return forum


def index(rows: list[object]) -> None:
    for row in rows:
        if isinstance(row, Forum):
            index_record(row, row.title)
        elif isinstance(row, Announcement):
            index_record(row, row.headline, row.body)
        elif isinstance(row, Delegation):
            index_record(row, row.name)
