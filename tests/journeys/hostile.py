"""Texts that mean to be more than texts, in every column that holds somebody's words; and, beside
them, harmless ones of the same shape.
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapper, Session

from forumapp.core.db import Base
from forumapp.core.translated import Translated, TranslatedColumn
from forumapp.files.models import StoredFile

PIECES = (
    ("\"'><script>alert(1)</script>", "aaaaascripta alertaaaaaascripta"),
    ("<img src=x onerror=alert(1)>", "aimg srcax onerrorxalertaaaa"),
    ("<svg/onload=alert(1)>", "asvgxonloadxalertaaaa"),
    ('" onmouseover=alert(1) x="', "a onmouseoverxalertaaa xxa"),
    ("' autofocus onfocus='alert(1)", "a autofocus onfocusxaalertaaa"),
    ("[a](javascript:alert(1))", "aaaajavascriptxalertaaaa"),
    ("[a](JaVa&#x53;cript:alert(1))", "aaaaJaVaxxxxxxcriptxalertaaaa"),
    ("<javascript:alert(1)>", "ajavascriptxalertaaaa"),
    (
        "![b](data:text/html,<script>alert(1)</script>)",
        "aabaadataxtextxhtmlx script alertaaaaaascriptaa",
    ),
    ('[w](https://a.example/"onclick="alert)', "[w](https://a.example/xonclickxxalert)"),
    ("{{7*7}} {% raw %} ${7*7} #{7*7} #panic()", "xx7*7xx xx raw xx xx7*7x xx7*7x xpanicxx"),
    (
        "</title></textarea></style></script></template>",
        "xxtitlexxxtextareaxxxstylexxxscriptxxxtemplatex",
    ),
    (
        "]]> <!-- --> <![CDATA[ &lt;b&gt; &#60;i&#62;",
        "xxx xxxx xxx xxxCDATAx xltxbxgtx xx60xixx62x",
    ),
    (
        "\r\nBcc: eve.example\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        "\r\nBccx eve.example\r\nENDxVEVENT\r\nBEGINxVEVENT",
    ),
    (
        "\r\n\r\n<iframe srcdoc='<script>alert(1)</script>'>",
        "\r\n\r\naiframe srcdocxxascriptxalertxxxxxscriptxxx",
    ),
    ("a\u2028b\u2029c\x01\x0b\x1b\x7fd\u202ee", "axbxcxxxxdxe"),
)
HOSTILE = " ".join(hostile for hostile, _harmless in PIECES)
HARMLESS = " ".join(harmless for _hostile, harmless in PIECES)
LONG = "长" * 2_500 + "w" * 2_500
NO_LINK = {HOSTILE: "javascript:alert(1)//", HARMLESS: "javasxript:alert(1)//"}
"""What stands in the place of an address of the web."""

WEB_ADDRESSES = {"website", "online_url"}
NOT_WORDS = {
    "one of a list": (
        "action actor_kind attendance_mode badge_layout calendar_method confirmed_how country kind field "
        "forum_state how language last_sent_method made_with media_type outcome owed_mail parity "
        "profile purpose rank registration_mode role stage standard state "
        "about_kind waiting_list Booking.made_by Registration.made_by"
    ),
    "a zone of the IANA list": "release_zone starts_zone ends_zone zone zone_data",
    "made by the program": (
        "address_hash code_key fs_uniquifier hash digest import_digest last_sent_entry link_hash "
        "message_id name_key network offer_hash password reference reply_hash search_key "
        "submission_key tokens headings leads entry_uid city_key slug"
    ),
    "a mail address, checked when it is typed": (
        "address address_key contact_email email from_address to_address"
    ),
    "a path or a colour, checked when it is typed": "old_address accent",
    "a single character": "seal",
    "texts of mails, made from the others": "subject text_body html_body last_error",
    "a code that is typed at a form": "code",
    "the answer of another program, shown as text alone": "detail bounce_detail answer",
    "facts and codes, compared with others": (
        "Announcement.drafted Announcement.stated Announcement.proposed ArchiveEntry.proposed "
        "ArchiveEntry.problem ArchiveEntry.released ArchiveEntry.pictures "
        "ArchiveImport.addresses OutgoingMail.links "
        "Question.shown_if_values Message.audience AddressConfirmation.submission "
        "CalendarLook.entries StoredEntry.zones Theme.sdg_goals Forum.languages Person.languages"
    ),
    "names of parts of the program": "Heartbeat.name",
}
"""Columns of letters that hold nobody's words, and why. A column that is not here is spoiled."""
CODE = re.compile("[a-z0-9_]*")
"""What stands among texts and is none: the key of an option, the name of a state, nothing."""


def columns_of_words() -> Iterator[tuple[type[Any], str, Any]]:
    """Each model with each of its columns that holds somebody's words, and the column's type."""
    named = {name for names in NOT_WORDS.values() for name in names.split()}
    for mapper in Base.registry.mappers:
        for key, kind in letters_of(mapper):
            if key not in named and f"{mapper.class_.__name__}.{key}" not in named:
                yield mapper.class_, key, kind


def letters_of(mapper: Mapper[Any]) -> Iterator[tuple[str, Any]]:
    for attribute in mapper.column_attrs:
        kind = attribute.columns[0].type
        if isinstance(kind, TranslatedColumn | String | JSON):
            yield attribute.key, kind


def spoil_everything(session: Session, words: str) -> None:
    """Put `words` after what stands in every column of words of every row, in each of its languages."""
    by_model: dict[type[Any], list[str]] = {}
    for model, key, _kind in columns_of_words():
        by_model.setdefault(model, []).append(key)
    for model, keys in by_model.items():
        for row in session.scalars(select(model)):
            for key in keys:
                said = on_one_line(words) if model is StoredFile else words
                setattr(row, key, spoiled(getattr(row, key), key, said))


def on_one_line(words: str) -> str:
    """Without control characters: so the name of every file that is sent to us is kept."""
    return "".join(sign for sign in words if sign.isprintable())


def spoiled(value: Any, key: str, words: str) -> Any:
    """The same with the words after every text in it."""
    if isinstance(value, Translated):
        return Translated({code: f"{value.exact(code)} {words}" for code in value.languages})
    if isinstance(value, dict):
        return {name: spoiled(each, name, words) for name, each in value.items()}
    if isinstance(value, list):
        codes = value[:1] if key == "left_out" and isinstance(next(iter(value), None), str) else []
        return [*codes, *(spoiled(each, key, words) for each in value[len(codes) :])]
    if not isinstance(value, str) or CODE.fullmatch(value):
        return value
    return NO_LINK.get(words, value) if key in WEB_ADDRESSES else f"{value} {words}"
