"""The migrations make exactly what the models describe, on both databases, there and back."""

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, select

from dev import ROOT
from forumapp import create_app
from forumapp.announcements.models.versions import AnnouncementVersion
from forumapp.core.db import db
from tests.conftest import Databases, settings_for_tests

MIGRATIONS = str(ROOT / "migrations")


def test_the_migrations_make_the_models(app: Flask):
    with app.app_context():
        check(directory=MIGRATIONS)


def test_every_migration_can_be_taken_back(application, databases: Databases, tmp_path):
    kind = application.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0]
    app = create_app(settings_for_tests(databases.make(kind), tmp_path))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        downgrade(directory=MIGRATIONS, revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade(directory=MIGRATIONS)
        assert "forum" in inspect(db.engine).get_table_names()
        db.engine.dispose()


def test_what_announcements_said_before_versions_were_kept_is_their_first(
    application, databases: Databases, tmp_path
):
    kind = application.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0]
    app = create_app(settings_for_tests(databases.make(kind), tmp_path))
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0004")
        texts = ("lead", "body", "dateline", "source", "picture_caption", "picture_credit")
        columns = ", ".join(texts)
        nothing = ", ".join("'{}'" for _each in texts)
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO announcement (slug, kind, state, headline, {columns}, release_fold,"
                " release_zone, drafted, import_name, left_out, not_understood, uid, version)"
                """ VALUES ('quays', 'news', 'draft', '{"text": {"en": "Quays open"}, "changed": {}}',"""
                f" {nothing}, 0, 'UTC', '{{}}', '', '[]', '[]',"
                " '6a1f2f0e3f444c179a0e5b3a3f6d2c11', 1)"
            )
        upgrade(directory=MIGRATIONS)
        (version,) = db.session.scalars(select(AnnouncementVersion))
        assert (version.number, version.contents) == (1, {"headline": {"en": "Quays open"}})
        db.session.remove()
        db.engine.dispose()
