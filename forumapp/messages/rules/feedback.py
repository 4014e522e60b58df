"""What is usually asked after a forum, and what can be counted of the answers."""

from forumapp.questions.rules.kinds import (
    CONSENT,
    FILE,
    LONG_TEXT,
    ONE_OF,
    TEXT,
)

Words = dict[str, str]

USUAL_QUESTIONS: tuple[tuple[str, Words, tuple[Words, ...]], ...] = (
    (
        ONE_OF,
        {"en": "How was the forum as a whole?", "zh": "您对本次论坛的总体评价"},
        (
            {"en": "5 – Very good", "zh": "5 分（非常好）"},
            {"en": "4 – Good", "zh": "4 分（好）"},
            {"en": "3 – Fair", "zh": "3 分（一般）"},
            {"en": "2 – Poor", "zh": "2 分（较差）"},
            {"en": "1 – Very poor", "zh": "1 分（很差）"},
        ),
    ),
    (LONG_TEXT, {"en": "What was good?", "zh": "您认为哪些方面做得好？"}, ()),
    (LONG_TEXT, {"en": "What should we do better?", "zh": "您认为哪些方面有待改进？"}, ()),
)
"""Kind, words and choices of each."""

NAMES_THE_GIVER = (FILE, CONSENT)
"""Kinds that are not asked: who answers them says who they are."""
IN_WORDS = (TEXT, LONG_TEXT)
"""Kinds whose answers are read; all others are counted."""
