"""A forum's invitations at the desk: a list becomes invitations, they go out, and who answered what."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy import Select
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import HiddenField, TextAreaField

from forumapp.core.clock import asked_instant, wall_of
from forumapp.core.countries import country_name
from forumapp.core.errors import Refused
from forumapp.core.paging import rows_of, the_record
from forumapp.core.text import _, say
from forumapp.core.transaction import reading
from forumapp.core.when import clock_text
from forumapp.desk.history import latest_changes
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, EXPORT_ATTENDEES, SEE_ATTENDEES
from forumapp.invitations import mails
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import (
    count_of,
    counts_by_language,
    first_in,
    invitation_counts,
    invitations_of,
    known_addresses,
    the_invitation,
    to_remind,
    unsent,
)
from forumapp.invitations.rules.lists import (
    COLUMNS,
    HEADS,
    MOST_PLACES,
    Guest,
    Line,
    cells_to_correct,
    corrected,
    read_list,
    without_known,
)
from forumapp.invitations.rules.states import (
    INVITATION,
    INVITATION_STATES,
    REMINDER,
    UNANSWERED,
    WITHDRAWN,
    came_of_it,
    has_cancelled,
)
from forumapp.invitations.services import sending
from forumapp.invitations.services.adding import Batch, add_invitations
from forumapp.mail.queries import mails_about
from forumapp.mail.rules import MAIL_STATES, placeholder
from forumapp.registrations.queries.places import groups_of
from forumapp.web.carrying import MOST_CARRIED, packed, unpacked
from forumapp.web.fields import (
    ChoiceField,
    LanguageField,
    LineField,
    WallTimeField,
    WholeNumberField,
    id_of,
)
from forumapp.web.forms import accept, languages, render_form, spoken
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import LONGEST_FILTER, read_listing
from forumapp.web.requests import only_reads
from forumapp.web.spreadsheets import csv_answer, xlsx_answer
from forumapp.web.uploaded_tables import MOST_BYTES, read_text, read_upload
from forumapp.web.uploaded_workbooks import Rows

pages = Blueprint("invitations", __name__, url_prefix="/forums/<int:forum_id>/invitations")

MOST_SHOWN = 200
MOST_CORRECTED = 50
"""Wrong lines that can be corrected on one page."""
EXAMPLES = (
    ("王喆", "wang@example.org", "开放港湾研究院", "主任", "CN", "zh", "2"),
    ("Lin Qiao", "lin@example.org", "Harbour Foundation", "Director", "US", "en", "1"),
)


class BatchForm(FlaskForm):
    """What holds for all of a list."""

    language = LanguageField(lazy_gettext("Language, where the list names none"))
    places = WholeNumberField(lazy_gettext("How many may come by one invitation"), default=1)
    place_group_id = ChoiceField(lazy_gettext("Group of places"), coerce=id_of)
    answer_by = WallTimeField(lazy_gettext("Answer by"))

    def offer_groups(self, forum: Forum) -> None:
        own = [(each.id, each.name.text(current_language())) for each in groups_of(forum.id)]
        self.place_group_id.choices = [("", gettext("No group")), *own]


class ListForm(BatchForm):
    pasted = TextAreaField(lazy_gettext("Paste a list"), render_kw={"rows": 10})
    file = FileField(lazy_gettext("Or upload it"), render_kw={"accept": ".csv,.txt,.tsv,.xlsx"})


class PreviewForm(BatchForm):
    """`packed` are the rows that were shown."""

    packed = HiddenField()


class TermsForm(BatchForm):
    """The same for one invitation."""

    language = LanguageField(lazy_gettext("Language of mails"))


class AddressForm(FlaskForm):
    address = LineField(lazy_gettext("Mail address"))


@pages.get("/")
@needs(SEE_ATTENDEES)
def list_invitations(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    return render_template(
        "desk/invitations/list_invitations.html",
        forum=forum,
        listing=read_listing(partial(invitations_of, forum_id), "state", size=100),
        states=INVITATION_STATES,
        counts=invitation_counts(forum_id),
        has_cancelled=has_cancelled,
        can_send=sending.is_on(forum, g.now),
        unsent=count_of(unsent(forum_id, g.now)),
        to_remind=count_of(to_remind(forum_id, g.now)),
    )


# --------------------------------------------------------------------------- a list


@pages.route("/add", methods=["GET", "POST"])
@only_reads
@needs(EDIT_RECORDS)
def add_list(forum_id: int) -> ResponseReturnValue:
    """Nothing is written here: what was read is shown, and carried to `confirm_list`."""
    forum = the_record(Forum, forum_id)
    form = ListForm(language=current_language())
    form.offer_groups(forum)
    rows = accept(form, lambda: given_rows(form, forum))
    if rows is None:
        return render_form("desk/invitations/add_list.html", form, forum=forum)
    shown = PreviewForm(
        formdata=None,
        language=form.language.data,
        places=form.places.data,
        place_group_id=form.place_group_id.data,
        answer_by=form.answer_by.data,
        packed=packed(written(rows)),
    )
    shown.offer_groups(forum)
    return show_preview(forum, shown, rows)


@pages.post("/add/confirm")
@needs(EDIT_RECORDS)
def confirm_list(forum_id: int) -> ResponseReturnValue:
    """Add everybody with whom nothing is wrong; lines that were corrected are shown as they are read now."""
    forum = the_record(Forum, forum_id)
    form = PreviewForm()
    form.offer_groups(forum)
    before = carried(form)
    rows = corrected(before, typed_lines(len(before)))
    lines = lines_of(forum, rows)
    if "again" in request.form or lines != lines_of(forum, before):
        form.packed.data = packed(written(rows))
        return show_preview(forum, form, rows)
    added = accept(
        form,
        lambda: add_invitations(
            forum, guests_of(lines), batch_of(form, forum), by=actor(), now=g.now
        ),
    )
    if added is None:
        return show_preview(forum, form, rows)
    flash(
        ngettext(
            "%(num)s person is on the list. Nothing has been sent yet.",
            "%(num)s people are on the list. Nothing has been sent yet.",
            added,
        )
    )
    return to_list(forum_id)


def given_rows(form: ListForm, forum: Forum) -> Rows:
    """The chosen file, else what was pasted; whatever is refused here is told before the preview."""
    file = form.file.data
    if isinstance(file, FileStorage) and file.filename:
        rows = read_upload(file.stream.read(MOST_BYTES + 1))
    else:
        rows = read_text(form.pasted.data or "")
    if not read_list(rows, languages()):
        raise Refused(
            _("There is nobody on this list. Paste lines, or choose a file."), field="pasted"
        )
    if len(packed(written(rows))) > MOST_CARRIED:
        raise Refused(_("This list is too long to be read at once. Divide it."), field="pasted")
    batch_of(form, forum)
    return rows


def written(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def carried(form: PreviewForm) -> Rows:
    """The rows that the preview showed; what was tampered with is refused."""
    try:
        rows = json.loads(unpacked(form.packed.data or "", 2 * MOST_BYTES))
        if all(isinstance(cell, str) for row in rows for cell in row):
            return [list(row) for row in rows]
    except (ValueError, TypeError, RecursionError):
        pass
    raise Refused(_("The preview has been changed. Upload the files again."))


def typed_lines(count: int) -> dict[int, list[str]]:
    """By the number of a line: its cells as they were typed anew."""
    return {number: request.form.getlist(f"line-{number}") for number in range(1, count + 1)}


def lines_of(forum: Forum, rows: Rows) -> list[Line]:
    invited, registered = known_addresses(forum.id)
    return without_known(read_list(rows, languages()), invited, registered)


def guests_of(lines: list[Line]) -> list[Guest]:
    return [line.guest for line in lines if line.guest is not None]


def batch_of(form: BatchForm, forum: Forum) -> Batch:
    """Raises `Refused`."""
    return Batch(
        language=form.language.data,
        places=places_of(form),
        place_group_id=form.place_group_id.data,
        answer_by=answer_by_of(form, forum),
    )


def places_of(form: BatchForm) -> int:
    places = form.places.data or 1
    if places > MOST_PLACES:
        raise Refused(
            _("At most {most} people may come by one invitation."), field="places", most=MOST_PLACES
        )
    return int(places)


def answer_by_of(form: BatchForm, forum: Forum) -> datetime | None:
    field = form.answer_by
    if field.data is None:
        return None
    return asked_instant(field.data, forum.zone, field.fold, field="answer_by")


def show_preview(forum: Forum, form: PreviewForm, rows: Rows) -> ResponseReturnValue:
    lines = lines_of(forum, rows)
    wrong = [line for line in lines if line.guest is None and not line.is_known]
    known = [line for line in lines if line.is_known]
    return render_form(
        "desk/invitations/preview_list.html",
        form,
        forum=forum,
        guests=guests_of(lines)[:MOST_SHOWN],
        count=len(guests_of(lines)),
        wrong=wrong[:MOST_CORRECTED],
        wrong_count=len(wrong),
        known=known[:MOST_SHOWN],
        known_count=len(known),
        cells=lambda line: cells_to_correct(rows, line.number),
        heads=HEADS,
        why=lambda line: spoken(Refused(line.problem, **(line.values or {}))),
    )


@pages.get("/template.csv")
@needs(EDIT_RECORDS)
def download_csv_template(forum_id: int) -> ResponseReturnValue:
    return csv_answer(template_lines(), f"{the_record(Forum, forum_id).slug}-invitations")


@pages.get("/template.xlsx")
@needs(EDIT_RECORDS)
def download_xlsx_template(forum_id: int) -> ResponseReturnValue:
    return xlsx_answer(template_lines(), f"{the_record(Forum, forum_id).slug}-invitations")


def template_lines() -> Iterator[list[str]]:
    yield [gettext(HEADS[column]) for column in COLUMNS]
    yield from map(list, EXAMPLES)


# -------------------------------------------------------------------------- sending


@pages.route("/send", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def send_invitations(forum_id: int) -> ResponseReturnValue:
    """First the letter as it will be received, and by how many; by its button it goes."""

    def told(count: int) -> str:
        return ngettext(
            "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count
        )

    if request.method == "GET":
        return show_letters(forum_id, INVITATION, unsent)
    return begin_and_tell(forum_id, sending.send_invitations, told)


@pages.route("/remind", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def remind(forum_id: int) -> ResponseReturnValue:
    """The same for a reminder."""

    def told(count: int) -> str:
        return ngettext(
            "%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count
        )

    if request.method == "GET":
        return show_letters(forum_id, REMINDER, to_remind)
    return begin_and_tell(forum_id, sending.remind, told)


def show_letters(
    forum_id: int, kind: str, whose: Callable[..., Select[Invitation]]
) -> ResponseReturnValue:
    """In each language: who gets the letter first, and what they will read; or why nobody gets one."""
    forum = the_record(Forum, forum_id)
    try:
        sending.refuse_unless_on(forum, g.now)
        chosen = chosen_among(request.args)
        rows = whose(forum_id, g.now, chosen)
        counts = counts_by_language(rows)
        refuse_nobody(len(counts))
    except Refused as refusal:
        flash(spoken(refusal), "warn")
        return to_list(forum_id)
    return render_template(
        "desk/invitations/look_at_letters.html",
        forum=forum,
        is_reminder=kind == REMINDER,
        chosen=chosen,
        count=sum(counts.values()),
        letters=[letter_in(language, counts[language], kind, rows) for language in sorted(counts)],
    )


def letter_in(
    language: str, count: int, kind: str, rows: Select[Invitation]
) -> tuple[str, int, Invitation, str, str]:
    """The language, how many get it, the first of them, and its subject and text."""
    first = first_in(language, rows)
    texts = mails.letter_of(kind, first, now=g.now)
    link = say(_("personal link"), {}, language)
    text = texts.plain.replace(placeholder(mails.LINK_PURPOSE), f"[{link}]")
    return language, count, first, texts.subject, text


def begin_and_tell(
    forum_id: int, act: Callable[..., int], told: Callable[[int], str]
) -> ResponseReturnValue:
    """What was begun, or why nothing was, above the list."""
    try:
        flash(told(begin(forum_id, act)))
    except Refused as refusal:
        flash(spoken(refusal), "warn")
    return to_list(forum_id)


def begin(forum_id: int, act: Callable[..., int]) -> int:
    chosen = chosen_among(request.form)
    count = act(the_record(Forum, forum_id), chosen=chosen, by=actor(), now=g.now)
    refuse_nobody(count)
    return count


def chosen_among(given: MultiDict[str, str]) -> list[int] | None:
    """Those whose boxes are ticked; nothing for all whom it concerns."""
    if given.get("whom") == "all":
        return None
    chosen = [number for each in given.getlist("chosen") if (number := id_of(each))]
    if not chosen:
        raise Refused(_("Nobody is chosen. Tick the boxes of whom you mean."))
    return chosen


def refuse_nobody(count: int) -> None:
    if not count:
        raise Refused(
            _(
                "Nobody of those is to be written to now: a reminder goes once a day to who has "
                "not answered, an invitation to who was not sent one."
            )
        )


# --------------------------------------------------------------------- one invitation


@pages.get("/<int:invitation_id>/")
@needs(SEE_ATTENDEES)
def show_invitation(forum_id: int, invitation_id: int) -> ResponseReturnValue:
    return shown(the_invitation(forum_id, invitation_id), AddressForm(formdata=None))


@pages.post("/<int:invitation_id>/address")
@needs(EDIT_RECORDS)
def correct_address(forum_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation = the_invitation(forum_id, invitation_id)
    form = AddressForm()

    def correct() -> Invitation:
        sending.correct_address(invitation, form.address.data or "", by=actor(), now=g.now)
        return invitation

    if accept(form, correct) is None:
        return shown(invitation, form)
    if invitation.owed_mail:
        flash(gettext("The address is corrected and the invitation is sent anew."))
    else:
        flash(gettext("The address is corrected."))
    return to_invitation(forum_id, invitation_id)


@pages.post("/<int:invitation_id>/withdraw")
@needs(EDIT_RECORDS)
def withdraw(forum_id: int, invitation_id: int) -> ResponseReturnValue:
    sending.withdraw(the_invitation(forum_id, invitation_id), by=actor(), now=g.now)
    flash(gettext("The invitation is withdrawn: its link acts no more."))
    return to_invitation(forum_id, invitation_id)


@pages.post("/<int:invitation_id>/reinstate")
@needs(EDIT_RECORDS)
def reinstate(forum_id: int, invitation_id: int) -> ResponseReturnValue:
    sending.reinstate(the_invitation(forum_id, invitation_id), by=actor(), now=g.now)
    flash(gettext("The invitation can be sent again, with a new link."))
    return to_invitation(forum_id, invitation_id)


@pages.route("/<int:invitation_id>/change", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def change_terms(forum_id: int, invitation_id: int) -> ResponseReturnValue:
    """More time, more places, another group or language."""
    invitation = the_invitation(forum_id, invitation_id)
    forum = invitation.forum
    form = TermsForm(
        language=invitation.language,
        places=invitation.places,
        place_group_id=invitation.place_group_id,
        answer_by=invitation.answer_by and wall_of(invitation.answer_by, forum.zone),
    )
    form.offer_groups(forum)

    def change() -> Invitation:
        sending.change_terms(invitation, batch_of(form, forum), by=actor(), now=g.now)
        return invitation

    if accept(form, change) is not None:
        return to_invitation(forum_id, invitation_id)
    return render_form(
        "desk/invitations/change_terms.html", form, forum=forum, invitation=invitation
    )


def shown(invitation: Invitation, form: AddressForm) -> ResponseReturnValue:
    written_to_them = mails_about(Invitation.__tablename__, invitation.uid)
    return render_form(
        "desk/invitations/show_invitation.html",
        form,
        invitation=invitation,
        forum=invitation.forum,
        states=INVITATION_STATES,
        unanswered=UNANSWERED,
        is_withdrawn=invitation.state == WITHDRAWN and invitation.erased_at is None,
        has_cancelled=has_cancelled(invitation),
        registrations=came_of_it(invitation),
        country=country_name(invitation.country, current_language()),
        mails=rows_of(written_to_them, limit=20),
        mail_states=MAIL_STATES,
        changes=latest_changes("invitation", invitation.id),
    )


def to_list(forum_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk.invitations.list_invitations", forum_id=forum_id), 303)


def to_invitation(forum_id: int, invitation_id: int) -> ResponseReturnValue:
    at = url_for("desk.invitations.show_invitation", forum_id=forum_id, invitation_id=invitation_id)
    return redirect(at, 303)


# ---------------------------------------------------------------------------- taking along


@pages.get("/invitations.csv")
@needs(EXPORT_ATTENDEES)
def download_csv(forum_id: int) -> ResponseReturnValue:
    """The list as it is shown (its filters hold)."""
    forum = the_record(Forum, forum_id)
    sending.note_download(forum_id, by=actor(), now=g.now)
    wanted = {name: request.args.get(name, "").strip()[:LONGEST_FILTER] for name in ("q", "state")}
    return csv_answer(in_a_snapshot(forum.id, forum.zone, wanted), f"{forum.slug}-invitations")


def in_a_snapshot(forum_id: int, zone: str, wanted: dict[str, str]) -> Iterator[list[str]]:
    with reading():
        yield [*(gettext(HEADS[column]) for column in COLUMNS), *more_heads(zone)]
        for invitation in rows_of(invitations_of(forum_id, **wanted)):
            yield line_of(invitation, zone)


def more_heads(zone: str) -> list[str]:
    return [
        gettext("State"),
        gettext("Sent at (%(zone)s)", zone=zone),
        gettext("Changed at (%(zone)s)", zone=zone),
        gettext("A word to the organizer"),
    ]


def line_of(invitation: Invitation, zone: str) -> list[str]:
    state = gettext("Cancelled since") if has_cancelled(invitation) else ""
    return [
        invitation.name,
        invitation.address,
        invitation.organization,
        invitation.position,
        country_name(invitation.country, current_language()),
        invitation.language,
        str(invitation.places),
        state or gettext(INVITATION_STATES[invitation.state]),
        clock_text(invitation.sent_at, zone),
        clock_text(invitation.state_changed_at, zone),
        invitation.decline_note,
    ]
