"""The one unit of work, and the public revision that rises in it."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from forumapp.core.db import db
from forumapp.core.heartbeat import Heartbeat, beat
from forumapp.core.revision import public_revision
from forumapp.core.transaction import apart, reading, writing
from forumapp.core.translated import Translated
from forumapp.themes.models import Theme
from tests.support import NOW


def a_theme(slug: str) -> Theme:
    return Theme(slug=slug, title=Translated({"en": slug}))


def slugs() -> list[str]:
    with reading():
        return list(db.session.scalars(select(Theme.slug).order_by(Theme.slug)))


def test_all_is_written_or_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), writing() as session:
            session.add(a_theme("half"))
            session.flush()
            _never = 1 / 0
        with writing() as session:
            session.add(a_theme("whole"))
        assert slugs() == ["whole"]


def test_a_reader_cannot_write(app: Flask) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        with app.app_context(), reading() as session:
            session.add(a_theme("unseen"))
            session.flush()
    else:
        with app.app_context(), pytest.raises(DBAPIError), reading() as session:
            session.add(a_theme("unseen"))
            session.flush()
    with app.app_context():
        assert slugs() == []


def test_a_reader_sees_one_moment(app: Flask) -> None:
    with app.app_context(), reading() as session:
        before = list(session.scalars(select(Theme.slug)))
        with app.app_context(), writing() as other:
            other.add(a_theme("meanwhile"))
        assert list(session.scalars(select(Theme.slug))) == before == []


def test_what_is_written_apart_stays_when_the_rest_is_undone(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), reading():
            with apart():
                beat("counted", NOW)
            _never = 1 / 0
        assert db.session.scalar(select(Heartbeat.name)) == "counted"


def test_apart_inside_a_writer_is_a_mistake(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError), writing() as session:
        session.add(a_theme("first"))
        session.flush()
        with apart():
            pass


def test_the_public_revision_rises_once_with_every_public_change(app: Flask) -> None:
    with app.app_context():
        numbers = [public_revision()[0]]
        for slug in ("one", "two"):
            with writing() as session:
                session.add_all([a_theme(slug), a_theme(f"{slug}-more")])
            numbers.append(public_revision()[0])
        with writing() as session:
            session.scalars(select(Theme)).first().title = Translated({"en": "New"})
        numbers.append(public_revision()[0])
        with writing() as session:
            session.delete(session.scalars(select(Theme)).first())
        numbers.append(public_revision()[0])
        assert numbers == [0, 1, 2, 3, 4]


def test_the_public_revision_stays_when_nothing_public_changes(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            session.add(a_theme("one"))
        first = public_revision()
        with writing():
            beat("worker", NOW)
        with pytest.raises(ZeroDivisionError), writing() as session:
            session.add(a_theme("two"))
            _never = 1 / 0
        assert public_revision() == first
