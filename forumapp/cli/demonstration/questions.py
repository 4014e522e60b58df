"""What a demonstration forum asks, what its attendees answered, and a set of questions for others."""

from datetime import datetime
from typing import Any

from forumapp.core.actor import Actor
from forumapp.core.paging import rows_of
from forumapp.files.services.stored import check_file, keep_file
from forumapp.forums.models import Forum
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import Answers
from forumapp.questions.rules.kinds import (
    AFTER_CONFIRMATION,
    AT_REGISTRATION,
    CONSENT,
    DATE,
    FEEDBACK,
    FILE,
    LONG_TEXT,
    NUMBER,
    ONE_OF,
    SEVERAL_OF,
    TEXT,
    YES,
    YES_NO,
)
from forumapp.questions.services.building import (
    OptionFacts,
    QuestionFacts,
    add_question,
    add_standard,
)
from forumapp.questions.services.sets import save_as_set
from forumapp.registrations.queries.registered import registrations_of
from forumapp.registrations.services.answering import store_answers

ASKED: list[tuple[str, str, dict[str, Any]]] = [
    (
        AT_REGISTRATION,
        SEVERAL_OF,
        {
            "label": {
                "en": "Which workshops would you like to join?",
                "zh": "您希望参加哪些工作坊？",
            },
            "options": [
                OptionFacts({"en": "Quays for people", "zh": "人本码头"}),
                OptionFacts({"en": "Freight by rail and water", "zh": "铁水联运"}),
                OptionFacts({"en": "Financing a promenade", "zh": "滨水步道的融资"}),
            ],
        },
    ),
    (
        AT_REGISTRATION,
        YES_NO,
        {
            "label": {
                "en": "Do you need an invitation letter for a visa?",
                "zh": "是否需要签证邀请函？",
            }
        },
    ),
    (
        AFTER_CONFIRMATION,
        TEXT,
        {
            "label": {"en": "Name as in your passport", "zh": "护照姓名"},
            "help": {"en": "For the security list of the venue.", "zh": "供会场安检名单使用。"},
            "is_required": True,
            "is_sensitive": True,
        },
    ),
    (
        AFTER_CONFIRMATION,
        DATE,
        {"label": {"en": "Day of arrival", "zh": "抵达日期"}},
    ),
    (
        AFTER_CONFIRMATION,
        CONSENT,
        {
            "label": {
                "en": "I have read the rules of the venue and will keep to them.",
                "zh": "本人已阅读并将遵守会场规定。",
            },
            "is_required": True,
        },
    ),
    (
        FEEDBACK,
        ONE_OF,
        {
            "label": {
                "en": "How useful was the forum for your work?",
                "zh": "本次论坛对您的工作有多大帮助？",
            },
            "options": [
                OptionFacts({"en": "Very useful", "zh": "很有帮助"}),
                OptionFacts({"en": "Useful", "zh": "有帮助"}),
                OptionFacts({"en": "Hardly useful", "zh": "帮助不大"}),
            ],
        },
    ),
    (
        FEEDBACK,
        NUMBER,
        {
            "label": {
                "en": "How many new contacts did you make?",
                "zh": "您结识了多少位新联系人？",
            },
            "lowest": 0,
            "highest": 500,
        },
    ),
    (
        FEEDBACK,
        LONG_TEXT,
        {"label": {"en": "What should we do better?", "zh": "您对我们有何建议？"}},
    ),
]
ANSWERS: list[dict[str, Any]] = [
    {SEVERAL_OF: ["c1", "c3"], YES_NO: True, "diet": ["vegetarian"]},
    {SEVERAL_OF: ["c2"], YES_NO: False, "diet": ["halal", "no_nuts"], "interpretation": "zh"},
    {SEVERAL_OF: ["c1", "c2", "c3"], YES_NO: False, "access": ["step_free"]},
    {YES_NO: True, "interpretation": "en"},
]
"""What one attendee after the other says: by the kind of the question, or its standard word."""
LETTER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def ask_questions(forum: Forum, *, by: Actor, now: datetime) -> None:
    """The forum asks at every stage, its attendees have answered, and the questions are kept as a set."""
    made: dict[str, Question] = {}
    for stage, kind, facts in ASKED:
        question = add_question(forum, kind, QuestionFacts(**facts), stage=stage, by=by, now=now)
        made.setdefault(kind, question)
    visa = QuestionFacts(
        label={"en": "Nationality", "zh": "国籍"}, shown_if=[(made[YES_NO].id, YES)]
    )
    add_question(forum, "country", visa, by=by, now=now)
    for word in ("access", "diet", "interpretation"):
        made[word] = add_standard(forum, word, by=by, now=now)
    for number, registration in enumerate(rows_of(registrations_of(forum.id))):
        said = ANSWERS[number % len(ANSWERS)]
        store_answers(registration, _answers(made, said), now=registration.registered_at)
    give_a_file(forum, by=by, now=now)
    save_as_set(forum, {"en": "Working forums", "zh": "工作论坛通用"}, by=by, now=now)


def give_a_file(forum: Forum, *, by: Actor, now: datetime) -> None:
    """One question asks for a document, and the newest attendee has sent it."""
    label = {"en": "A letter of your organization", "zh": "单位介绍信"}
    asked = add_question(
        forum, FILE, QuestionFacts(label=label), stage=AFTER_CONFIRMATION, by=by, now=now
    )
    file = keep_file(check_file(LETTER, "letter.pdf", field="file"), now=now)
    newest = rows_of(registrations_of(forum.id))[0]
    store_answers(newest, {asked.id: file.id}, stage=AFTER_CONFIRMATION, now=now)


def _answers(made: dict[str, Question], said: dict[str, Any]) -> Answers:
    return {made[name].id: value for name, value in said.items()}
