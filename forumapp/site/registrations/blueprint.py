"""The blueprint to which the views of this folder belong."""

from flask import Blueprint

pages = Blueprint("registrations", __name__)
