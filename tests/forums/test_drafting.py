from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forumapp.core.clock import DoubledTime
from forumapp.core.errors import Refused
from forumapp.core.slugs import record_id_of_former
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum, ForumChange
from forumapp.forums.services.drafting import draft_forum, edit_forum
from forumapp.forums.services.lines import confirm_line, take_back_confirmation
from forumapp.forums.services.plans import AppearancePlan, MovePlan, OrganizerPlan, SessionPlan
from forumapp.forums.services.states import move_forum, release_forum
from forumapp.history.models import HistoryRow
from forumapp.search.queries import matching_ids
from tests.forums.making import BY, NOON, a_person, a_plan, a_theme, a_venue, an_organization
from tests.support import NOW


def drafted(session, **facts):
    plan = a_plan(session, **facts)
    return draft_forum(plan, by=BY, now=NOW), plan


def published(session, **facts):
    forum, plan = drafted(session, **facts)
    release_forum(forum, NOW, by=BY, now=NOW)
    session.flush()
    return forum, plan


def test_a_forum_takes_its_zone_from_the_venue_and_lasts_two_hours(session):
    forum, _plan = drafted(session)
    assert (forum.zone, forum.starts, forum.ends) == (
        "America/New_York",
        NOON,
        NOON + timedelta(hours=2),
    )
    assert forum.starts_at == datetime(2027, 3, 14, 16, 0, tzinfo=UTC)
    assert (forum.state, forum.slug, forum.sequence) == ("draft", "inclusive-cities", 0)


def test_a_time_that_clocks_skip_is_refused_with_the_two_nearest(session):
    with pytest.raises(Refused) as refused:
        drafted(session, starts=datetime(2027, 3, 14, 2, 30))
    assert refused.value.field == "starts"
    assert (refused.value.values["earlier"], refused.value.values["later"]) == ("01:59", "03:00")


def test_a_doubled_time_is_asked_about_and_the_answer_is_kept(session):
    doubled = datetime(2027, 11, 7, 1, 30)
    with pytest.raises(Refused, match="first or the second"):
        drafted(session, starts=doubled)
    first, _plan = drafted(session, starts=doubled, starts_fold=0)
    second, _plan = drafted(session, starts=doubled, starts_fold=1)
    assert second.starts_at - first.starts_at == timedelta(hours=1)
    assert (first.starts_fold, second.starts_fold) == (0, 1)


def test_an_end_before_the_start_is_refused(session):
    with pytest.raises(Refused) as refused:
        drafted(session, ends=NOON - timedelta(hours=1))
    assert refused.value.field == "ends"


def test_our_own_organization_is_confirmed_by_being_named_and_others_are_not(session):
    own, other = an_organization(session), an_organization(session, "Lantern", is_own=False)
    forum, _plan = drafted(
        session, organizers=(OrganizerPlan(own.id), OrganizerPlan(other.id, "co_organizer"))
    )
    assert [(line.is_confirmed, line.confirmed_how) for line in forum.organizer_lines] == [
        (True, "own"),
        (False, None),
    ]


def test_the_contact_of_a_forum_is_a_person_and_not_the_program(app, session, monkeypatch):
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    with pytest.raises(Refused, match="Only the program reads") as refused:
        draft_forum(a_plan(session, contact_email="events@example.org"), by=BY, now=NOW)
    assert refused.value.field == "contact_email"


def test_a_line_keeps_its_confirmation_when_rows_change_places(session):
    own, other = an_organization(session), an_organization(session, "Lantern", is_own=False)
    plans = (OrganizerPlan(own.id), OrganizerPlan(other.id, "co_organizer"))
    forum, plan = drafted(session, organizers=plans)
    confirm_line(
        forum.organizer_lines[1], confirmed_by="Ms Bell", how="letter", at=NOW, by=BY, now=NOW
    )
    edit_forum(forum, replace(plan, organizers=plans[::-1]), by=BY, now=NOW)
    session.expire_all()
    assert [(line.organization_id, line.confirmed_by) for line in forum.organizer_lines] == [
        (other.id, "Ms Bell"),
        (own.id, "Alice"),
    ]


