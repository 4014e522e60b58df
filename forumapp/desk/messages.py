"""What a forum's organizer writes to registered people: written, looked at in the outbox, sent."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from forumapp.core.actor import Actor
from forumapp.core.paging import page_of, the_record
from forumapp.core.text import _, say
from forumapp.desk.history import latest_changes
from forumapp.desk.registrations.columns import Columns
from forumapp.desk.registrations.listing import choices_of
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, SEE_ATTENDEES
from forumapp.mail.rules import MAIL_STATES, placeholder
from forumapp.messages.mails.messages import LINK_WORDS, preview_of, subject_of
from forumapp.messages.models import Message
from forumapp.messages.queries.messages import (
    copies_by_state,
    copies_of,
    count_of,
    example_of,
    messages_of,
    reach_of,
    the_copy,
    the_message,
    without_copy,
)
from forumapp.messages.rules.messages import (
    AUDIENCE_STATES,
    HOURS,
    MESSAGE_KINDS,
    MESSAGE_STATES,
    NOTE,
    OUTBOX,
    PLACEHOLDERS,
    REMINDER,
    SCHEDULED,
    SENDING,
    SENT,
    STOPPED,
    STOPS,
    THANKS,
    WRITABLE,
    can_go,
    goes_at,
    has_word,
)
from forumapp.messages.services import outbox, writing
from forumapp.messages.services.writing import MessagePlan
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.lists import CAME
from forumapp.registrations.rules.states import CONFIRMED, REGISTRATION_STATES
from forumapp.web.fields import (
    ChoiceField,
    TextsField,
    VersionField,
    WholeNumberField,
    WordField,
    WordsField,
    word_pairs,
)
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import FURTHEST_PAGE

pages = Blueprint("messages", __name__, url_prefix="/forums/<int:forum_id>/messages")

MOST_COPIES = 50
NARROWED_BY = ("language", "group", "answer", "came")
REGISTRATION, NEWS = "registration", "news"
ABOUT = {
    REGISTRATION: _("Their registration: goes to all of them"),
    NEWS: _("News: goes to those alone who agreed to news and have not objected"),
}
STARTER_SUBJECTS = {
    REMINDER: _("Soon: {forum}"),
    THANKS: _("Thank you for coming: {forum}"),
}
STARTER_TEXTS = {
    REMINDER: _(
        "Dear {name},\n\nwe look forward to seeing you at {forum}.\n\n"
        "When: {when}\n\nWhere: {where}\n\nHave your ticket at hand at the door: {ticket}"
    ),
    THANKS: _(
        "Dear {name},\n\nthank you for having been part of {forum}.\n\n"
        "A few questions, two minutes: {feedback}"
    ),
}
STARTER_HOURS = {REMINDER: 24, THANKS: 12}
STARTER_CAME = {THANKS: "yes"}


class MessageForm(FlaskForm):
    version = VersionField()
    kind = WordField(lazy_gettext("Kind"), MESSAGE_KINDS, default=NOTE)
    hours = WholeNumberField(lazy_gettext("Hours before the start, or after the end"))
    subject = TextsField(lazy_gettext("Subject"), needed=True)
    body = TextsField(lazy_gettext("Text"), long=True, needed=True)
    states = WordsField(
        lazy_gettext("To people who are"),
        {state: REGISTRATION_STATES[state] for state in AUDIENCE_STATES},
        default=[CONFIRMED],
    )
    about = WordField(lazy_gettext("What it is about"), ABOUT, default=REGISTRATION)
    language = ChoiceField(lazy_gettext("Language of mails"))
    group = ChoiceField(lazy_gettext("Group of places"))
    answer = ChoiceField(lazy_gettext("Answer"))
    came = WordField(lazy_gettext("Came or not"), CAME, nothing=lazy_gettext("Any"))

    def offer(self, forum: Forum) -> None:
        """The filters of the forum's list that have a choice; the others go."""
        offered = choices_of(Columns(forum), {})
        for name in ("language", "group", "answer"):
            if offered[name]:
                self[name].choices = [("", gettext("Any")), *offered[name]]
            else:
                del self[name]

    @property
    def plan(self) -> MessagePlan:
        narrowed = {name: self[name].data for name in NARROWED_BY if name in self}
        return MessagePlan(
            kind=self.kind.data,
            subject=self.subject.data,
            body=self.body.data,
            audience={"states": self.states.data, **narrowed},
            about_registration=self.about.data == REGISTRATION,
            hours=self.hours.data,
        )


