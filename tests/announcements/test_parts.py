"""What belongs to an announcement beside its text: pictures, quotes, documents."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import select

from forumapp.announcements.queries.documents import public_document
from forumapp.announcements.queries.editor import hidden_quotes
from forumapp.announcements.queries.page import public_quotes
from forumapp.announcements.rules.quotes import unquoted
from forumapp.announcements.services.documents import KINDS, DocumentPlan
from forumapp.announcements.services.editing import (
    AnnouncementPlan,
    create_announcement,
    edit_announcement,
)
from forumapp.announcements.services.gallery import PicturePlan
from forumapp.announcements.services.quotes import QuotePlan
from forumapp.announcements.services.releasing import publish_announcement, withdraw_announcement
from forumapp.core.actor import Actor
from forumapp.core.errors import ChangedMeanwhile, Refused
from forumapp.core.text import say
from forumapp.core.translated import Translated
from forumapp.files.models import Picture, StoredFile
from forumapp.files.services.pictures import store_picture
from forumapp.files.services.stored import check_file, keep_file
from forumapp.history.models import HistoryRow
from forumapp.people.services import withdraw_consent
from forumapp.publishing.queries import is_picture_public
from tests.records import a_forum, a_person, an_appearance, both
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
HEADLINE = {"en": "Harbours open", "zh": "港湾开放"}
SHOWN = {"en": "A quay", "zh": "码头"}


def a_plan(**facts) -> AnnouncementPlan:
    return AnnouncementPlan(**{"headline": HEADLINE, "lead": {"en": "In spring."}, **facts})


def written(**facts):
    return create_announcement(a_plan(**facts), by=ALICE, now=NOW)


def edited(announcement, **facts):
    return edit_announcement(announcement, a_plan(**facts), by=ALICE, now=NOW)


def a_picture(colour: str) -> Picture:
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return store_picture(out.getvalue(), Translated(), now=NOW)


def a_document(data: bytes = b"%PDF-1.4 x") -> StoredFile:
    return keep_file(check_file(data, "report.pdf", kinds=KINDS, field="documents"), now=NOW)


def test_one_picture_leads_and_the_others_stand_in_their_order(session) -> None:
    red, blue, green = (a_picture(colour) for colour in ("red", "blue", "green"))
    plans = [PicturePlan(picture_id=each.id, alternative=SHOWN) for each in (red, blue, green)]
    lead = PicturePlan(picture_id=blue.id, alternative=SHOWN, caption={"en": "Blue"}, leads=True)
    made = written(pictures=(plans[0], lead, plans[2]))
    assert made.picture is blue
    assert made.picture_caption.exact("en") == "Blue"
    assert [row.picture for row in made.pictures] == [red, green]
    edited(made, pictures=(plans[2], plans[0]))
    session.flush()
    session.expire_all()
    assert made.picture is None
    assert [row.picture for row in made.pictures] == [green, red]
    assert not made.picture_caption


def test_publishing_asks_what_each_picture_shows_in_each_language(session) -> None:
    red, blue = a_picture("red"), a_picture("blue")
    made = written(
        pictures=(
            PicturePlan(picture_id=red.id, alternative=SHOWN, leads=True),
            PicturePlan(picture_id=blue.id, alternative={"en": "A quay"}),
        )
    )
    with pytest.raises(Refused) as refusal:
        publish_announcement(made, by=ALICE, now=NOW)
    said = say(refusal.value.sentence, refusal.value.values, "en")
    assert said.endswith("It is missing for: picture 2, in Chinese.")
    assert "图片2的中文说明" in say(refusal.value.sentence, refusal.value.values, "zh")
    assert made.state == "draft"
    described = [PicturePlan(picture_id=each.id, alternative=SHOWN) for each in (red, blue)]
    publish_announcement(edited(made, pictures=tuple(described)), by=ALICE, now=NOW)
    assert made.state == "published"


def test_pictures_are_public_as_long_as_their_announcement_is(session) -> None:
    red = a_picture("red")
    made = written(pictures=(PicturePlan(picture_id=red.id, alternative=SHOWN),))
    assert not is_picture_public(red.hash, NOW)
    publish_announcement(made, by=ALICE, now=NOW)
    session.flush()
    assert is_picture_public(red.hash, NOW)
    assert not is_picture_public(red.hash, NOW - timedelta(seconds=1))
    withdraw_announcement(made, by=ALICE, now=NOW)
    session.flush()
    assert not is_picture_public(red.hash, NOW)


def test_who_is_quoted_speaks_in_the_capacity_of_that_day(session) -> None:
    forum, speaker, other = a_forum(), a_person(), a_person(position=both("Sailor"))
    an_appearance(forum, speaker, capacity=both("Chair of the board", "委员会主席"))
    session.add_all([forum, speaker, other])
    session.flush()
    made = written(
        forum_id=forum.id,
        quotes=tuple(
            QuotePlan(person_id=person.id, wording={"en": "“We open.”"}, capacity=capacity)
            for person, capacity in ((speaker, {}), (other, {}), (speaker, {"en": "Host"}))
        ),
    )
    assert [quote.capacity.exact("en") for quote in made.quotes] == [
        "Chair of the board",
        "Sailor",
        "Host",
    ]
    assert made.quotes[0].wording.exact("en") == "We open."


def test_a_quote_leaves_the_page_with_the_consent_of_who_said_it(session) -> None:
    person = a_person()
    session.add(person)
    session.flush()
    made = written(
        quotes=(
            QuotePlan(person_id=person.id, wording={"en": "We open."}),
            QuotePlan(name={"en": "A guest"}, wording={"en": "At last."}),
        )
    )
    session.flush()
    said, at_last = made.quotes
    assert (public_quotes(made), hidden_quotes(made)) == ([said, at_last], [])
    withdraw_consent(person, "publication", by=ALICE, now=NOW)
    session.flush()
    assert (public_quotes(made), hidden_quotes(made)) == ([at_last], [said])


@pytest.mark.parametrize(
    "quote",
    [
        QuotePlan(wording={"en": "We open."}),
        QuotePlan(wording={"en": " "}, name={"en": "A guest"}),
        QuotePlan(wording={"en": "We open."}, person_id=999),
    ],
)
def test_a_quote_without_words_or_speaker_is_refused(session, quote: QuotePlan) -> None:
    with pytest.raises(Refused) as refusal:
        written(quotes=(quote,))
    assert refusal.value.field == "quotes"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("“We open.”", "We open."),
        ("「开放。」", "开放。"),
        ("“Open” and “shut”", "“Open” and “shut”"),
        ("We open.", "We open."),
        ("”", "”"),
    ],
)
def test_marks_around_a_whole_quote_are_the_pages_own(typed: str, kept: str) -> None:
    assert unquoted(typed) == kept


def test_a_kept_quote_stays_the_same_row_when_others_move(session) -> None:
    first, second = ({"en": word} for word in ("One", "Two"))
    guest = {"en": "A guest"}
    made = written(
        quotes=(QuotePlan(wording=first, name=guest), QuotePlan(wording=second, name=guest))
    )
    session.flush()
    one, two = (quote.id for quote in made.quotes)
    edited(
        made,
        quotes=(
            QuotePlan(id=two, wording=second, name=guest),
            QuotePlan(id=one, wording=first, name=guest),
        ),
    )
    session.flush()
    session.expire_all()
    assert [quote.id for quote in made.quotes] == [two, one]


def test_documents_are_public_as_long_as_their_announcement_is(session) -> None:
    file = a_document()
    made = written(documents=(DocumentPlan(file_uid=file.uid, title={"en": "Report"}),))
    session.flush()
    assert public_document(file.uid, NOW) is None
    publish_announcement(made, by=ALICE, now=NOW)
    session.flush()
    assert public_document(file.uid, NOW) is file
    edited(made, release_wall=made.release_wall)
    session.flush()
    assert public_document(file.uid, NOW) is None


def test_a_picture_given_by_somebody_is_no_document(session) -> None:
    out = BytesIO()
    Image.new("RGB", (6, 4)).save(out, "PNG")
    photo = keep_file(check_file(out.getvalue(), "me.png", field="answer"), now=NOW)
    with pytest.raises(Refused) as refusal:
        written(documents=(DocumentPlan(file_uid=photo.uid),))
    assert refusal.value.field == "documents"


def office(*names: str, **more: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, b"x")
        for name, data in more.items():
            parts.writestr(name, data)
    return out.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (office(*WORD), ".docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (office(mimetype=b"application/vnd.oasis.opendocument.text"), ".odt"),
        (office(*WORD, "word/vbaProject.bin"), ""),
        (office("evil.exe"), ""),
        (b"PK\x03\x04 broken", ""),
        (b"MZ\x90\x00", ""),
        (b"<html><script>alert(1)</script></html>", ""),
    ],
)
def test_office_files_are_known_by_what_is_in_them(session, data: bytes, ending: str) -> None:
    if not ending:
        with pytest.raises(Refused):
            check_file(data, "report.docx", kinds=KINDS, field="documents")
    else:
        kept = check_file(data, "../report.exe", kinds=KINDS, field="documents")
        assert kept.name == f"report{ending}"


def test_history_tells_which_parts_changed(session) -> None:
    made = written()
    edited(made, quotes=(QuotePlan(wording={"en": "We open."}, name={"en": "A guest"}),))
    row = session.scalars(select(HistoryRow).where(HistoryRow.action == "edited")).one()
    assert row.changes == {"quotes": [[], ["We open."]]}


def test_a_second_editor_of_the_quotes_alone_is_told(session) -> None:
    made = written()
    session.flush()
    read = made.version
    guest = {"name": {"en": "A guest"}}
    first = a_plan(quotes=(QuotePlan(wording={"en": "One"}, **guest),))
    edit_announcement(made, first, version=read, by=ALICE, now=NOW)
    session.flush()
    with pytest.raises(ChangedMeanwhile):
        edit_announcement(made, a_plan(), version=read, by=ALICE, now=NOW)
    second = a_plan(quotes=(QuotePlan(id=made.quotes[0].id, wording={"en": "Two"}, **guest),))
    read = made.version
    edit_announcement(made, second, version=read, by=ALICE, now=NOW + timedelta(minutes=1))
    session.flush()
    assert made.version > read


def test_saving_what_stands_already_is_no_change_for_readers(session) -> None:
    red = a_picture("red")
    picture = PicturePlan(picture_id=red.id, alternative=SHOWN, leads=True)
    parts = {"pictures": (picture,), "quotes": (QuotePlan(wording=SHOWN, name=SHOWN),)}
    made = written(**parts)
    publish_announcement(made, by=ALICE, now=NOW)
    session.flush()
    session.expire_all()
    later = NOW + timedelta(days=1)
    quote = QuotePlan(id=made.quotes[0].id, wording=SHOWN, name=SHOWN)
    again = {"pictures": (picture,), "quotes": (quote,), "release_wall": made.release_wall}
    edit_announcement(made, a_plan(**again), by=ALICE, now=later)
    assert made.changed_at == NOW
    edit_announcement(made, a_plan(**again, source=SHOWN), by=ALICE, now=later)
    assert made.changed_at == later
