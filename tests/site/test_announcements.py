"""The page of an announcement and the list: in a newsroom's order, and nothing that is not public."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from forumapp.announcements.models.announcements import (
    Announcement,
    AnnouncementDocument,
    AnnouncementPicture,
    Correction,
    Quote,
)
from forumapp.announcements.services.documents import KINDS
from forumapp.announcements.services.importing import import_release
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.core.actor import COMMAND
from forumapp.core.translated import Translated
from forumapp.files.models import Picture
from forumapp.files.services.pictures import store_picture
from forumapp.files.services.stored import check_file, keep_file
from tests.records import (
    a_delegation,
    a_forum,
    a_person,
    a_theme,
    a_venue,
    an_announcement,
    an_appearance,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW

RELEASE = Path(__file__).parents[1] / "announcements" / "releases" / "round-table.txt"


def page_of(client, at: str, status: int = 200) -> str:
    answer = client.get(at)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def in_order(page: str, pieces: list[str]) -> list[str]:
    """The pieces as they follow one another in the article."""
    article = page[page.index("<article") : page.index("</article>")]
    assert [piece for piece in pieces if piece not in article] == []
    return sorted(pieces, key=article.index)


def a_picture(colour: str = "red", size: tuple[int, int] = (1200, 800)) -> Picture:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return store_picture(out.getvalue(), both(f"A {colour} quay", "码头"), now=NOW)


def test_an_imported_release_tells_its_source_its_time_and_its_forum_in_that_order(
    session, client
) -> None:
    forum = a_forum(
        title=both("Round table on quiet harbours"),
        themes=[a_theme(title=both("Ports with open doors"))],
        venue=a_venue(),
        starts=datetime(2019, 9, 6, 12),
        ends=datetime(2019, 9, 6, 14),
        release_at=datetime(2019, 9, 1, tzinfo=UTC),
    )
    forum.organizer_lines = [
        an_organizer_line(forum, organization=an_organization(name=both("Lantern Foundation")))
    ]
    for position, name in enumerate(("Ada Lindqvist", "Wen Hai")):
        an_appearance(forum, a_person(name=both(name)), position=position)
    session.add(forum)
    made = import_release(
        RELEASE.read_bytes(), RELEASE.name, zone="Asia/Shanghai", by=COMMAND, now=NOW
    )
    report = made.announcement
    report.forum = forum
    publish_announcement(report, release_wall=report.release_wall, by=COMMAND, now=NOW)
    session.flush()
    page = page_of(client, f"/announcements/{report.slug}")
    pieces = [
        "Opening a Round Table on Quiet Harbours and the Towns around Them</h1>",
        "Source: HCOT",
        'datetime="2019-09-10T05:52:28Z"',
        "Round table on quiet harbours</a>",
        "Ports with open doors</a>",
        "Lantern Foundation</a>",
        'id="speakers"',
        ">Ada Lindqvist</a>",
        ">Wen Hai</a>",
    ]
    assert in_order(page, pieces) == pieces
    assert "10 September 2019, 13:52:28 Beijing time" in page


def a_full_announcement(session) -> Announcement:
    speaker, hesitant = (
        a_person(),
        a_person(name=both("Nameless Guest", "无名来宾"), consented=False),
    )
    forum = a_forum(venue=a_venue())
    an_appearance(forum, speaker)
    an_appearance(forum, hesitant)
    file = keep_file(check_file(b"%PDF-1.4 x", "paper.pdf", kinds=KINDS, field="d"), now=NOW)
    row = an_announcement(
        slug="harbours-open",
        kind="report",
        forum=forum,
        delegation=a_delegation(purpose=both("To see harbours", "考察港口")),
        picture=a_picture("red"),
        picture_caption=both("The first quay", "第一码头"),
        picture_credit=both("Harbour archive", "港湾档案馆"),
        published_at=NOW,
        changed_at=NOW,
    )
    row.pictures = [
        AnnouncementPicture(
            picture=a_picture("blue"), caption=both("The second quay"), credit=Translated()
        )
    ]
    row.quotes = [
        Quote(
            wording=both("We open.", "我们开放。"), person=speaker, capacity=both("Chair", "主席")
        ),
        Quote(wording=both("Whispered."), person=hesitant, capacity=both("Whisperer")),
        Quote(wording=both("At last."), name=both("A sailor"), capacity=Translated()),
    ]
    for position, quote in enumerate(row.quotes):
        quote.position = position
    row.documents = [
        AnnouncementDocument(file=file, title=both("The paper", "报告"), language="en")
    ]
    row.corrections = [
        Correction(at=NOW, by="Alice", wording=both("It was the sixth.", "应为六日。"))
    ]
    session.add(row)
    session.flush()
    return row


def test_a_page_stands_in_a_newsrooms_order(session, client) -> None:
    row = a_full_announcement(session)
    page = page_of(client, "/announcements/harbours-open")
    pieces = [
        "Report",
        "Harbours open</h1>",
        "Published <time",
        "Corrected on 23 November 2026",
        "They open in spring.",
        "Forum on open harbours</a>",
        "The first quay",
        "Photograph: Harbour archive",
        "<strong>decided</strong>",
        'id="speakers"',
        "To see harbours",
        "We open.",
        "At last.",
        "The second quay",
        "The paper",
        'id="corrections"',
        "It was the sixth.",
        'hreflang="zh-Hans">港湾开放</a>',
    ]
    assert in_order(page, pieces) == pieces
    assert f'/documents/{row.documents[0].file.uid}"' in page
    assert "PDF, 1 KB, English" in page
    assert "/zh/announcements/harbours-open" in page


def test_who_has_not_agreed_to_be_named_is_neither_named_nor_quoted(session, client) -> None:
    a_full_announcement(session)
    for at in ("/announcements/harbours-open", "/zh/announcements/harbours-open"):
        page = page_of(client, at)
        assert re.findall("Nameless|无名来宾|Whisper", page) == []


def test_pictures_keep_their_place_and_offer_their_sizes(session, client) -> None:
    row = a_full_announcement(session)
    page = page_of(client, "/zh/announcements/harbours-open")
    lead, second = re.findall(r"<img[^>]*/media/[^>]*>", page)
    digest = row.picture.hash
    assert (
        f'srcset="/media/{digest}/small 480w, /media/{digest}/medium 960w, /media/{digest}/large 1200w"'
        in lead
    )
    assert 'width="1200" height="800" alt="码头"' in lead
    assert ("loading" in lead, 'loading="lazy"' in second) == (False, True)
    assert client.get(f"/media/{digest}/medium").status_code == 200


def test_a_document_is_downloaded_and_never_opened_in_the_page(session, client) -> None:
    row = a_full_announcement(session)
    at = f"/documents/{row.documents[0].file.uid}"
    answer = client.get(at)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=paper.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    row.state = "withdrawn"
    session.flush()
    assert client.get(at).status_code == 404


def test_what_is_only_in_one_language_is_marked(session, client) -> None:
    session.add(an_announcement(slug="lead-only", body=Translated({"zh": "**已决定**。"})))
    session.flush()
    page = page_of(client, "/announcements/lead-only")
    assert "Only in Chinese" in page
    assert '<div class="prose" lang="zh-Hans"><p><strong>已决定</strong>' in page


@pytest.fixture
def three(session) -> None:
    theme = a_theme(slug="open-cities")
    session.add_all(
        [
            an_announcement(slug="first", headline=both("First"), kind="report", themes=[theme]),
            an_announcement(
                slug="second",
                headline=both("Second"),
                release_at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC),
                release_wall=datetime(2026, 1, 1, 0, 30),
                forum=a_forum(themes=[theme]),
            ),
            an_announcement(
                slug="third",
                headline=both("Third"),
                release_at=datetime(2019, 5, 1, tzinfo=UTC),
                picture=a_picture("green"),
            ),
            an_announcement(
                slug="waiting",
                headline=both("Embargoed headline"),
                themes=[a_theme(slug="embargoed-theme", title=both("Embargoed theme"))],
                release_at=datetime(2031, 1, 1, tzinfo=UTC),
            ),
        ]
    )
    session.flush()


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", ["first", "second", "third"]),
        ("?kind=report", ["first"]),
        ("?year=2026", ["first", "second"]),
        ("?year=2019", ["third"]),
        ("?theme=open-cities", ["first", "second"]),
        ("?theme=open-cities&kind=news", ["second"]),
        ("?year=2031", []),
        ("?year=x&kind=rumour", ["first", "second", "third"]),
    ],
)
def test_the_list_is_narrowed_by_kind_year_and_theme(three, client, query, listed) -> None:
    page = page_of(client, f"/announcements/{query}")
    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r'href="/announcements/([a-z]+)"', main) == listed
    assert "Embargoed" not in page
    assert ">2031</option>" not in page


def test_a_theme_without_a_page_of_its_own_is_named_and_leads_nowhere(session, client) -> None:
    alone, shared = a_theme(title=both("Quiet quays")), a_theme(title=both("Open cities"))
    session.add(a_forum(themes=[shared]))
    session.add(an_announcement(slug="told", themes=[alone, shared]))
    session.commit()
    page = page_of(client, "/announcements/told")
    assert "Quiet quays" in page
    assert [each.slug in page for each in (alone, shared)] == [False, True]


def test_a_theme_of_what_waits_is_not_found(three, client) -> None:
    page_of(client, "/announcements/?theme=embargoed-theme", 404)


def test_the_list_stands_under_its_years_with_leading_pictures(three, client) -> None:
    page = page_of(client, "/announcements/")
    assert re.findall(r'<h2 class="year num">(\d+)</h2>', page) == ["2026", "2019"]
    assert len(re.findall(r'<img src="/media/[^>]*alt=""', page)) == 1
