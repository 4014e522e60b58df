"""The fixtures hold what the other tests rely on."""

from flask import Flask
from sqlalchemy import func, select

from forumapp.core.db import db
from forumapp.core.heartbeat import Heartbeat, beat
from tests.support import NOW


def number_of_heartbeats() -> int:
    return db.session.scalar(select(func.count()).select_from(Heartbeat))


def test_a_test_leaves_rows(app: Flask, session):
    beat("left behind", NOW)
    session.commit()
    assert number_of_heartbeats() == 1


def test_the_next_test_finds_none(app: Flask, session):
    assert number_of_heartbeats() == 0