def test_an_organization_named_twice_in_one_role_is_refused(session):
    own = an_organization(session)
    with pytest.raises(Refused) as refused:
        drafted(session, organizers=(OrganizerPlan(own.id), OrganizerPlan(own.id)))
    assert refused.value.values["organization"].text("zh") == "海港商会"


def test_sessions_and_their_people_keep_their_order_and_identity(session):
    lin, bell = a_person(session), a_person(session, "Ada Bell", "贝艾达")
    hour = timedelta(hours=1)
    sessions = (
        SessionPlan({"en": "Welcome"}, NOON, NOON + hour),
        SessionPlan({"en": "Panel"}, NOON + hour, NOON + 2 * hour),
    )
    people = (
        AppearancePlan(bell.id, "keynote", {"en": "Guest"}, 1),
        AppearancePlan(lin.id, "chair", {}, 0),
    )
    forum, plan = drafted(session, sessions=sessions, appearances=people)
    session.flush()
    uid = forum.sessions[1].uid
    kept = replace(sessions[1], id=forum.sessions[1].id, title={"en": "Discussion"})
    edit_forum(
        forum,
        replace(plan, sessions=(kept,), appearances=(replace(people[0], session=0),)),
        by=BY,
        now=NOW,
    )
    session.flush()
    session.expire_all()
    assert [(s.title.text("en"), s.uid) for s in forum.sessions] == [("Discussion", uid)]
    assert [(a.person_id, a.role, a.session.uid) for a in forum.appearances] == [
        (bell.id, "keynote", uid)
    ]


def test_a_session_outside_the_forum_is_refused_by_its_name(session):
    late = SessionPlan({"en": "Dinner"}, NOON + timedelta(hours=3), NOON + timedelta(hours=4))
    with pytest.raises(Refused) as refused:
        drafted(session, sessions=(late,), ends=NOON + timedelta(hours=2))
    assert refused.value.values["session"].text("en") == "Dinner"


def test_a_forum_without_an_end_lasts_as_long_as_its_programme(session):
    long = SessionPlan({"en": "All day"}, NOON, NOON + timedelta(hours=5))
    forum, _plan = drafted(session, sessions=(long,))
    assert forum.ends == NOON + timedelta(hours=5)


def test_the_limit_is_never_below_the_places_taken(session):
    forum, plan = drafted(session, capacity_limit=10)
    forum.taken = 7
    session.flush()
    with pytest.raises(Refused) as refused:
        edit_forum(forum, replace(plan, capacity_limit=6), by=BY, now=NOW)
    assert (refused.value.field, refused.value.values) == ("capacity_limit", {"taken": 7})
    edit_forum(forum, replace(plan, capacity_limit=7), by=BY, now=NOW)
    assert forum.capacity_limit == 7


def test_an_older_version_is_refused(session):
    forum, plan = drafted(session)
    session.flush()
    seen = forum.version
    edit_forum(forum, replace(plan, title={"en": "Another"}), version=seen, by=BY, now=NOW)
    session.flush()
    with pytest.raises(Refused, match="Somebody else"):
        edit_forum(forum, plan, version=seen, by=BY, now=NOW)


def test_a_changed_public_address_goes_on_answering(session):
    forum, plan = published(session)
    edit_forum(forum, replace(plan, slug="cities-2027"), by=BY, now=NOW)
    session.flush()
    assert forum.slug == "cities-2027"
    assert record_id_of_former(Forum, "inclusive-cities") == forum.id


def test_a_draft_follows_its_title_and_leaves_no_address_behind(session):
    forum, plan = drafted(session)
    edit_forum(forum, replace(plan, title={"en": "Small ports"}), by=BY, now=NOW)
    session.flush()
    assert forum.slug == "small-ports"
    assert record_id_of_former(Forum, "inclusive-cities") is None


def test_editing_a_draft_writes_no_ledger_and_raises_no_sequence(session):
    forum, plan = drafted(session)
    edit_forum(forum, replace(plan, title={"en": "Small ports"}), by=BY, now=NOW)
    session.flush()
    assert (forum.sequence, session.scalar(select(func.count(ForumChange.id)))) == (0, 0)


