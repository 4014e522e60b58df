"""Forms: their base, texts in every language side by side, and how a service's refusal lands on one."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Field

from forumapp.core.clock import DoubledTime
from forumapp.core.errors import CHANGED_MEANWHILE, ChangedMeanwhile, Refused, RefusedTogether
from forumapp.core.text import say
from forumapp.core.transaction import settle, undo

Result = TypeVar("Result")
Facts = TypeVar("Facts")
csrf = CSRFProtect()


def start_forms(app: Any) -> None:
    csrf.init_app(app)


def spoken(refusal: Refused) -> str:
    """The refusal's sentence in the reader's language."""
    return say(refusal.sentence, refusal.values, g.language, gettext)


def accept(form: FlaskForm, act: Callable[[], Result]) -> Result | None:
    """Do what a submitted, well-formed form asks; a refusal becomes an error on the form.

    Returns what `act` returned, or None: then show the form again (`render_form`).
    """
    if not form.validate_on_submit():
        spell_out_errors(form)
        return None
    try:
        result = act()
        settle()
    except Refused as refusal:
        undo()
        put_refusal(form, refusal)
        return None
    except (StaleDataError, IntegrityError):  # another editor was faster
        undo()
        form.form_errors.append(gettext(CHANGED_MEANWHILE))
        return None
    return result


def spell_out_errors(form: FlaskForm) -> None:
    """Lazily translated sentences become text: templates show nothing else."""
    for field in form:
        if any(isinstance(error, LazyString) for error in field.errors):
            field.errors = [str(error) for error in field.errors]


def put_refusal(form: FlaskForm, refusal: Refused) -> None:
    """At the field it names, else at the head of the form.

    Who saves again after a `ChangedMeanwhile` has read that another editor was faster. A
    `DoubledTime` makes its field ask which of the two is meant.
    """
    if isinstance(refusal, RefusedTogether):
        for each in refusal.refusals:
            put_refusal(form, each)
        return
    field: Field | None = form[refusal.field] if refusal.field and refusal.field in form else None
    if field is None:
        form.form_errors.append(spoken(refusal))
    else:
        field.errors = [*field.errors, spoken(refusal)]
    if isinstance(refusal, ChangedMeanwhile) and "version" in form:
        form["version"].data = refusal.version
    if isinstance(refusal, DoubledTime) and field is not None:
        ask_which(field)


def ask_which(field: Any) -> None:
    """A field asks which of two equal times is meant; of a list, the times in each of its rows do."""
    in_rows = [each for row in getattr(field, "entries", ()) for each in row.form]
    for each in (field, *in_rows):
        if hasattr(each, "asks_which"):
            each.asks_which = True


def facts_from(form: FlaskForm, kind: type[Facts], **more: Any) -> Facts:
    """The dataclass `kind`, filled with the form's fields of the same names, and with `more`."""
    names = [field.name for field in fields(kind) if field.name in form]  # type: ignore[arg-type]
    return kind(**{name: form[name].data for name in names}, **more)


def render_form(template: str, form: FlaskForm, **context: Any) -> ResponseReturnValue:
    """The page of a form: 422 when something on it was not accepted, with all that was typed."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def languages() -> tuple[str, ...]:
    return tuple(current_app.config["LANGUAGES"])
