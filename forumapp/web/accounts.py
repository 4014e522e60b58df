"""Who is asking: the session's account."""

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import select

from forumapp.core.db import db
from forumapp.identity.models import Account


def start_accounts(app: Flask) -> None:
    login = LoginManager(app)
    login.user_loader(lambda key: db.session.scalar(select(Account).filter_by(fs_uniquifier=key)))
