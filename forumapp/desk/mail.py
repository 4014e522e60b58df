"""The outbox at the desk, and what came in: what was sent to whom, what was taken over, what was not
and why. No link in it acts.
"""

import re

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.settings import setting
from forumapp.core.when import moment_text
from forumapp.desk.history import latest_changes
from forumapp.identity.rules import READ_MAIL_LOG
from forumapp.mail import services
from forumapp.mail.queries import (
    count_by_state,
    incoming_mails,
    kinds_of_mail,
    outgoing_mails,
    the_mail,
)
from forumapp.mail.rules import CAN_BE_RETRIED, INCOMING_OUTCOMES, MAIL_STATES, placeholder
from forumapp.registrations.queries.registered import registrations_by_uid
from forumapp.web.guards import actor, current_account, needs
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("mail", __name__, url_prefix="/mail")

LINKS = re.compile(re.escape(placeholder("NAME")).replace("NAME", "[a-z_]+"))


@pages.get("/")
@needs(READ_MAIL_LOG)
def list_mails() -> ResponseReturnValue:
    return render_template(
        "desk/mail/list_mails.html",
        listing=read_listing(outgoing_mails, "state", "kind", size=50),
        states=MAIL_STATES,
        kinds=kinds_of_mail(),
        counts=count_by_state(),
    )


@pages.get("/incoming/")
@needs(READ_MAIL_LOG)
def list_incoming_mails() -> ResponseReturnValue:
    listing = read_listing(incoming_mails, "outcome", size=50)
    return render_template(
        "desk/mail/list_incoming_mails.html",
        listing=listing,
        outcomes=INCOMING_OUTCOMES,
        registrations=registrations_by_uid(
            mail.about_uid for mail in listing.rows if mail.about_uid
        ),
        is_read=bool(setting("REPLY_ADDRESS")),
    )


@pages.get("/<int:mail_id>/")
@needs(READ_MAIL_LOG)
def show_mail(mail_id: int) -> ResponseReturnValue:
    mail = the_mail(mail_id)
    return render_template(
        "desk/mail/show_mail.html",
        mail=mail,
        states=MAIL_STATES,
        parts=[] if mail.is_account_mail else LINKS.split(mail.text_body),
        can_be_retried=mail.state in CAN_BE_RETRIED and not mail.is_held,
        changes=latest_changes("outgoing_mail", mail.id),
    )


@pages.post("/<int:mail_id>/retry")
@needs(READ_MAIL_LOG)
def retry_mail(mail_id: int) -> ResponseReturnValue:
    services.retry_mail(the_mail(mail_id), by=actor(), now=g.now)
    flash(gettext("The mail is tried again at once."))
    return redirect(url_for("desk.mail.show_mail", mail_id=mail_id), 303)


@pages.post("/test")
@needs(READ_MAIL_LOG)
def send_test_mail() -> ResponseReturnValue:
    account = current_account()
    services.queue_mail(
        "test_mail",
        to=account.email,
        name=account.name,
        language=account.language,
        context={
            "author": account.name or account.email,
            "moment": moment_text(g.now, current_institution().zone, account.language),
        },
        now=g.now,
    )
    flash(gettext("A test mail to %(address)s is on its way.", address=account.email))
    return redirect(url_for("desk.mail.list_mails"), 303)
