"""The institution, its legal pages and the wordings of its consents."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.institution.models import ConsentText, Institution
from forumapp.institution.queries import current_consent_texts, the_institution
from forumapp.institution.rules import ATTENDEE_PURPOSES, NEWS, PURPOSES
from forumapp.institution.services import edit_institution, ensure_institution, reword_consent
from tests.support import NOW


def test_it_is_made_once_with_its_pages_and_wordings_in_both_languages(
    session: scoped_session[Session],
) -> None:
    made = ensure_institution(by=COMMAND, now=NOW)
    assert ensure_institution(by=COMMAND, now=NOW) is made
    session.expire_all()
    assert session.scalar(select(func.count(Institution.id))) == 1
    kept = the_institution()
    for page in (kept.privacy_page, kept.accessibility_page, kept.contact_page):
        assert page.languages == ("en", "zh")
    texts = session.scalars(select(ConsentText)).all()
    assert sorted(text.purpose for text in texts) == sorted(PURPOSES)
    assert {text.wording.languages for text in texts} == {("en", "zh")}


def test_before_it_is_made_a_stand_in_is_shown_and_never_saved(
    session: scoped_session[Session],
) -> None:
    assert the_institution().name.text("zh") == "本机构"
    session.commit()
    assert session.scalar(select(func.count(Institution.id))) == 0


def test_its_texts_change_language_by_language(session: scoped_session[Session]) -> None:
    made = ensure_institution(by=COMMAND, now=NOW)
    edit_institution(made, {"name": {"en": "Harbour Chamber"}, "seal": "商"}, by=COMMAND, now=NOW)
    session.flush()
    session.expire_all()
    assert (made.name.exact("en"), made.name.exact("zh"), made.seal) == (
        "Harbour Chamber",
        "本机构",
        "商",
    )


@pytest.mark.parametrize("address", ["Events@example.org", "events+anybody@example.org"])
def test_the_address_that_only_the_program_reads_is_no_address_of_people(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    made = ensure_institution(by=COMMAND, now=NOW)
    edit_institution(made, {"email": address}, by=COMMAND, now=NOW)
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    with pytest.raises(Refused, match="Only the program reads"):
        edit_institution(made, {"email": address}, by=COMMAND, now=NOW)
    edit_institution(made, {"email": "events@example.net"}, by=COMMAND, now=NOW)


def test_a_name_is_required(session: scoped_session[Session]) -> None:
    made = ensure_institution(by=COMMAND, now=NOW)
    with pytest.raises(Refused) as refusal:
        edit_institution(made, {"name": {"en": "", "zh": ""}}, by=COMMAND, now=NOW)
    assert refusal.value.field == "name"


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(
    session: scoped_session[Session],
) -> None:
    ensure_institution(by=COMMAND, now=NOW)
    reword_consent(NEWS, {"en": "Write to me.", "zh": "请给我来信。"}, by=COMMAND, now=NOW)
    session.flush()
    current = current_consent_texts(ATTENDEE_PURPOSES)
    assert [text.purpose for text in current] == list(ATTENDEE_PURPOSES)
    assert {text.purpose: text.version for text in current}[NEWS] == 2
    kept = session.scalars(select(ConsentText).filter_by(purpose=NEWS)).all()
    assert len(kept) == 2
