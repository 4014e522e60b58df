"""A record created from inside the form of another, without leaving it.

Every `desk/<records>/quick` (people, organizations, themes, venues) is an ordinary page with a short
form. The form of another record offers it beside a `RecordField(quick="desk.people.create_person_quickly")`
(macro `record_field` of components/forms.html, or `quick_link`).

With scripts, htmx fetches the short form into the desk's dialog (`#quick`) and posts it from there; the
answer is the new `<option>`, and an event `record-created` {records, into, value, text} by which desk.js
adds the option to every `select[data-records="<endpoint>"]` (or list of checkboxes) and chooses it in the
field whose id was given as `into`. Without scripts, the link opens the page in a new tab; when the record
is created, the page says so, and the form shows it among its choices as soon as it is shown again.
"""

import json

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from forumapp.core.translated import Translated
from forumapp.web.forms import render_form
from forumapp.web.languages import current_language

PREFIX = "new"
"""Of the names in a short form: it stands in the page of another form, which may have the same ones."""


def show_quick_form(form: FlaskForm, title: str) -> ResponseReturnValue:
    return render_form(
        "desk/quick/show_quick_form.html",
        form,
        title=title,
        is_fragment=_is_fragment(),
        here=request.full_path.rstrip("?"),
    )


def answer_created(record_id: int, name: Translated) -> ResponseReturnValue:
    """The new option for htmx; for others a page that says what to do now."""
    text = name.text(current_language())
    if not _is_fragment():
        return render_template("desk/quick/show_created.html", name=text)
    option = Markup('<option value="{}" selected>{}</option>').format(record_id, text)
    created = {
        "records": request.endpoint,
        "into": request.args.get("into", ""),
        "value": str(record_id),
        "text": text,
    }
    answer = make_response(option)
    answer.headers["HX-Trigger"] = json.dumps({"record-created": created})
    answer.headers["HX-Reswap"] = "none"
    return answer


def _is_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"
