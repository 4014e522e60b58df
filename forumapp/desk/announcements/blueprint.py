"""The blueprint to which the views of this folder belong."""

from flask import Blueprint

pages = Blueprint("announcements", __name__, url_prefix="/announcements")
