from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import event, select

from forumapp.core.db import db
from forumapp.files.models import Picture
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import AppearancePlan, OrganizerPlan, SessionPlan
from forumapp.publishing.forums import draft_forum
from tests.forums.making import BY, NOON, a_person, a_plan, a_theme, a_venue, an_organization
from tests.records import a_registration, both
from tests.support import NOW

PAGES = ("", "edit", "preview", "preview/en", "preview/zh")


@pytest.fixture
def organizer(signed_in):
    return signed_in("organizer")


@pytest.fixture
def staff(signed_in):
    return signed_in("staff")


@pytest.fixture
def counted(app):
    """How many statements something sends."""

    def count(act):
        sent_statements = []
        with app.app_context():
            engine = db.engine

        def note(_connection, _cursor, statement, *_rest):
            sent_statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        act()
        event.remove(engine, "before_cursor_execute", note)
        return len(sent_statements)

    return count


def a_draft(session, **facts):
    forum = draft_forum(a_plan(session, **facts), by=BY, now=NOW)
    session.flush()
    return forum


def a_published(session, **facts):
    forum = draft_forum(a_plan(session, **facts), then_publish=True, by=BY, now=NOW)
    session.flush()
    return forum


def a_full_forum(session):
    """Published, over two days, with something in every field."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    venue, lin = a_venue(session), a_person(session)
    both = {"en": "Words", "zh": "文字"}
    return a_published(
        session,
        venue_id=venue.id,
        room_id=venue.rooms[0].id,
        ends=NOON + day + 3 * hour,
        theme_ids=(a_theme(session).id,),
        languages=("en", "zh"),
        lead=both,
        description=both,
        access=both,
        attendance_mode="both",
        online_url="https://example.org/room",
        capacity_limit=40,
        registration_mode="approval",
        registration_opens=NOON - 9 * day,
        registration_closes=NOON - day,
        contact_name="Desk",
        contact_email="desk@example.org",
        organizers=(
            OrganizerPlan(an_organization(session).id),
            OrganizerPlan(an_organization(session, "Lantern", is_own=False).id, "supporter"),
        ),
        sessions=(
            SessionPlan(both, NOON, NOON + hour, kind="welcome", room_id=venue.rooms[0].id),
            SessionPlan(both, NOON + day, NOON + day + hour, kind="panel", description=both),
        ),
        appearances=(
            AppearancePlan(lin.id, "chair", both, 0),
            AppearancePlan(a_person(session, "Ada Bell", "贝艾达").id, "keynote", both, 1),
        ),
    )


def only(session):
    session.expire_all()
    return session.scalars(select(Forum)).one()


def filled_in(page):
    """What a browser would send if the form of the page were saved untouched."""
    form = page.select_one("form.form")
    data = {}
    for control in form.select("input, select, textarea"):
        name, kind = control.get("name"), control.get("type")
        if not name or kind in ("submit", "file") or name == "csrf_token":
            continue
        if kind == "checkbox":
            if control.has_attr("checked"):
                data.setdefault(name, []).append(control.get("value", "y"))
        elif control.name == "select":
            data[name] = next((o["value"] for o in control.select("option[selected]")), "")
        elif control.name == "textarea":
            data[name] = control.text.removeprefix("\r\n")
        else:
            data[name] = control.get("value", "")
    return {**data, "do": "save"}


def titles_in(page):
    links = BeautifulSoup(page, "html.parser").select("tbody a.title")
    return [link.find(string=True).strip() for link in links]


def sent(session, **more):
    """What the drafting screen sends when only what publishing asks for is filled in."""
    return {
        "title-en": "Inclusive cities",
        "title-zh": "包容性城市",
        "kind": "luncheon_forum",
        "starts-day": "2027-03-14",
        "starts-time": "12:00",
        "ends-day": "",
        "ends-time": "",
        "zone": "",
        "attendance_mode": "in_person",
        "registration_mode": "open",
        "venue": str(a_venue(session).id),
        "organizers-0-organization": str(an_organization(session).id),
        "organizers-0-role": "organizer",
        **more,
    }


def test_the_drafting_screen_offers_our_own_organization_first(session, organizer):
    own = an_organization(session)
    page = organizer.get("/desk/forums/new").text
    assert f'<option selected value="{own.id}">Harbour Chamber</option>' in page


def test_a_forum_is_drafted_from_one_screen(session, organizer):
    answer = organizer.post("/desk/forums/new", data=sent(session, do="save"))
    forum = session.scalars(select(Forum)).one()
    assert (answer.status_code, answer.location) == (303, f"/desk/forums/{forum.id}/")
    assert (forum.state, forum.kind, forum.zone) == ("draft", "luncheon_forum", "America/New_York")


@pytest.mark.parametrize("place", PAGES)
def test_every_page_of_a_draft_answers(session, organizer, place):
    forum = a_draft(session)
    assert organizer.get(f"/desk/forums/{forum.id}/{place}").status_code == 200


def test_a_forum_is_published_from_the_drafting_screen_in_one_act(session, organizer, client):
    answer = organizer.post("/desk/forums/new", data=sent(session, do="publish"))
    forum = only(session)
    assert (answer.status_code, forum.state) == (303, "published")
    assert client.get(f"/forums/{forum.slug}").status_code == 200


def test_a_form_that_is_sent_twice_makes_one_forum(session, organizer):
    page = BeautifulSoup(organizer.get("/desk/forums/new").text, "html.parser")
    form = sent(session, do="publish", key=page.select_one("[name=key]")["value"])
    first, second = (organizer.post("/desk/forums/new", data=form) for _time in range(2))
    assert first.location == second.location
    assert only(session).state == "published"


@pytest.mark.parametrize("do", ["save", "preview", "publish"])
def test_a_form_that_is_sent_again_with_other_words_says_that_it_changed_nothing(
    session, organizer, do
):
    form = sent(session, do="save", key=str(uuid4()))
    organizer.post("/desk/forums/new", data=form)
    corrected = {**form, "title-en": "Inclusive ports", "do": do}
    answer = organizer.post("/desk/forums/new", data=corrected, follow_redirects=True)
    assert "Sending it again changed nothing" in answer.text
    assert "Published." not in answer.text
    assert (only(session).state, only(session).title.exact("en")) == ("draft", "Inclusive cities")


def test_a_form_that_is_sent_six_times_at_once_makes_one_forum(app, session, organizer):
    form = sent(session, do="publish", key=str(uuid4()))
    session.commit()
    with organizer.session_transaction() as own:
        signed_in_session = dict(own)

    def send(_number):
        browser = app.test_client()
        with browser.session_transaction() as own:
            own.update(signed_in_session)
        return browser.post("/desk/forums/new", data=form).status_code

    with ThreadPoolExecutor(6) as hands:
        assert set(hands.map(send, range(6))) == {303}
    assert only(session).state == "published"


def test_what_publishing_misses_is_said_and_nothing_is_saved_nor_lost(session, organizer):
    answer = organizer.post("/desk/forums/new", data=sent(session, do="publish", venue=""))
    assert answer.status_code == 422
    assert "Say in which time zone the forum takes place" in answer.text
    answer = organizer.post(
        "/desk/forums/new", data=sent(session, do="publish", venue="", zone="Asia/Shanghai")
    )
    assert "Choose a venue, or say that it is held online." in answer.text
    assert 'value="包容性城市"' in answer.text
    nobody = sent(session, do="publish", venue="", zone="UTC", **{"organizers-0-organization": ""})
    answer = organizer.post("/desk/forums/new", data=nobody)
    assert "Choose a venue, or say that it is held online." in answer.text
    assert "Name the organization that holds the forum." in answer.text
    assert session.scalars(select(Forum)).all() == []


def test_a_refused_form_names_each_field(session, organizer):
    wrong = sent(session, **{"starts-day": "tomorrow", "title-en": "", "title-zh": ""})
    page = organizer.post("/desk/forums/new", data=wrong).text
    assert "Give the day as in 2027-03-14, in a year from 1900 to 2200." in page
    assert "Write this in at least one language." in page
    assert 'value="tomorrow"' in page


def test_what_is_wrong_in_a_row_is_listed_at_the_head(session, organizer):
    rows = {
        "sessions-0-key": "new1",
        "sessions-0-ends-day": "",
        "sessions-0-ends-time": "12:30",
        "speakers-0-person": "",
        "speakers-0-role": "chair",
        "speakers-0-capacity-en": "Chair of the board",
    }
    answer = organizer.post("/desk/forums/new", data=sent(session, **rows))
    told = [
        item.get_text() for item in BeautifulSoup(answer.text, "html.parser").select("#errors li")
    ]
    assert "Programme 1, From: Give the time as in 14:30." in told
    assert "Programme 1, Title of the session: Write this in at least one language." in told
    assert "Speakers 1, Person: Choose the person, or create a new one." in told


def test_a_time_that_clocks_show_twice_is_asked_about(session, organizer):
    doubled = {"starts-day": "2027-11-07", "starts-time": "01:30"}
    page = organizer.post("/desk/forums/new", data=sent(session, **doubled)).text
    assert 'name="starts-fold"' in page
    organizer.post("/desk/forums/new", data=sent(session, **doubled, **{"starts-fold": "1"}))
    assert only(session).starts_fold == 1


def test_a_sessions_time_that_clocks_show_twice_within_the_forum_is_asked_and_kept(
    session, organizer
):
    night = {
        "starts-day": "2027-11-07",
        "starts-time": "00:30",
        "ends-day": "2027-11-07",
        "ends-time": "03:00",
        "sessions-0-key": "new1",
        "sessions-0-title-en": "Vigil",
        "sessions-0-kind": "session",
        "sessions-0-starts-day": "",
        "sessions-0-starts-time": "01:30",
        "sessions-0-ends-day": "",
        "sessions-0-ends-time": "02:30",
    }
    asked = organizer.post("/desk/forums/new", data=sent(session, **night))
    assert asked.status_code == 422
    assert "Say whether the first or the second is meant." in asked.text
    assert 'name="sessions-0-starts-fold"' in asked.text
    answer = {"sessions-0-starts-fold": "1"}
    organizer.post("/desk/forums/new", data=sent(session, **night, **answer))
    (vigil,) = only(session).sessions
    assert (vigil.starts_fold, f"{vigil.starts_at:%H:%M}") == (1, "06:30")
    page = BeautifulSoup(organizer.get(f"/desk/forums/{only(session).id}/edit").text, "html.parser")
    chosen = page.select_one('[name="sessions-0-starts-fold"] option[selected]')
    assert chosen["value"] == "1"


def test_rows_are_added_moved_and_removed_without_saving(session, organizer):
    lantern = an_organization(session, "Lantern", is_own=False)
    form = sent(
        session,
        **{"organizers-1-organization": str(lantern.id), "organizers-1-role": "co_organizer"},
    )
    page = organizer.post("/desk/forums/new", data={**form, "rows": "organizers add"})
    assert page.status_code == 200
    assert 'name="organizers-2-organization"' in page.text
    moved = organizer.post("/desk/forums/new", data={**form, "rows": "organizers up 1"}).text
    assert moved.index(f'selected value="{lantern.id}"') < moved.index("organizers-1-organization")
    removed = organizer.post("/desk/forums/new", data={**form, "rows": "organizers remove 0"}).text
    assert f'<option selected value="{lantern.id}">' in removed
    rows = BeautifulSoup(removed, "html.parser").select("#organizers li.row")
    assert len(rows) == 1
    assert session.scalars(select(Forum)).all() == []


def test_speakers_appear_in_sessions_of_the_same_form(session, organizer):
    lin = a_person(session)
    programme = {
        "sessions-0-key": "new1",
        "sessions-0-title-en": "Welcome",
        "sessions-0-kind": "welcome",
        "sessions-0-starts-day": "",
        "sessions-0-starts-time": "12:00",
        "sessions-0-ends-day": "",
        "sessions-0-ends-time": "12:30",
        "sessions-0-room": "",
        "speakers-0-person": str(lin.id),
        "speakers-0-role": "chair",
        "speakers-0-capacity-zh": "会长",
        "speakers-0-session": "new1",
    }
    organizer.post("/desk/forums/new", data=sent(session, **programme))
    (appearance,) = only(session).appearances
    assert (appearance.session.title.text("en"), appearance.session.starts.hour) == ("Welcome", 12)
    assert appearance.capacity.exact("zh") == "会长"


def test_a_forum_comes_back_from_its_form_as_it_went_in(session, organizer):
    """Saving the untouched form of a published forum with everything in it changes nothing."""
    forum = a_full_forum(session)
    forms = BeautifulSoup(organizer.get(f"/desk/forums/{forum.id}/edit").text, "html.parser")
    answer = organizer.post(f"/desk/forums/{forum.id}/edit", data=filled_in(forms))
    session.expire_all()
    assert answer.status_code == 303
    assert (forum.sequence, forum.changes) == (0, [])
    assert len(forum.sessions) == len(forum.appearances) == len(forum.organizer_lines) == 2


def test_a_stale_form_is_refused_and_keeps_what_was_typed(session, organizer):
    forum = a_draft(session)
    old = sent(session, version=str(forum.version))
    organizer.post(f"/desk/forums/{forum.id}/edit", data={**old, "title-en": "First"})
    answer = organizer.post(f"/desk/forums/{forum.id}/edit", data={**old, "title-en": "Second"})
    assert answer.status_code == 422
    assert 'value="Second"' in answer.text
    assert only(session).title.text("en") == "First"


def test_preview_shows_the_announcement_in_both_languages_before_anything_is_public(
    session, organizer, client
):
    forum = a_draft(session)
    page = organizer.get(f"/desk/forums/{forum.id}/preview").text
    assert "Inclusive cities to be held in New York on 14 March 2027" in page
    assert "论坛将于2027年3月14日在纽约举行" in page
    assert client.get(f"/forums/{forum.slug}").status_code == 404


def test_preview_names_the_texts_that_are_not_translated(session, organizer):
    forum = a_draft(session, title={"en": "Quays"}, lead={"en": "Words", "zh": "文字"})
    page = BeautifulSoup(organizer.get(f"/desk/forums/{forum.id}/preview").text, "html.parser")
    assert [item.get_text(" ", strip=True) for item in page.select("main ul.plain li")] == [
        "Title Chinese is missing"
    ]


def test_a_release_in_the_future_schedules_everything(session, organizer, client):
    forum = a_draft(session)
    release = {"release-day": "2026-12-01", "release-time": "09:00"}
    organizer.post(f"/desk/forums/{forum.id}/publish", data=release)
    session.expire_all()
    assert forum.release_at == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    assert (
        "become public together: 1 December 2026, 09:00 New York time"
        in organizer.get(f"/desk/forums/{forum.id}/").text
    )
    assert client.get(f"/forums/{forum.slug}").status_code == 404


def test_moving_names_the_zone_in_which_the_new_time_will_be_read(session, organizer):
    forum = a_published(session)
    elsewhere = a_venue(session, "Lake Pavilion", "湖滨馆", zone="Europe/Zurich", city="Geneva")
    at = f"/desk/forums/{forum.id}/move"
    assert "New York time (EDT, UTC−4)" in organizer.get(at).text
    chosen = {
        "do": "refresh",
        "starts-day": "2027-07-14",
        "starts-time": "10:00",
        "venue": str(elsewhere.id),
    }
    assert "Zurich time (CEST, UTC+2)" in organizer.post(at, data=chosen).text


def test_moving_keeps_the_length_and_tells_old_and_new(session, organizer, client):
    forum = a_published(session)
    moved = {
        "starts-day": "2027-03-15",
        "starts-time": "10:00",
        "ends-day": "",
        "ends-time": "14:00",
        "venue": str(forum.venue_id),
        "room": "",
        "zone": "",
        "reason-en": "The hall is taken.",
    }
    organizer.post(f"/desk/forums/{forum.id}/move", data=moved)
    session.expire_all()
    assert (forum.starts.hour, forum.ends.hour, forum.sequence) == (10, 12, 1)
    page = client.get(f"/forums/{forum.slug}").text
    assert "Monday 15 March 2027" in page
    assert "Sunday 14 March 2027" in page


@pytest.mark.parametrize(
    ("verb", "state"),
    [("postpone", "postponed"), ("cancel", "cancelled"), ("withdraw", "withdrawn")],
)
def test_a_public_forum_is_stopped_with_a_reason(session, organizer, verb, state):
    forum = a_published(session)
    page = organizer.get(f"/desk/forums/{forum.id}/{verb}").text
    assert "Nobody is registered, so no mail goes out." in page
    organizer.post(f"/desk/forums/{forum.id}/{verb}", data={"reason-zh": "会场关闭。"})
    session.expire_all()
    assert (forum.state, forum.stopped_note.exact("zh")) == (state, "会场关闭。")


@pytest.mark.parametrize(
    ("minutes", "when"), [(10, "once nothing has changed for 10 min."), (0, "at once.")]
)
def test_it_is_said_when_who_is_registered_will_be_told(
    session, organizer, monkeypatch, minutes, when
):
    forum = a_published(session)
    session.add(a_registration(forum))
    session.commit()
    monkeypatch.setitem(organizer.application.config, "QUIET_MINUTES", minutes)
    for verb in ("move", "postpone", "cancel"):
        page = organizer.get(f"/desk/forums/{forum.id}/{verb}").text
        assert f"1 person is registered and is told by mail {when}" in page


def test_what_is_not_possible_in_a_state_is_refused_with_a_sentence(session, organizer):
    forum = a_draft(session)
    answer = organizer.post(f"/desk/forums/{forum.id}/cancel")
    assert answer.status_code == 409
    assert "cannot be done to the forum in its present state" in answer.text


def test_a_confirmation_is_noted_on_the_page_of_the_forum(session, organizer, client):
    lantern = an_organization(session, "Lantern", is_own=False)
    forum = a_published(
        session,
        organizers=(
            OrganizerPlan(an_organization(session).id),
            OrganizerPlan(lantern.id, "co_organizer"),
        ),
    )
    line = forum.organizer_lines[1]
    assert "Lantern" not in client.get(f"/forums/{forum.slug}").text
    given = {
        f"line{line.id}-confirmed_by": "Ms Bell",
        f"line{line.id}-how": "letter",
        f"line{line.id}-at": "2026-11-20",
    }
    refused = organizer.post(
        f"/desk/forums/{forum.id}/lines/{line.id}/confirm",
        data={**given, f"line{line.id}-confirmed_by": ""},
    )
    assert refused.status_code == 422
    assert "Write the name of whoever confirmed it." in refused.text
    organizer.post(f"/desk/forums/{forum.id}/lines/{line.id}/confirm", data=given)
    assert "Lantern" in client.get(f"/forums/{forum.slug}").text


def test_a_draft_is_deleted_and_what_was_public_is_not(session, organizer):
    draft, public = a_draft(session), a_published(session)
    organizer.post(f"/desk/forums/{draft.id}/notice")
    assert organizer.post(f"/desk/forums/{draft.id}/delete").status_code == 303
    assert organizer.post(f"/desk/forums/{public.id}/delete").status_code == 409
    assert [forum.id for forum in session.scalars(select(Forum))] == [public.id]


def test_the_list_finds_by_words_state_time_and_city(session, organizer):
    a_draft(session, title={"en": "Small ports", "zh": "小港口"})
    a_published(session, venue_id=a_venue(session, zone="Asia/Shanghai", city="Shanghai").id)
    shown = {
        "?q=港口": ["Small ports"],
        "?state=draft": ["Small ports"],
        "?state=published": ["Inclusive cities"],
        "?state=scheduled": [],
        "?time=past": [],
        "?city=shanghai": ["Inclusive cities"],
        "": ["Inclusive cities", "Small ports"],
    }
    found = {query: titles_in(organizer.get(f"/desk/forums/{query}").text) for query in shown}
    assert found == shown


@pytest.mark.parametrize("at", ["", "new", "1/edit", "1/move"])
def test_a_stranger_is_sent_to_the_sign_in(client, at):
    assert client.get(f"/desk/forums/{at}").location.startswith("/sign-in")


def test_staff_read_drafts_and_change_nothing(session, staff):
    forum = a_draft(session)
    page = staff.get(f"/desk/forums/{forum.id}/").text
    assert "Inclusive cities" in page
    assert f"/desk/forums/{forum.id}/edit" not in page
    assert staff.get(f"/desk/forums/{forum.id}/edit").status_code == 403
    assert staff.post(f"/desk/forums/{forum.id}/publish").status_code == 403


def test_the_list_asks_as_often_for_three_forums_as_for_one(session, organizer, counted):
    a_published(session)
    session.commit()
    one = counted(lambda: organizer.get("/desk/forums/"))
    for _number in range(2):
        a_published(session)
    session.commit()
    assert counted(lambda: organizer.get("/desk/forums/")) == one


def test_a_forums_page_asks_as_often_for_three_speakers_as_for_one(session, organizer, counted):
    few = a_published(session, appearances=(AppearancePlan(a_person(session).id),))
    many = a_published(
        session, appearances=tuple(AppearancePlan(a_person(session).id) for _number in range(3))
    )
    ids = {"one": few.id, "three": many.id}
    session.commit()
    for place in ("", "edit"):
        one = counted(lambda place=place: organizer.get(f"/desk/forums/{ids['one']}/{place}"))
        three = counted(lambda place=place: organizer.get(f"/desk/forums/{ids['three']}/{place}"))
        assert three == one


def a_png():
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return BytesIO(out.getvalue())


def test_a_picture_comes_with_its_words_and_can_be_removed(session, organizer, client):
    form = sent(session, do="publish", **{"picture_alternative-en": "Lanterns over water"})
    organizer.post("/desk/forums/new", data={**form, "picture": (a_png(), "quay.png")})
    forum = only(session)
    assert forum.picture.alternative.text("zh") == "Lanterns over water"
    at = f"/desk/forums/{forum.id}/edit"
    organizer.post(at, data={**form, "do": "save"})
    assert only(session).picture is not None
    organizer.post(at, data={**form, "do": "save", "picture_removed": "y"})
    assert only(session).picture is None


def test_a_picture_that_is_known_keeps_the_words_that_are_not_written_anew(session, organizer):
    for number, words in enumerate(
        ({"en": "Lanterns", "zh": "灯火"}, {"en": "Lanterns over water"})
    ):
        written = {f"picture_alternative-{language}": text for language, text in words.items()}
        form = sent(session, do="publish", **{"title-en": f"Forum {number}", **written})
        organizer.post("/desk/forums/new", data={**form, "picture": (a_png(), "quay.png")})
    picture = session.scalars(select(Picture)).one()
    assert picture.alternative == both("Lanterns over water", "灯火")


def test_what_is_no_picture_is_refused_at_its_field(session, organizer):
    form = sent(session, picture=(BytesIO(b"not a picture"), "quay.png"))
    answer = organizer.post("/desk/forums/new", data=form)
    assert answer.status_code == 422
    assert "This file is not a picture that can be read." in answer.text


NONSENSE = (
    "9" * 30,
    "-1",
    "<script>",
    "25:99",
    "²",
    "x" * 400,
    "x" * 21_000,
    "javascript:alert(1)",
)


@pytest.mark.parametrize("place", ["new", "edit"])
def test_no_nonsense_in_any_field_brings_the_screen_down(session, organizer, place):
    forum = a_full_forum(session)
    session.commit()
    at = "/desk/forums/new" if place == "new" else f"/desk/forums/{forum.id}/edit"
    sent_untouched = filled_in(
        BeautifulSoup(organizer.get(f"/desk/forums/{forum.id}/edit").text, "html.parser")
    )
    answers = {
        (name, nonsense[:20]): organizer.post(at, data={**sent_untouched, name: nonsense})
        for number, name in enumerate(sent_untouched)
        for nonsense in (NONSENSE[number % len(NONSENSE)],)
    }
    failed = {what: answer.status_code for what, answer in answers.items()}
    assert {what: code for what, code in failed.items() if code not in (200, 303, 422)} == {}


@pytest.mark.parametrize("query", ["page=x", "page=9" + "9" * 20, "state=x", "time=x", "q=%22*"])
def test_the_list_answers_whatever_its_address_says(session, organizer, query):
    a_draft(session)
    assert organizer.get(f"/desk/forums/?{query}").status_code == 200


def test_a_null_character_is_refused_before_it_reaches_the_database(session, organizer):
    assert organizer.get("/desk/forums/?city=%00&q=%00").status_code == 200
    answer = organizer.post("/desk/forums/new", data=sent(session, contact_name="a\0b"))
    assert answer.status_code == 400
    assert session.scalars(select(Forum)).all() == []


def test_an_address_is_checked_before_it_is_given(session, organizer):
    a_draft(session)
    for slug in ("Not An Address", "inclusive-cities"):
        answer = organizer.post("/desk/forums/new", data=sent(session, slug=slug))
        assert answer.status_code == 422
    assert len(session.scalars(select(Forum)).all()) == 1
