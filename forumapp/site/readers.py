"""Announcements by mail: asking for them, saying what comes, and ending it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.core.errors import NotFound
from forumapp.core.paging import rows_of
from forumapp.core.tokens import carrying_token
from forumapp.forums.queries import visible_themes
from forumapp.readers.models import Reader
from forumapp.readers.queries import reader_by_token
from forumapp.readers.rules import UNSUBSCRIBING
from forumapp.readers.services.subscribing import (
    Wish,
    ask,
    change_wish,
    confirm,
    is_ours,
    unsubscribe,
)
from forumapp.site.registrations.forms import AddressField
from forumapp.web.fields import ButtonsField, ChoicesField, LanguageField, id_of
from forumapp.web.forms import accept, csrf, render_form
from forumapp.web.guards import open_by_link, open_to_everybody
from forumapp.web.languages import address, current_language
from forumapp.web.networks import asker_network

pages = Blueprint("readers", __name__)

ALL, THEMES = "all", "themes"


class WishForm(FlaskForm):
    """What somebody wants to read."""

    wants = ButtonsField(lazy_gettext("What is to come"), default=ALL)
    themes = ChoicesField(lazy_gettext("Themes"), coerce=id_of)

    def __init__(self, themes: list[Any], **rest: Any) -> None:
        super().__init__(**rest)
        self.wants.choices = [
            SelectChoice(ALL, gettext("All announcements")),
            SelectChoice(THEMES, gettext("Only those on the themes chosen below")),
        ]
        self.themes.choices = [
            SelectChoice(str(each.id), each.title.text(current_language())) for each in themes
        ]
        if not themes:
            del self.wants, self.themes

    def wish(self, language: str) -> Wish:
        if "wants" not in self or self.wants.data != THEMES:
            return Wish(language=language)
        chosen = tuple(each for each in self.themes.data or () if each is not None)
        return Wish(language=language, wants_all=False, theme_ids=chosen)


class AskingForm(WishForm):
    """Without our form's token: it acts for nobody, and stands on pages that set no cookie."""

    class Meta:
        csrf = False

    address = AddressField(lazy_gettext("Mail address"))


class ReadingForm(WishForm):
    """The same for who reads already."""

    language = LanguageField(lazy_gettext("Language of the mails"))


@pages.route("/readers/", methods=["GET", "POST"])
@csrf.exempt
@open_to_everybody
def ask_for_announcements() -> ResponseReturnValue:
    """The same answer whether the address is known or not."""
    form = AskingForm(rows_of(visible_themes(g.now)))

    def send() -> bool:
        wish = form.wish(current_language())
        ask(form.address.data, wish, network=asker_network(), now=g.now)
        return True

    if accept(form, send):
        return redirect(address("readers", written="1"), 303)
    return render_form(
        "site/readers/ask_for_announcements.html",
        form,
        is_written=bool(request.args.get("written")),
    )


@pages.route("/readers/<token:token>", methods=["GET", "POST"])
@open_by_link
def show_reader(token: str) -> ResponseReturnValue:
    """One button confirms the address; then this is where what comes is changed."""
    reader = reader_by_token(token)
    if reader.confirmed_at is None or reader.bounced_at is not None:
        return confirm_reader(reader, token)
    form = ReadingForm(offered_to(reader), data=present_wish(reader))

    def change() -> bool:
        change_wish(reader, form.wish(form.language.data))
        return True

    if accept(form, change):
        flash(gettext("Saved."))
        return redirect(address("reader", token=token), 303)
    return render_form(
        "site/readers/show_reader.html",
        form,
        reader=reader,
        token=token,
        unsubscribing=carrying_token(UNSUBSCRIBING, reader.uid),
    )


def confirm_reader(reader: Reader, token: str) -> ResponseReturnValue:
    """Looking at the page does nothing, since programs that look for viruses do."""
    form = FlaskForm()

    def say_so() -> bool:
        confirm(reader, now=g.now)
        return True

    if accept(form, say_so):
        flash(gettext("Confirmed: from now on announcements come to this address."))
        return redirect(address("reader", token=token), 303)
    return render_form("site/readers/confirm_reader.html", form, reader=reader, token=token)


def offered_to(reader: Reader) -> list[Any]:
    """The themes that are public now, and those that this reader chose when they were."""
    offered = rows_of(visible_themes(g.now))
    known = {each.id for each in offered}
    return [*offered, *(each for each in reader.themes if each.id not in known)]


def present_wish(reader: Reader) -> dict[str, Any]:
    return {
        "wants": ALL if reader.wants_all else THEMES,
        "themes": [str(each.id) for each in reader.themes],
        "language": reader.language,
    }


@pages.route("/readers/unsubscribe/<carrying:reader_token>", methods=["GET", "POST"])
@csrf.exempt
@open_by_link
def unsubscribe_reader(reader_token: str) -> ResponseReturnValue:
    """Mail programs send the POST (RFC 8058, section 3.1) from servers of their own: without our form's
    token, without cookies, and they follow no redirect. Sent twice, it is answered alike.
    """
    if not is_ours(reader_token):
        raise NotFound
    is_done = request.method == "POST"
    if is_done:
        unsubscribe(reader_token)
    return render_template("site/readers/unsubscribe_reader.html", is_done=is_done)
