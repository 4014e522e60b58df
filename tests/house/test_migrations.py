"""The migrations make exactly what the models describe, on both databases, there and back."""

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from dev import ROOT
from forumapp import create_app
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
