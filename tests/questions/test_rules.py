"""Who is asked what, and what is an answer."""

from types import SimpleNamespace
from typing import Any

import pytest

from forumapp.questions.rules.answers import answer_text, asked, problem_with
from forumapp.questions.rules.kinds import QUESTION_KINDS
from forumapp.questions.rules.standard import OTHER, STANDARD

TWO = [{"key": "a", "label": {"en": "Apple", "zh": "苹果"}}, {"key": "b", "label": {"en": "Pear"}}]


def a_question(kind: str, question_id: int = 1, **facts: Any) -> Any:
    defaults = {
        "is_required": False,
        "options": TWO if kind in ("one_of", "several_of") else [],
        "lowest": None,
        "highest": None,
        "shown_if_id": None,
        "shown_if_values": [],
    }
    return SimpleNamespace(id=question_id, kind=kind, **defaults | facts)


GOOD = {
    "text": "Yes",
    "long_text": "x" * 5000,
    "one_of": "a",
    "several_of": ["a", "b"],
    "number": -3,
    "date": "2027-03-14",
    "country": "CN",
    "yes_no": False,
    "file": 7,
    "consent": "I agree.",
}
BAD = [
    ("text", "x" * 301),
    ("text", 5),
    ("long_text", "x" * 5001),
    ("one_of", "c"),
    ("one_of", ["a"]),
    ("several_of", "a"),
    ("several_of", ["a", "c"]),
    ("number", "3"),
    ("number", True),
    ("date", "14 March"),
    ("date", 5),
    ("country", "XX"),
    ("yes_no", "yes"),
    ("file", "../../x"),
    ("consent", True),
]


def test_every_kind_has_a_good_answer():
    assert {kind: problem_with(a_question(kind), GOOD[kind]) for kind in QUESTION_KINDS} == (
        dict.fromkeys(QUESTION_KINDS)
    )


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_what_is_no_answer_is_told_at_its_field(kind: str, value: Any):
    problem = problem_with(a_question(kind), value)
    assert problem is not None
    assert problem.field == "question_1"


@pytest.mark.parametrize("kind", QUESTION_KINDS)
def test_only_a_needed_question_must_be_answered(kind: str):
    for nothing in (None, "", []):
        assert problem_with(a_question(kind), nothing) is None
        assert problem_with(a_question(kind, is_required=True), nothing) is not None


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        (4, None, "Give a whole number, {lowest} or more."),
        (None, 2, "Give a whole number, {highest} or less."),
        (4, 9, "Give a whole number from {lowest} to {highest}."),
        (3, 3, None),
    ],
)
def test_a_number_keeps_within_its_limits(lowest: int | None, highest: int | None, said: str):
    problem = problem_with(a_question("number", lowest=lowest, highest=highest), 3)
    assert (problem and problem.sentence) == said


def test_a_question_is_asked_only_while_its_condition_holds_and_is_asked_itself():
    questions = [
        a_question("yes_no", 1),
        a_question("several_of", 2, shown_if_id=1, shown_if_values=["yes"]),
        a_question("text", 3, shown_if_id=2, shown_if_values=["b"]),
        a_question("text", 4, shown_if_id=9, shown_if_values=["a"]),
        a_question("consent", 5, shown_if_id=1, shown_if_values=["no"]),
    ]

    def ids(**answers: Any) -> list[int]:
        given = {int(name[1:]): value for name, value in answers.items()}
        return [each.id for each in asked(questions, given)]

    assert ids() == [1]
    assert ids(q1=True) == [1, 2]
    assert ids(q1=True, q2=["a", "b"]) == [1, 2, 3]
    assert ids(q1=False, q2=["a", "b"]) == [1, 5], "what is hidden decides about nothing"


@pytest.mark.parametrize(
    ("kind", "value", "english", "chinese"),
    [
        ("several_of", ["b", "a"], "Apple, Pear", "苹果、Pear"),
        ("several_of", [], "", ""),
        ("yes_no", False, "No", "否"),
        ("date", "2027-03-14", "14 March 2027", "2027年3月14日"),
        ("country", "CN", "China", "中国"),
        ("consent", "I agree to the rules.", "Agreed", "已同意"),
        ("number", 0, "0", "0"),
        ("file", "passport.pdf", "passport.pdf", "passport.pdf"),
    ],
)
def test_an_answer_reads_itself_in_each_language(kind: str, value: Any, english: str, chinese: str):
    question = a_question(kind)
    assert answer_text(question, value, "en") == english
    assert answer_text(question, value, "zh") == chinese


def test_what_is_ready_is_written_in_both_languages():
    for ready in STANDARD.values():
        texts = (ready.label, ready.help, ready.more, *(words for _key, words in ready.options))
        assert {language for words in texts for language in words if words[language]} == {
            "en",
            "zh",
        }
        assert ready.options[-1][0] == OTHER
