"""The public revision rises with what the public sees, and only then."""

from forumapp.core.revision import is_changing, public_revision
from tests.records import a_theme, both


def number() -> int:
    return public_revision()[0]


def test_it_rises_once_for_a_transaction_that_changed_something_public(session):
    session.add_all([a_theme(), a_theme()])
    session.commit()
    before = number()
    theme = a_theme()
    session.add(theme)
    session.flush()
    theme.title = both("Free cities")
    session.commit()
    assert number() == before + 1


def test_what_is_taken_back_raises_nothing(session):
    session.add(a_theme())
    session.commit()
    before = number()
    session.add(a_theme())
    session.flush()
    assert is_changing()
    session.rollback()
    assert not is_changing()
    session.commit()
    assert number() == before


def test_a_savepoint_that_is_taken_back_takes_nothing_else_with_it(session):
    theme = a_theme()
    session.add(theme)
    session.commit()
    before = number()
    theme.title = both("Free cities")
    with session.begin_nested() as point:
        session.add(a_theme())
        session.flush()
        point.rollback()
    session.commit()
    assert number() == before + 1


def test_a_savepoint_that_is_kept_raises_it_with_the_rest_and_once(session):
    theme = a_theme()
    session.add(theme)
    session.commit()
    before = number()
    with session.begin_nested():
        theme.title = both("Free cities")
    assert (number(), is_changing()) == (before, True)
    session.commit()
    assert number() == before + 1