@pages.get("/")
@needs(SEE_ATTENDEES)
def list_messages(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    return render_template(
        "desk/messages/list_messages.html",
        forum=forum,
        is_on=can_go(forum),
        messages=messages_of(forum_id),
        kinds=MESSAGE_KINDS,
        states=MESSAGE_STATES,
        goes_at=going_at,
        subject_of=subject_of,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def write_message(forum_id: int) -> ResponseReturnValue:
    """A reminder and thanks begin with words of ours, which the organizer makes theirs."""
    forum = the_record(Forum, forum_id)
    form = MessageForm(data=starter(request.args.get("kind", "")))
    form.offer(forum)
    message = accept(form, lambda: writing.write_message(forum, form.plan, by=actor(), now=g.now))
    if message is None:
        return show_form("desk/messages/write_message.html", form, forum)
    return to_message(message, gettext("Saved. Nobody gets it before you say so."))


@pages.get("/<int:message_id>/")
@needs(SEE_ATTENDEES)
def show_message(forum_id: int, message_id: int) -> ResponseReturnValue:
    message = the_message(forum_id, message_id)
    counts = copies_by_state(message)
    is_going = bool(counts) or message.state in (OUTBOX, SENDING, SENT)
    number = max(1, min(request.args.get("page", 1, type=int), FURTHEST_PAGE))
    return render_template(
        "desk/messages/show_message.html",
        message=message,
        subject=subject_of(message, current_language()),
        forum=message.forum,
        kinds=MESSAGE_KINDS,
        states=MESSAGE_STATES,
        goes_at=going_at(message),
        audience=audience_words(message),
        about=ABOUT[REGISTRATION if message.about_registration else NEWS],
        reach=reach_of(message),
        waiting=count_of(without_copy(message)) if message.state in (OUTBOX, SENDING) else 0,
        previews=previews_of(message),
        missing=[each for each in languages() if lacks(message, each)],
        counts=counts,
        copies=page_of(copies_of(message), number, size=MOST_COPIES) if is_going else None,
        page_address=lambda page: message_at(message, page=page if page > 1 else None),
        mail_states=MAIL_STATES,
        why_stopped=STOPS.get(message.why_stopped or "") if message.state == STOPPED else None,
        is_writable=message.state in WRITABLE,
        is_in_outbox=message.state == OUTBOX,
        is_scheduled=message.state == SCHEDULED,
        is_on=can_go(message.forum),
        leads_to_no_form=has_word(message.body, "feedback")
        and not settings_of(message.forum).asks_feedback,
        is_moving=message.state in (OUTBOX, SENDING),
        changes=latest_changes("message", message.id),
    )


@pages.route("/<int:message_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_message(forum_id: int, message_id: int) -> ResponseReturnValue:
    message = the_message(forum_id, message_id)
    about = REGISTRATION if message.about_registration else NEWS
    form = MessageForm(obj=message, data={"about": about, **message.audience})
    form.offer(message.forum)
    saved = accept(
        form,
        lambda: writing.edit_message(
            message, form.plan, version=form.version.data, by=actor(), now=g.now
        ),
    )
    if saved is None:
        return show_form("desk/messages/edit_message.html", form, message.forum, message=message)
    return to_message(saved, gettext("Saved. Nobody gets it before you say so."))


@pages.get("/<int:message_id>/mails/<int:copy_id>")
@needs(SEE_ATTENDEES)
def show_copy(forum_id: int, message_id: int, copy_id: int) -> ResponseReturnValue:
    """One mail as that person reads it; its links act only in theirs."""
    message = the_message(forum_id, message_id)
    mail = the_copy(message, copy_id).mail
    return render_template(
        "desk/messages/show_copy.html",
        message=message,
        message_subject=subject_of(message, current_language()),
        forum=message.forum,
        mail=mail,
        text=without_links(mail.text_body, mail.language) if mail else "",
        mail_states=MAIL_STATES,
    )


# ------------------------------------------------------------------- what becomes of it


@pages.post("/<int:message_id>/outbox")
@needs(EDIT_RECORDS)
def put_in_outbox(forum_id: int, message_id: int) -> ResponseReturnValue:
    message = done(forum_id, message_id, outbox.put_in_outbox)
    return to_message(message, gettext("In the outbox: look at its mails, then send it."))


@pages.post("/<int:message_id>/send")
@needs(EDIT_RECORDS)
def send_message(forum_id: int, message_id: int) -> ResponseReturnValue:
    return to_message(done(forum_id, message_id, outbox.send_message), gettext("It is on its way."))


@pages.post("/<int:message_id>/discard")
@needs(EDIT_RECORDS)
def discard_message(forum_id: int, message_id: int) -> ResponseReturnValue:
    message = done(forum_id, message_id, outbox.discard_message)
    return to_message(message, gettext("Taken out of the outbox. Nobody got it."))


@pages.post("/<int:message_id>/schedule")
@needs(EDIT_RECORDS)
def schedule_message(forum_id: int, message_id: int) -> ResponseReturnValue:
    message = done(forum_id, message_id, writing.schedule_message)
    return to_message(message, gettext("Scheduled. If the forum moves, it moves along."))


@pages.post("/<int:message_id>/take-back")
@needs(EDIT_RECORDS)
def take_back(forum_id: int, message_id: int) -> ResponseReturnValue:
    return to_message(done(forum_id, message_id, writing.take_back), gettext("A draft again."))


@pages.post("/<int:message_id>/delete")
@needs(EDIT_RECORDS)
def delete_message(forum_id: int, message_id: int) -> ResponseReturnValue:
    done(forum_id, message_id, writing.delete_message)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.messages.list_messages", forum_id=forum_id), 303)


def done(forum_id: int, message_id: int, act: Callable[..., None]) -> Message:
    message = the_message(forum_id, message_id)
    by: Actor = actor()
    act(message, by=by, now=g.now)
    return message


def to_message(message: Message, word: str) -> ResponseReturnValue:
    flash(word)
    return redirect(message_at(message), 303)


def message_at(message: Message, **more: Any) -> str:
    return url_for(
        "desk.messages.show_message", forum_id=message.forum_id, message_id=message.id, **more
    )


# ------------------------------------------------------------------------------ its words


def starter(kind: str) -> dict[str, Any]:
    if kind not in STARTER_TEXTS:
        return {}
    return {
        "kind": kind,
        "hours": STARTER_HOURS[kind],
        "subject": in_each_language(STARTER_SUBJECTS[kind]),
        "body": in_each_language(STARTER_TEXTS[kind]),
        "came": STARTER_CAME.get(kind, ""),
    }


def in_each_language(sentence: str) -> dict[str, str]:
    """The placeholders stay: each stands for itself."""
    itself = {word: f"{{{word}}}" for word in PLACEHOLDERS}
    return {language: say(sentence, itself, language) for language in languages()}


def show_form(
    template: str, form: MessageForm, forum: Forum, message: Message | None = None
) -> ResponseReturnValue:
    least, most = HOURS
    return render_form(
        template,
        form,
        forum=forum,
        message=message,
        message_subject=subject_of(message, current_language()) if message else "",
        placeholders=PLACEHOLDERS,
        least=least,
        most=most,
    )


def going_at(message: Message) -> Any:
    return goes_at(message.kind, message.hours, message.forum)


def audience_words(message: Message) -> list[str]:
    """To whom it goes, in words: the states, then what they are narrowed to."""
    audience = message.audience
    states = [gettext(REGISTRATION_STATES[each]) for each in audience.get("states", ())]
    offered = choices_of(Columns(message.forum), {})
    offered["came"] = word_pairs(CAME)
    narrowed = [
        words for name in NARROWED_BY for word, words in offered[name] if word == audience.get(name)
    ]
    return [*states, *narrowed]


def previews_of(message: Message) -> list[tuple[str, Any, dict[str, Any]]]:
    """In each language: somebody whom it would reach, and what they would read."""
    found = []
    for language in languages():
        somebody = example_of(message, language)
        if somebody is not None:
            found.append((language, somebody, preview_of(message, somebody, language)))
    return found


def lacks(message: Message, language: str) -> bool:
    return not (message.subject.exact(language) and message.body.exact(language))


def without_links(text: str, language: str) -> str:
    for name, words in LINK_WORDS.items():
        text = text.replace(placeholder(name), f"[{say(words, {}, language)}]")
    return text.replace(placeholder("unsubscribe"), f"[{gettext('personal link')}]")