def test_every_published_fact_that_changes_has_a_row_in_each_language(session):
    forum, plan = published(session)
    later = NOW + timedelta(hours=1)
    lin, theme = a_person(session), a_theme(session)
    changed = replace(
        plan,
        title={"en": "Cities for all", "zh": "人人共享的城市"},
        kind="round_table",
        starts=NOON + timedelta(hours=1),
        venue_id=a_venue(session, "Union Hall", "联合厅").id,
        theme_ids=(theme.id,),
        appearances=(AppearancePlan(lin.id, "keynote", {"en": "President", "zh": "会长"}),),
        registration_closes=NOON - timedelta(days=2),
    )
    edit_forum(forum, changed, by=BY, now=later)
    session.flush()
    rows = {
        row.field: (row.old.exact("en"), row.new.exact("en"), row.new.exact("zh"))
        for row in forum.changes
    }
    assert rows == {
        "title": ("Inclusive cities", "Cities for all", "人人共享的城市"),
        "kind": ("Forum", "Round table", "圆桌会议"),
        "time": (
            "Sunday 14 March 2027, 12:00–14:00, New York time (EDT, UTC−4)",
            "Sunday 14 March 2027, 13:00–15:00, New York time (EDT, UTC−4)",
            "2027年3月14日（星期日）13:00–15:00，纽约时间（EDT，UTC−4）",
        ),
        "place": ("Riverside Hall, New York", "Union Hall, New York", "联合厅，纽约"),
        "themes": ("", "Inclusive cities", "包容性城市"),
        "speakers": ("", "Lin Qiao (Keynote speaker, President)", "林樵（主旨演讲人，会长）"),
        "registration": (
            "Open: a place is confirmed at once",
            "Open: a place is confirmed at once; until 12 March 2027, 12:00 New York time",
            "公开报名，即时确认名额；截止2027年3月12日 12:00（纽约时间）",
        ),
    }
    assert {(row.sequence, row.by, row.at) for row in forum.changes} == {(1, "Alice", later)}
    assert (forum.sequence, forum.changed_at) == (1, later)


def test_an_edit_that_is_undone_in_the_same_save_leaves_no_trace(session):
    forum, plan = published(session)
    changed = forum.changed_at
    edit_forum(forum, plan, by=BY, now=NOW + timedelta(hours=1))
    session.flush()
    assert (forum.changes, forum.sequence, forum.changed_at) == ([], 0, changed)


def test_the_limit_is_no_published_fact(session):
    forum, plan = published(session)
    edit_forum(forum, replace(plan, capacity_limit=40), by=BY, now=NOW)
    session.flush()
    assert (forum.changes, forum.sequence) == ([], 0)


def test_a_scheduled_forum_changes_without_telling_anybody(session):
    forum, plan = drafted(session)
    release_forum(forum, NOW + timedelta(days=1), by=BY, now=NOW)
    edit_forum(forum, replace(plan, title={"en": "Small ports"}), by=BY, now=NOW)
    session.flush()
    assert (forum.changes, forum.sequence) == ([], 1)


def test_a_session_that_changes_raises_its_own_sequence_alone(session):
    hour = timedelta(hours=1)
    sessions = (
        SessionPlan({"en": "Welcome"}, NOON, NOON + hour),
        SessionPlan({"en": "Panel"}, NOON + hour, NOON + 2 * hour),
    )
    forum, plan = published(session, sessions=sessions)
    kept = tuple(replace(p, id=s.id) for p, s in zip(sessions, forum.sessions, strict=True))
    told = (kept[0], replace(kept[1], description={"en": "With questions"}))
    edit_forum(forum, replace(plan, sessions=told), by=BY, now=NOW)
    session.flush()
    assert [s.sequence for s in forum.sessions] == [0, 1]
    assert forum.sequence == 1


