"""Events of every kind, as plain values: what the golden files are written from."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from forumapp.ical.entry import (
    Entry,
    Link,
    Mailbox,
    Media,
    Meeting,
    Moment,
    Participant,
    Place,
    Relation,
    Resource,
    StructuredData,
    write_entry,
    zones_of,
)
from forumapp.ical.itip import Attendee, cancel, request
from forumapp.ical.publish import Header, product_id, publish

PRODUCT = product_id("Harbour Chamber of Commerce", "forumapp", "1.0")
STAMPED = datetime(2026, 11, 20, 8, 15, 30, tzinfo=UTC)
ORGANIZER = Mailbox("Harbour Chamber of Commerce", "events@harbour-chamber.example")
SITE = "https://harbour-chamber.example"

FORUM = Entry(
    uid="6f1b6f9e-0d3c-4b5e-9a1e-1c1a4d1f2b3c",
    sequence=2,
    created=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
    changed=STAMPED,
    start=Moment(datetime(2027, 3, 14, 12, 0), "America/New_York"),
    end=Moment(datetime(2027, 3, 14, 14, 30), "America/New_York"),
    summary="Luncheon forum: cities that leave nobody out; water, light, work",
    organizer=ORGANIZER,
    description=(
        "How cities and their associations share work.\n\nSpeakers: Ana Lindqvist, chair\n\n"
        f"{SITE}/forums/cities"
    ),
    html="<p>How cities and their associations share work.</p>",
    location="Harbour House, 5 Pier Street, 10004 New York, United States",
    geo=(40.7033, -74.017),
    url=f"{SITE}/forums/cities",
    contacts=("Registration desk, desk@harbour-chamber.example",),
    categories=("Inclusive, sustainable cities", "Partnerships"),
    concepts=(f"{SITE}/themes/cities", f"{SITE}/themes/partnerships"),
    links=(
        Link(f"{SITE}/forums/cities", "canonical", "text/html", "The forum's page", "en"),
        Link(f"{SITE}/forums/cities.full.ics", "alternate", "text/calendar", "In full", "en"),
    ),
    relations=(Relation("0b6a5f0e-43f1-4a40-9a24-0f9e7f6f5d11", "PARENT"),),
    references=("delegation-2d0b9d9a-7a6c-4a86-8a43-1d0f2f1e0c9b",),
    meetings=(Meeting("https://meet.harbour-chamber.example/x?room=1,2", "Join online"),),
    image=Media(f"{SITE}/media/ab12/1200.jpg", "image/jpeg"),
    attachments=(Media(f"{SITE}/media/cd34/note.pdf", "application/pdf"),),
    colour="firebrick",
    participants=(
        Participant(
            uid="b7a3c0a4-7f0f-4b5e-8df4-9b4b2a3c1d2e",
            kind="SPEAKER",
            name="Ana Lindqvist",
            uri=f"{SITE}/speakers/ana-lindqvist",
            data=StructuredData(
                f"{SITE}/speakers/ana-lindqvist", "text/html", "https://schema.org/Person"
            ),
        ),
        Participant(
            uid="c2f9a8d1-5f5d-4d0f-bb15-3c5b7f9e8a01",
            kind="PLANNER-CONTACT",
            name="Bridge Foundation",
        ),
    ),
    places=(
        Place(
            uid="e5a1d6c3-3c8e-4a52-9b7f-6f0a1b2c3d4e",
            name="Harbour House",
            geo=(40.7033, -74.017),
            kind="conference-center",
        ),
    ),
    resources=(Resource("f0a9b8c7-1d2e-4f3a-8b4c-5d6e7f8a9b0c", "Hall 2", "ROOM"),),
)
FORUM_ZH = replace(
    FORUM,
    summary="午餐论坛：建设包容、可持续的城市与社区——民间组织的国际合作与社会服务经验交流",
    description="城市与社会组织如何分工合作。\n\n"
    + "各地代表将介绍本地区在社区建设方面的做法与体会。" * 6,
    html="<p>城市与社会组织如何分工合作。</p>",
    location="海港会馆，码头街5号，10004 纽约，美国",
    url=f"{SITE}/zh/forums/cities",
    links=(Link(f"{SITE}/zh/forums/cities", "canonical", "text/html", "论坛页面", "zh-Hans"),),
    categories=("包容性城市", "伙伴关系"),
)
TENTATIVE = replace(FORUM, standing="tentative", sequence=0, meetings=(), private=True)
POSTPONED = replace(FORUM, standing="postponed", sequence=3)
CANCELLED = replace(FORUM, standing="cancelled", sequence=4)
SESSION = Entry(
    uid="0d9f7e6c-5b4a-4938-8271-605f4e3d2c1b",
    sequence=1,
    created=datetime(2026, 9, 2, 8, 0, tzinfo=UTC),
    changed=STAMPED,
    start=Moment(datetime(2027, 3, 14, 12, 30), "America/New_York"),
    end=Moment(datetime(2027, 3, 14, 13, 15), "America/New_York"),
    summary="Keynote",
    organizer=ORGANIZER,
    location="Hall 2, Harbour House",
    url=f"{SITE}/forums/cities",
    relations=(Relation(FORUM.uid, "PARENT"),),
)
DELEGATION = Entry(
    uid="2d0b9d9a-7a6c-4a86-8a43-1d0f2f1e0c9b",
    sequence=0,
    created=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
    changed=STAMPED,
    start=date(2027, 3, 10),
    end=date(2027, 3, 19),
    summary="Delegation to the United States",
    organizer=ORGANIZER,
    location="New York, Boston",
    url=f"{SITE}/delegations/united-states",
    references=("delegation-2d0b9d9a-7a6c-4a86-8a43-1d0f2f1e0c9b",),
)
FLIGHT = Entry(
    uid="9c8b7a69-5847-4c36-a2b5-140f3e2d1c0b",
    sequence=0,
    created=datetime(2026, 9, 3, 8, 0, tzinfo=UTC),
    changed=STAMPED,
    start=Moment(datetime(2027, 3, 10, 13, 0), "Asia/Shanghai"),
    end=Moment(datetime(2027, 3, 10, 14, 20), "America/New_York"),
    summary="Flight to New York",
    organizer=ORGANIZER,
    private=True,
    relations=(Relation(DELEGATION.uid, "PARENT"),),
    references=DELEGATION.references,
)
IRREGULAR = replace(
    FORUM,
    uid="3e2d1c0b-9a8f-4e7d-8c6b-5a4f3e2d1c0b",
    start=Moment(datetime(2027, 2, 10, 10, 0), "Africa/Casablanca"),
    end=Moment(datetime(2027, 2, 10, 12, 0), "Africa/Casablanca"),
)
IN_UTC = replace(
    FORUM,
    uid="4f3e2d1c-0b9a-4f8e-9d7c-6b5a4f3e2d1c",
    start=Moment(datetime(2027, 5, 10, 10, 0), "UTC"),
    end=Moment(datetime(2027, 5, 10, 12, 0), "UTC"),
)
ATTENDEE = Attendee(Mailbox("Li Wei 李伟", "li.wei@example.org"))

HEADER = Header(
    product=PRODUCT,
    uid="11111111-2222-4333-8444-555555555555",
    changed=STAMPED,
    name="Harbour Chamber of Commerce: forums, journeys",
    description="Everything public; past 90 days and what comes.",
    source=f"{SITE}/calendar.ics",
    url=f"{SITE}/calendar",
    zone="America/New_York",
    refresh=timedelta(hours=1),
    colour="firebrick",
    apple_colour="#9f2b22",
    image=Media(f"{SITE}/media/logo/256.png", "image/png"),
)


def calendar(*entries: Entry, profile: str = "core", header: Header = HEADER) -> bytes:
    """A published calendar of these entries."""
    zones = [zone for entry in entries for zone in zones_of(entry)]
    return b"".join(publish(header, [write_entry(e, profile) for e in entries], zones))


PUBLIC = {
    "forum.core": calendar(FORUM),
    "forum.full": calendar(FORUM, profile="full"),
    "forum.zh.core": calendar(FORUM_ZH),
    "forum.zh.full": calendar(FORUM_ZH, profile="full"),
    "tentative.core": calendar(TENTATIVE),
    "postponed.core": calendar(POSTPONED),
    "cancelled.core": calendar(CANCELLED),
    "session.core": calendar(SESSION),
    "session.full": calendar(SESSION, profile="full"),
    "delegation.core": calendar(DELEGATION),
    "itinerary_item.core": calendar(FLIGHT),
    "irregular_zone.core": calendar(IRREGULAR),
    "utc.core": calendar(IN_UTC),
    "feed.core": calendar(FORUM, SESSION, DELEGATION, FLIGHT, IRREGULAR),
    "empty.core": calendar(),
}
MAIL = {
    "request": request(FORUM, ATTENDEE, product=PRODUCT, stamped=STAMPED),
    "request_invited": request(
        FORUM_ZH,
        replace(ATTENDEE, answer="NEEDS-ACTION"),
        product=PRODUCT,
        stamped=STAMPED + timedelta(days=1),
    ),
    "request_all_day": request(DELEGATION, ATTENDEE, product=PRODUCT, stamped=STAMPED),
    "cancel": cancel(CANCELLED, ATTENDEE, product=PRODUCT, stamped=STAMPED),
}
