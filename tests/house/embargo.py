"""Every place where the public reads, asked about records that wait for their release.

`TELLS` and `KEEPS` together name every address that answers everybody; a route in neither fails
`test_embargo.py`. `{names}` are those of `a_waiting_season`. All that waits is called Lanternfall,
灯落 in Chinese, in every text, slug and address of it, and nothing else is.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session, scoped_session

from forumapp.announcements.models.announcements import (
    Announcement,
    AnnouncementDocument,
    AnnouncementPicture,
    Correction,
    Quote,
)
from forumapp.announcements.models.archive import OldAddress
from forumapp.announcements.services.words import index_announcement
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar
from forumapp.core.actor import COMMAND
from forumapp.core.slugs import change_slug
from forumapp.core.tokens import capability_hash, capability_token
from forumapp.delegations.models import Delegation, DelegationForum
from forumapp.delegations.queries import secret_of_focal_link
from forumapp.delegations.services.focal import FocalFacts, make_focal_link
from forumapp.files.models import Picture, StoredFile
from forumapp.files.services.pictures import store_picture
from forumapp.files.services.stored import check_file, keep_file
from forumapp.forums.models import Conference, Forum
from forumapp.forums.services.words import index_forum
from forumapp.institution.services import ensure_institution
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.readers.rules import LINK as READING
from forumapp.registrations.mails.tickets import LINK_PURPOSE as BOOKING
from forumapp.search.services import index_record
from forumapp.themes.models import Theme
from tests import records
from tests.records import both
from tests.support import NEXT_YEAR

RELEASE = datetime(NEXT_YEAR, 3, 1, 9, 0, tzinfo=UTC)
"""Later than any real time at which a test runs: what is written beside the records is written before."""
BEFORE, AFTER = RELEASE - timedelta(seconds=1), RELEASE + timedelta(seconds=2)
Rows = scoped_session[Session]
WORDS = ("lanternfall", "灯落")
HOST = "http://127.0.0.1:8000"
FOCAL_FACTS = FocalFacts(
    name="Deng Hua", address="deng@example.org", language="en", last_day=date(NEXT_YEAR, 12, 31)
)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"

TELLS: dict[str, tuple[str, ...]] = {
    "/": ("/",),
    "/announcements.atom": (
        "/announcements.atom",
        "/announcements.atom?kind=notice",
        f"/announcements.atom?year={NEXT_YEAR}",
        "/announcements.atom?theme=open-cities",
    ),
    "/announcements/": (
        "/announcements/",
        "/announcements/?kind=report",
        f"/announcements/?year={NEXT_YEAR}",
        "/announcements/?theme=open-cities",
        "/announcements/?theme=lanternfall-theme",
    ),
    "/announcements/<slug>": (
        "/announcements/lanternfall-report",
        "/announcements/lanternfall-notice",
        "/announcements/lanternfall-once",
    ),
    "/calendar": (
        f"/calendar?month={NEXT_YEAR}-03",
        f"/calendar?month={NEXT_YEAR}-03&view=agenda",
        f"/calendar?month={NEXT_YEAR}-03&theme=open-cities",
    ),
    "/calendar.ics": (
        "/calendar.ics",
        "/calendar.ics?deadlines=1",
        "/calendar.ics?theme=lanternfall-theme",
        "/calendar.ics?city=new-york",
        "/calendar.ics?delegation=harbour-delegation",
        "/calendar.ics?q=harbours",
        f"/calendar.ics?from={NEXT_YEAR}-03-10",
    ),
    "/calendar.full.ics": ("/calendar.full.ics",),
    "/cards/<kind>/<slug>.png": (
        "/cards/forum/lanternfall-forum.png",
        "/cards/announcement/lanternfall-report.png",
        "/cards/conference/lanternfall-conference.png",
        "/cards/delegation/lanternfall-delegation.png",
        "/cards/theme/lanternfall-theme.png",
    ),
    "/conferences/": ("/conferences/",),
    "/conferences/<slug>": ("/conferences/lanternfall-conference", "/conferences/cities-week"),
    "/conferences/<slug>.ics": (
        "/conferences/lanternfall-conference.ics",
        "/conferences/cities-week.ics",
    ),
    "/conferences/<slug>.full.ics": (
        "/conferences/lanternfall-conference.full.ics",
        "/conferences/cities-week.full.ics",
    ),
    "/delegations/": ("/delegations/",),
    "/delegations/<slug>": (
        "/delegations/lanternfall-delegation",
        "/delegations/harbour-delegation",
    ),
    "/delegations/<slug>.ics": (
        "/delegations/lanternfall-delegation.ics",
        "/delegations/harbour-delegation.ics",
    ),
    "/delegations/<slug>.full.ics": (
        "/delegations/lanternfall-delegation.full.ics",
        "/delegations/harbour-delegation.full.ics",
    ),
    "/documents/<uid>": ("/documents/{document}",),
    "/embed/calendar": (
        "/embed/calendar",
        "/embed/calendar?organization=harbour-foundation",
        "/embed/calendar?theme=lanternfall-theme",
        "/embed/calendar?delegation=harbour-delegation",
    ),
    "/embed/forums/<slug>": ("/embed/forums/lanternfall-forum",),
    "/embed/forums/<slug>/button": ("/embed/forums/lanternfall-forum/button",),
    "/forums/": (
        "/forums/",
        "/forums/?q=harbours",
        "/forums/?theme=open-cities",
        "/forums/?theme=lanternfall-theme",
        "/forums/?city=new-york",
        "/forums/?city=lanternfall-city",
        "/forums/?delegation=harbour-delegation",
        "/forums/?delegation=lanternfall-delegation",
        f"/forums/?from={NEXT_YEAR}-03-10&to={NEXT_YEAR}-03-30",
        f"/forums/?year={NEXT_YEAR}",
    ),
    "/forums/<slug>": (
        "/forums/lanternfall-forum",
        "/forums/lanternfall-evening",
        "/forums/lanternfall-once",
        "/forums/open-harbours",
    ),
    "/forums/<slug>.ics": ("/forums/lanternfall-forum.ics", "/forums/lanternfall-once.ics"),
    "/forums/<slug>.full.ics": ("/forums/lanternfall-forum.full.ics",),
    "/forums/<slug>.jsonld": ("/forums/lanternfall-forum.jsonld", "/forums/open-harbours.jsonld"),
    "/forums/<slug>/register": ("/forums/lanternfall-forum/register",),
    "/forums/<slug>/sessions.ics": ("/forums/lanternfall-forum/sessions.ics",),
    "/forums/<slug>/sessions.full.ics": ("/forums/lanternfall-forum/sessions.full.ics",),
    "/media/<hash>/<size>": (
        *("/media/{portrait}/small", "/media/{logo}/small", "/media/{picture}/large"),
        "/media/{gallery}/small",
    ),
    "/oembed": (
        f"/oembed?url={HOST}/forums/lanternfall-forum",
        f"/oembed?format=xml&url={HOST}/zh/forums/lanternfall-forum",
    ),
    "/organizations/": ("/organizations/",),
    "/organizations/<slug>": (
        "/organizations/lanternfall-house",
        "/organizations/harbour-foundation",
    ),
    "/organizations/<slug>.ics": (
        "/organizations/lanternfall-house.ics",
        "/organizations/harbour-foundation.ics",
    ),
    "/organizations/<slug>.full.ics": (
        "/organizations/lanternfall-house.full.ics",
        "/organizations/harbour-foundation.full.ics",
    ),
    "/organizations/<slug>.vcf": ("/organizations/lanternfall-house.vcf",),
    "/readers/": ("/readers/",),
    "/search": (
        "/search?q=lanternfall",
        "/search?q=灯落",
        "/search?q=harbours",
        "/search?q=港湾",
        *(
            f"/search?q=harbours&kind={kind}"
            for kind in ("forum", "announcement", "conference", "delegation", "theme", "person")
        ),
    ),
    "/search/suggestions": (
        "/search/suggestions?q=lanternfall",
        "/search/suggestions?q=harbours",
        "/search/suggestions?q=灯落",
    ),
    "/sitemap.xml": ("/sitemap.xml",),
    "/sitemaps/<number>.xml": ("/sitemaps/1.xml",),
    "/speakers/": ("/speakers/",),
    "/speakers/<slug>": ("/speakers/lanternfall-wen", "/speakers/lin-yue"),
    "/speakers/<slug>.ics": ("/speakers/lanternfall-wen.ics", "/speakers/lin-yue.ics"),
    "/speakers/<slug>.full.ics": (
        "/speakers/lanternfall-wen.full.ics",
        "/speakers/lin-yue.full.ics",
    ),
    "/speakers/<slug>.vcf": ("/speakers/lanternfall-wen.vcf",),
    "/themes/": ("/themes/",),
    "/themes/<slug>": ("/themes/lanternfall-theme", "/themes/open-cities"),
    "/themes/<slug>.atom": ("/themes/lanternfall-theme.atom", "/themes/open-cities.atom"),
    "/themes/<slug>.ics": ("/themes/lanternfall-theme.ics", "/themes/open-cities.ics"),
    "/themes/<slug>.full.ics": (
        "/themes/lanternfall-theme.full.ics",
        "/themes/open-cities.full.ics",
    ),
    "an address of the former site": ("/old/lanternfall.aspx?id=7",),
}
"""Asked before and after the release; from then on each answers with what waited, in both languages."""

KEEPS: dict[str, tuple[str, ...]] = {
    "/accent/<colour>.css": ("/accent/9f2b22.css",),
    "/accessibility": ("/accessibility",),
    "/account/password/new": ("/account/password/new",),
    "/calendar": ("/calendar", "/calendar?month=2026-12"),
    "/calendar.ics": (f"/calendar.ics?to={NEXT_YEAR}-03-10", "/calendar.ics?city=lanternfall-city"),
    "/cards/<kind>/<slug>.png": ("/cards/site/home.png", "/cards/forum/open-harbours.png"),
    "/contact": ("/contact",),
    "/embed/forums/<slug>": ("/embed/forums/open-harbours",),
    "/forums/": ("/forums/?past=1", "/forums/?page=2"),
    "/forums/<slug>.ics": ("/forums/open-harbours.ics",),
    "/forums/<slug>.full.ics": ("/forums/open-harbours.full.ics",),
    "/health/live": ("/health/live",),
    "/opensearch.xml": ("/opensearch.xml",),
    "/organizations/<slug>.vcf": ("/organizations/harbour-foundation.vcf",),
    "/privacy": ("/privacy",),
    "/registrations/": ("/registrations/",),
    "/robots.txt": ("/robots.txt",),
    "/search": ("/search", "/search?q=nothing-of-the-kind"),
    "/search/suggestions": ("/search/suggestions",),
    "/sign-in": ("/sign-in",),
    "/speakers/<slug>.vcf": ("/speakers/lin-yue.vcf",),
    "/focal/<token>": ("/focal/{focal}",),
    "/invitations/<token>": ("/invitations/{invitation}",),
    "/invitations/<token>/accept": ("/invitations/{invitation}/accept",),
    "/invitations/<token>/decline": ("/invitations/{invitation}/decline",),
    "/calendars/<token>": ("/calendars/{calendar}",),
    "/calendars/<token>.ics": ("/calendars/{calendar}.ics",),
    "/calendars/<token>.full.ics": ("/calendars/{calendar}.full.ics",),
    "/readers/<token>": ("/readers/{reader}",),
    "/registrations/<token>": ("/registrations/{booking}",),
    "/registrations/<token>.ics": ("/registrations/{booking}.ics",),
    "/registrations/<token>.full.ics": ("/registrations/{booking}.full.ics",),
    "/registrations/<token>/address": ("/registrations/{booking}/address",),
    "/registrations/<token>/cancel": ("/registrations/{booking}/cancel",),
    "/registrations/<token>/change": ("/registrations/{booking}/change",),
    "/registrations/<token>/data.json": ("/registrations/{booking}/data.json",),
    "/registrations/<token>/details": ("/registrations/{booking}/details",),
    "/registrations/<token>/erase": ("/registrations/{booking}/erase",),
    "/registrations/<token>/substitute": ("/registrations/{booking}/substitute",),
}
"""Asked too: nothing of what waits is told there before the release, and need not be after it."""

NOT_ASKED = {
    "/account/password/<token>": "about an account",
    "/focal/<token>/forums/<forum_id>": "a form about a forum that the journey's own page names",
    "/focal/<token>/forums/<forum_id>/cancel": "a form about a forum of that page",
    "/health/ready": "about the program's parts",
    "/offers/<token>": "about a place at a forum that its holder waits for",
    "/opt-out/<opt_out_token>": "about an address",
    "/previews/<token>": "made to show what waits, to whom holds the link",
    "/previews/<token>/documents/<uid>": "made to show what waits",
    "/previews/<token>/media/<hash>/<size>": "made to show what waits",
    "/readers/unsubscribe/<reader_token>": "about an address",
    "/registrations/<token>/certificate.pdf": "about a forum that was attended",
    "/registrations/<token>/feedback": "about a forum that was attended",
    "/registrations/<token>/files/<answer_id>": "a file that its holder sent",
    "/registrations/<token>/letter.pdf": "about a forum that its holder registered for",
    "/registrations/<token>/ticket.pdf": "about a forum that its holder registered for",
    "/registrations/confirm/<token>": "about an address",
}
"""Routes open to everybody who has the link that are not asked, and why."""


@dataclass(frozen=True, slots=True)
class Public:
    """What everybody knows already."""

    theme: Theme
    body: Organization
    lin: Person
    mei: Person
    conference: Conference
    forum: Forum
    journey: Delegation


@dataclass(frozen=True, slots=True)
class Waiting:
    """The records that become public at `RELEASE`, and the names that addresses of theirs have."""

    forum: Forum
    evening: Forum
    conference: Conference
    delegation: Delegation
    announcements: tuple[Announcement, ...]
    names: dict[str, str]


def a_waiting_season(session: Rows) -> Waiting:
    """What is public, and in the midst of it what waits."""
    ensure_institution(by=COMMAND, now=BEFORE)
    public = what_is_public()
    theme, body, wen = a_theme_a_body_and_a_speaker()
    conference = waits(
        records.a_conference(**named("name", "conference"), **days(), themes=[theme])
    )
    public.forum.conference = conference
    forum, evening = forums_that_wait(public, conference, theme, body, wen)
    delegation = a_journey_that_waits(public, forum, wen)
    notice = waits(an_announcement("notice", forum=forum, themes=[public.theme]))
    report = a_report_that_waits(public, theme, body, wen)
    public.journey.forums = [DelegationForum(forum=each) for each in (public.forum, forum, evening)]
    session.add_all((public.forum, forum, evening, public.journey, delegation, notice, report))
    session.add(OldAddress(address="/old/lanternfall.aspx?id=7", announcement=report))
    session.add_all((records.a_reader(), records.a_reader(language="zh", themes=[public.theme])))
    session.flush()
    change_slug(forum, "lanternfall-forum")
    change_slug(report, "lanternfall-report")
    for each in (public.forum, forum, evening):
        index_forum(each)
    for each in (notice, report):
        index_announcement(each)
    for each in (delegation, conference, body, wen, public.lin):
        index_record(each, each.name, getattr(each, "position", ""))
    index_record(theme, theme.title)
    names = {
        "document": str(report.documents[0].file.uid),
        "portrait": wen.portrait.hash,
        "logo": body.logo.hash,
        "picture": report.picture.hash,
        "gallery": report.pictures[0].picture.hash,
        **links_of_others(session, public),
    }
    session.commit()
    return Waiting(forum, evening, conference, delegation, (notice, report), names)


def what_is_public() -> Public:
    theme = records.a_theme(slug="open-cities")
    body = records.an_organization(slug="harbour-foundation")
    lin = records.a_person(slug="lin-yue", organization=body)
    mei = records.a_person(slug="mei-an", organization=body)
    conference = records.a_conference(slug="cities-week", **days())
    venue = records.a_venue()
    forum = records.a_forum(slug="open-harbours", themes=[theme], venue=venue, **hours())
    for each in (lin, mei):
        records.an_appearance(forum, each)
    forum.organizer_lines = [records.an_organizer_line(forum, organization=body)]
    journey = records.a_delegation(slug="harbour-delegation", **days())
    records.a_member(journey, lin, rank="head")
    return Public(theme, body, lin, mei, conference, forum, journey)


def a_theme_a_body_and_a_speaker() -> tuple[Theme, Organization, Person]:
    """Known only through what waits."""
    body = records.an_organization(
        **named("name", "house"), short_name=both("Lanternfall", "灯落"), logo=a_picture("gold")
    )
    speaker = records.a_person(
        **named("name", "wen"),
        position=both("Keeper of harbours", "港湾守护人"),
        organization=body,
        portrait=a_picture("navy"),
        sort_name="Lanternfall",
    )
    return records.a_theme(**named("title", "theme")), body, speaker


def forums_that_wait(
    public: Public, conference: Conference, theme: Theme, body: Organization, speaker: Person
) -> tuple[Forum, Forum]:
    """One with everything; one that only what is public leads to."""
    forum = waits(
        records.a_forum(
            **named("title", "once"),
            conference=conference,
            themes=[public.theme, theme],
            venue=records.a_venue(
                name=both("Lanternfall Hall", "灯落厅"),
                city=both("Lanternfall City", "灯落市"),
                city_key="lanternfall-city",
            ),
            picture=a_picture("teal"),
            **hours(),
        )
    )
    forum.organizer_lines = [
        records.an_organizer_line(forum, organization=each) for each in (public.body, body)
    ]
    keynote = records.a_session(forum, title=both("Lanternfall keynote", "灯落演讲"))
    records.an_appearance(forum, speaker, session=keynote)
    records.an_appearance(forum, public.lin)
    evening = waits(
        records.a_forum(
            **named("title", "evening"),
            conference=public.conference,
            themes=[public.theme],
            venue=records.a_venue(),
            follows=public.forum,
            **hours(1),
        )
    )
    return forum, evening


def a_journey_that_waits(public: Public, forum: Forum, head: Person) -> Delegation:
    delegation = waits(records.a_delegation(**named("name", "delegation"), **days()))
    delegation.forums = [DelegationForum(forum=each) for each in (public.forum, forum)]
    records.a_member(delegation, head, rank="head")
    records.a_member(delegation, public.lin)
    title = both("Lanternfall reception", "灯落招待会")
    records.an_itinerary_item(delegation, is_public=True, title=title, **reception())
    return delegation


def a_report_that_waits(
    public: Public, theme: Theme, body: Organization, speaker: Person
) -> Announcement:
    """On the forum and the journey that are public, with everything that an announcement can have."""
    report = waits(
        an_announcement(
            "report",
            slug="lanternfall-once",
            forum=public.forum,
            delegation=public.journey,
            themes=[public.theme, theme],
            picture=a_picture("teal"),
            people=[public.lin, speaker],
            organizations=[public.body, body],
        )
    )
    words = both("Lanternfall", "灯落")
    report.pictures = [AnnouncementPicture(picture=a_picture("olive"), caption=words)]
    report.quotes = [Quote(person=speaker, wording=both("Lanternfall at last.", "终至灯落。"))]
    report.documents = [AnnouncementDocument(file=a_document(), title=words)]
    report.corrections = [Correction(at=BEFORE, by="Desk", wording=words)]
    return report


def links_of_others(session: Rows, public: Public) -> dict[str, str]:
    """The secret parts of links whose holders may know only what is public."""
    registration, invitation = (
        records.a_registration(public.forum),
        records.an_invitation(public.forum),
    )
    booking, reader = registration.booking, records.a_reader(confirmed_at=AFTER)
    session.add_all((registration, invitation, reader))
    session.flush()
    link = (BOOKING, booking.uid, booking.link_version)
    booking.link_hash = capability_hash(*link)
    calendar = make_calendar(public.mei, language="en", by=COMMAND, now=BEFORE)
    focal = make_focal_link(public.journey, FOCAL_FACTS, by=COMMAND, now=BEFORE)
    return {
        "booking": capability_token(*link),
        "invitation": capability_token("invitation", invitation.uid, 1),
        "reader": capability_token(READING, reader.uid, 1),
        "calendar": secret_of(calendar),
        "focal": secret_of_focal_link(focal),
    }


def waits(record: Any) -> Any:
    """The record, published and to be released at `RELEASE`."""
    record.state, record.release_at, record.first_published_at = "published", RELEASE, RELEASE
    return record


def named(field: str, word: str) -> dict[str, Any]:
    """The slug and the name, or title, of a record that waits."""
    name = both(f"Lanternfall {word} of harbours", f"灯落港湾{CHINESE[word]}")
    return {"slug": f"lanternfall-{word}", field: name}


CHINESE = {
    "theme": "主题",
    "house": "基金会",
    "wen": "文",
    "conference": "大会",
    "once": "论坛",
    "evening": "晚会",
    "delegation": "代表团",
}


def an_announcement(kind: str, **facts: Any) -> Announcement:
    """One that waits, with its words in every text."""
    defaults = {
        "slug": f"lanternfall-{kind}",
        "kind": kind,
        "headline": both(f"Lanternfall {kind} of harbours", "灯落港湾消息"),
        "lead": both("Lanternfall opens.", "灯落开幕。"),
        "body": both("The Lanternfall is **open**.", "灯落**开幕**。"),
    }
    return Announcement(**defaults | facts)


def hours(days_later: int = 0) -> dict[str, Any]:
    starts = datetime(NEXT_YEAR, 3, 20, 12) + timedelta(days=days_later)
    return {"starts": starts, "ends": starts + timedelta(hours=2), "zone": "America/New_York"}


def days() -> dict[str, Any]:
    return {"starts_on": date(NEXT_YEAR, 3, 18), "ends_on": date(NEXT_YEAR, 3, 24)}


def reception() -> dict[str, Any]:
    starts = datetime(NEXT_YEAR, 3, 19, 18)
    return {"starts": starts, "ends": starts + timedelta(hours=2)}


def a_picture(colour: str) -> Picture:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return store_picture(file.getvalue(), both("Lanternfall", "灯落"), now=BEFORE)


def a_document() -> StoredFile:
    return keep_file(check_file(PDF, "lanternfall.pdf", field="file"), now=BEFORE)
