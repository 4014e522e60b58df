"""Commands on registrations."""

from forumapp.forums.models import Forum
from forumapp.registrations.models.places import PlaceGroup
from tests.records import a_forum, a_registration, both


def test_a_wrong_count_of_places_is_told_and_set_right_and_a_right_one_left_alone(app, session):
    wrong = a_forum(slug="counted-wrongly", taken=5, capacity_limit=9)
    right = a_forum(slug="counted-rightly", taken=1)
    session.add_all([wrong, right, a_registration(wrong), a_registration(right)])
    session.commit()
    done = app.test_cli_runner().invoke(args=["recount-places"])
    assert done.output == "counted-wrongly: 5 places counted, 1 taken. Set right.\n"
    session.rollback()
    assert [forum.taken for forum in session.query(Forum).order_by(Forum.id)] == [1, 1]
    assert app.test_cli_runner().invoke(args=["recount-places"]).output == ""


def test_more_people_than_the_limit_allows_are_told_and_left_to_an_editor(app, session):
    forum = a_forum(slug="overfull", taken=1, capacity_limit=1)
    session.add_all([forum, a_registration(forum), a_registration(forum)])
    session.commit()
    done = app.test_cli_runner().invoke(args=["recount-places"])
    assert done.output == (
        "overfull: 1 places counted, 2 taken. "
        "Left as it is: the limit is 1. Raise it, then run this again.\n"
    )


def test_groups_of_places_and_the_waiting_list_are_counted_too(app, session):
    forum = a_forum(slug="harbour", taken=9, waiting=4, capacity_limit=9)
    group = PlaceGroup(
        forum=forum, name=both("Guests"), capacity_limit=3, taken=2, is_set_aside=True
    )
    session.add_all(
        [forum, group, a_registration(forum), a_registration(forum, state="waitlisted")]
    )
    session.add(a_registration(forum, place_group=group))
    session.commit()
    done = app.test_cli_runner().invoke(args=["recount-places"])
    assert done.output == (
        "harbour: Guests: 2 places counted, 1 taken. Set right.\n"
        "harbour: 9 places counted, 4 taken. Set right.\n"
        "harbour: 4 people counted on the waiting list, 1 wait. Set right.\n"
    )
    assert app.test_cli_runner().invoke(args=["recount-places"]).output == ""