def test_unconfirmed_bodies_and_people_without_consent_are_no_published_facts(session):
    forum, plan = published(session)
    silent = a_person(session, "Quiet Person", "默先生", consents=False)
    other = an_organization(session, "Lantern", is_own=False)
    more = replace(
        plan,
        organizers=(*plan.organizers, OrganizerPlan(other.id, "co_organizer")),
        appearances=(AppearancePlan(silent.id),),
    )
    edit_forum(forum, more, by=BY, now=NOW)
    session.flush()
    assert (forum.changes, forum.sequence) == ([], 0)
    assert list(session.scalars(matching_ids("forum", "Quiet"))) == []
    assert list(session.scalars(matching_ids("forum", "Lantern"))) == []


def test_a_confirmation_is_a_published_change_and_so_is_taking_it_back(session):
    other = an_organization(session, "Lantern", "灯笼基金会", is_own=False)
    own = an_organization(session)
    forum, _plan = published(
        session, organizers=(OrganizerPlan(own.id), OrganizerPlan(other.id, "co_organizer"))
    )
    line = forum.organizer_lines[1]
    confirm_line(line, confirmed_by="Ms Bell", how="letter", at=NOW, by=BY, now=NOW)
    take_back_confirmation(line, by=BY, now=NOW)
    session.flush()
    assert [(row.field, row.new.exact("zh")) for row in forum.changes] == [
        ("organizers", "海港商会（主办单位）；灯笼基金会（协办单位）"),
        ("organizers", "海港商会（主办单位）"),
    ]
    assert forum.sequence == 2


def test_a_forum_is_found_by_title_and_place_in_both_scripts(session):
    forum, _plan = drafted(session)
    for word in ("inclusive", "城市", "Riverside", "纽约"):
        assert list(session.scalars(matching_ids("forum", word))) == [forum.id]


def test_history_tells_who_changed_what(session):
    forum, plan = drafted(session)
    session.flush()
    edit_forum(
        forum, replace(plan, theme_ids=(a_theme(session).id,), contact_name="Desk"), by=BY, now=NOW
    )
    session.flush()
    row = session.scalars(select(HistoryRow).where(HistoryRow.action == "edited")).one()
    assert (row.actor_label, row.record_id) == ("Alice", forum.id)
    assert row.changes == {"contact_name": ["", "Desk"], "themes": ["", "Inclusive cities"]}


def test_a_refused_plan_names_what_is_gone(session):
    with pytest.raises(Refused) as refused:
        drafted(session, theme_ids=(99,))
    assert refused.value.field == "themes"


def test_translations_remember_their_age(session):
    forum, plan = drafted(session)
    edit_forum(
        forum,
        replace(plan, title={"en": "Cities for all", "zh": "包容性城市"}),
        by=BY,
        now=NOW + timedelta(days=1),
    )
    assert isinstance(forum.title, Translated)
    assert (forum.title.is_older("zh"), forum.title.is_older("en")) == (True, False)


def test_an_end_of_the_window_that_clocks_show_twice_is_asked_for_and_kept(session):
    doubled = datetime(2026, 11, 1, 1, 30)
    for name in ("registration_opens", "registration_closes"):
        with pytest.raises(DoubledTime) as asked:
            drafted(session, **{name: doubled})
        assert asked.value.field == name
        forum, _plan = drafted(session, **{name: doubled, f"{name}_fold": 1})
        assert getattr(forum, f"{name}_fold") == 1
        assert getattr(forum, f"{name}_at") == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_moving_a_forum_moves_the_close_of_registration_and_not_its_opening(session):
    forum, _plan = published(
        session,
        starts=datetime(2027, 11, 6, 12, 0),
        registration_opens=datetime(2026, 12, 1, 9, 0),
        registration_closes=datetime(2027, 11, 6, 1, 30),
    )

    def move(fold):
        day_later = datetime(2027, 11, 7, 12, 0)
        plan = MovePlan(starts=day_later, starts_fold=fold, venue_id=forum.venue_id)
        move_forum(forum, plan, reason=Translated(), by=BY, now=NOW)

    with pytest.raises(DoubledTime):
        move(None)
    session.refresh(forum)
    move(1)
    assert forum.registration_opens == datetime(2026, 12, 1, 9, 0)
    assert forum.registration_closes == datetime(2027, 11, 7, 1, 30)
    assert forum.registration_closes_fold == 1
    assert forum.registration_closes_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
