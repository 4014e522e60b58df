"""The editor of announcements: rows, files, a preview; all of it by plain forms."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient as Client
from PIL import Image
from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.files.models import Picture, StoredFile
from tests.records import a_forum, a_person, an_announcement, an_appearance, both

NEW = {
    "kind": "news",
    "headline-en": "Quays open",
    "lead-en": "In spring.",
    "body-en": "One **bold** word.",
    "release_zone": "Asia/Shanghai",
}
HERE = "/desk/announcements/new"


@pytest.fixture
def editor(signed_in) -> Client:
    return signed_in("editor")


def a_file(colour: str) -> tuple[BytesIO, str]:
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return BytesIO(out.getvalue()), f"{colour}.png"


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1]


def only(session) -> Announcement:
    session.expire_all()
    return session.scalars(select(Announcement)).one()


def test_several_pictures_are_uploaded_described_and_saved(session, editor) -> None:
    files = {"new_pictures": [a_file("red"), a_file("blue")]}
    page = editor.post(HERE, data=NEW | files | {"do": "upload"}).get_data(as_text=True)
    red, blue = (hidden(page, f"pictures-{number}-picture_id") for number in (0, 1))
    assert re.findall(r'name="lead_picture" value="(\d*)" checked', page) == [red]
    assert "One **bold** word." in page
    assert session.scalars(select(Announcement)).all() == []
    described = {
        "pictures-0-picture_id": red,
        "pictures-0-alternative-en": "A red quay",
        "pictures-0-caption-en": "Red",
        "pictures-1-picture_id": blue,
        "pictures-1-credit-en": "Archive",
        "lead_picture": blue,
    }
    moved = editor.post(HERE, data=NEW | described | {"rows": "pictures down 0"})
    assert hidden(moved.get_data(as_text=True), "pictures-0-picture_id") == blue
    assert editor.post(HERE, data=NEW | described).status_code == 303
    made = only(session)
    assert str(made.picture_id) == blue
    assert made.picture_credit == both("Archive")
    assert [(str(row.picture_id), row.caption.exact("en")) for row in made.pictures] == [
        (red, "Red")
    ]
    assert made.pictures[0].picture.alternative.exact("en") == "A red quay"
    again = editor.get(f"/desk/announcements/{made.id}/edit").get_data(as_text=True)
    assert [hidden(again, f"pictures-{number}-picture_id") for number in (0, 1)] == [blue, red]


def test_files_of_a_form_that_is_refused_are_asked_for_again(session, editor) -> None:
    sent = NEW | {"headline-en": "", "new_pictures": [a_file("red")]}
    answer = editor.post(HERE, data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the files again: they were not kept." in page
    assert "One **bold** word." in page
    assert "pictures-0-picture_id" not in page
    session.expire_all()
    assert session.scalars(select(Picture)).all() == []


@pytest.mark.parametrize(
    ("field", "data", "said"),
    [
        ("new_pictures", b"GIF89a", "is not a picture that can be read"),
        ("new_documents", b"MZ\x90", "neither a PDF nor an Office file"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_at_its_field(
    session, editor, field: str, data: bytes, said: str
) -> None:
    answer = editor.post(HERE, data=NEW | {field: [(BytesIO(data), "a.pdf")], "do": "upload"})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    session.expire_all()
    assert session.scalars(select(StoredFile)).all() == []


def test_a_document_is_uploaded_titled_and_offered(session, editor) -> None:
    files = {"new_documents": [(BytesIO(b"%PDF-1.4 x"), "paper.pdf")], "do": "upload"}
    page = editor.post(HERE, data=NEW | files).get_data(as_text=True)
    uid = hidden(page, "documents-0-file_uid")
    row = {
        "documents-0-file_uid": uid,
        "documents-0-title-en": "The paper",
        "documents-0-language": "en",
    }
    assert editor.post(HERE, data=NEW | row).status_code == 303
    [document] = only(session).documents
    assert (str(document.file.uid), document.title, document.language) == (
        uid,
        both("The paper"),
        "en",
    )


def test_a_speaker_is_quoted_in_the_capacity_of_the_forum(session, editor) -> None:
    forum, speaker = a_forum(), a_person(name=both("Ada Lind"), consented=False)
    an_appearance(forum, speaker, capacity=both("Chair of the board"))
    session.add_all([forum, speaker])
    session.flush()
    quote = {"forum_id": str(forum.id), "quotes-0-person_id": str(speaker.id)}
    page = editor.post(HERE, data=NEW | quote | {"do": "refresh"}).get_data(as_text=True)
    assert hidden(page, "quotes-0-capacity-en") == "Chair of the board"
    assert "Ada Lind has not agreed to be named in public." in page
    refused = editor.post(HERE, data=NEW | quote)
    assert (refused.status_code, "Write what was said in quote 1" in refused.text) == (422, True)
    saved = editor.post(HERE, data=NEW | quote | {"quotes-0-wording-en": "We open."})
    assert saved.status_code == 303
    [made] = only(session).quotes
    assert (made.person, made.capacity) == (speaker, both("Chair of the board"))


def test_a_row_for_a_quote_is_added_and_an_empty_one_is_left_out(session, editor) -> None:
    page = editor.post(HERE, data=NEW | {"rows": "quotes add"}).get_data(as_text=True)
    assert 'name="quotes-0-wording-en"' in page
    assert (
        editor.post(HERE, data=NEW | {"quotes-0-key": "", "quotes-0-wording-en": ""}).status_code
        == 303
    )
    assert only(session).quotes == []


def test_people_and_organizations_that_it_names_are_chosen(session, editor) -> None:
    person = a_person()
    session.add(person)
    session.flush()
    assert editor.post(HERE, data=NEW | {"person_ids": str(person.id)}).status_code == 303
    assert only(session).people == [person]


@pytest.mark.parametrize("at", [HERE, "/desk/announcements/preview"])
def test_what_is_typed_is_shown_as_readers_will_see_it_and_not_kept(session, editor, at) -> None:
    typed = NEW | {"headline-zh": "码头|开放", "body-zh": "**加粗** <script>", "do": "preview"}
    chinese = editor.post(at, data=typed | {"preview_in": "zh"}).get_data(as_text=True)
    leaf = chinese[chinese.index('class="leaf"') :]
    assert "码头<wbr>开放" in leaf
    assert "<strong>加粗</strong> &lt;script&gt;" in leaf
    english = editor.post(at, data=typed | {"preview_in": "en"}).get_data(as_text=True)
    assert "One <strong>bold</strong> word." in english
    assert session.scalars(select(Announcement)).all() == []


def test_publishing_names_the_picture_that_says_nothing(session, editor) -> None:
    page = editor.post(HERE, data=NEW | {"new_pictures": [a_file("red")], "do": "upload"}).text
    row = {"pictures-0-picture_id": hidden(page, "pictures-0-picture_id")}
    editor.post(HERE, data=NEW | row)
    made = only(session)
    answer = editor.post(
        f"/desk/announcements/{made.id}/publish", data={"release_zone": "Asia/Shanghai"}
    )
    assert answer.status_code == 422
    assert "It is missing for: picture 1, in English." in answer.text
    assert only(session).state == "draft"


def test_more_files_than_a_page_may_hold_are_refused(session, editor) -> None:
    rows = {f"pictures-{number}-picture_id": "1" for number in range(100)}
    sent = NEW | rows | {"new_pictures": [a_file("red")], "do": "upload"}
    answer = editor.post(HERE, data=sent)
    assert answer.status_code == 422
    assert "There may be 100 of them at most." in answer.get_data(as_text=True)


def test_what_an_import_found_named_is_linked_or_dismissed_by_one_click(session, editor) -> None:
    forum, person = a_forum(), a_person(name=both("Ada Lind"))
    session.add_all([forum, person])
    session.flush()
    row = an_announcement(
        state="draft",
        release_at=None,
        import_name="old.txt",
        proposed=[["forum", forum.id], ["person", person.id, "Ada Lynd"]],
    )
    session.add(row)
    session.flush()
    here = f"/desk/announcements/{row.id}/"
    page = editor.get(here).text
    assert f'value="forum {forum.id}" checked' in page
    assert f'value="person {person.id}"><label' in page
    assert "perhaps: “Ada Lynd”" in page
    linked = editor.post(f"{here}proposals", data={"proposal": f"forum {forum.id}"})
    assert linked.status_code == 303
    made = only(session)
    assert (made.forum, made.people) == (forum, [])
    editor.post(f"{here}proposals", data={"proposal": f"person {person.id}", "do": "dismiss"})
    assert (only(session).people, only(session).proposed) == ([], [])
    assert "The text seems to name" not in editor.get(here).text
