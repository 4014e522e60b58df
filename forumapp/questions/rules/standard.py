"""Questions that are ready to be asked. They tell of somebody's health or faith: staff only, erased first."""

from dataclasses import dataclass
from typing import Any

from forumapp.core.text import _
from forumapp.questions.rules.kinds import ONE_OF, SEVERAL_OF, TEXT

Words = dict[str, str]
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ready:
    """A question as it is asked in English and Chinese; `more` follows whoever chooses “something else”."""

    name: str
    kind: str
    label: Words
    help: Words
    options: tuple[tuple[str, Words], ...]
    more: Words

    @property
    def kept_options(self) -> list[dict[str, Any]]:
        return [{"key": key, "label": words} for key, words in self.options]


STANDARD = {
    "access": Ready(
        _("Access needs"),
        SEVERAL_OF,
        {
            "en": "What do you need in order to take part?",
            "zh": "为方便您参会，请告知所需的无障碍服务",
        },
        {
            "en": "Only our staff see this. We may write to you to arrange it.",
            "zh": "仅工作人员可见，我们可能就此与您联系。",
        },
        (
            ("wheelchair", {"en": "Space for a wheelchair", "zh": "轮椅席位"}),
            ("step_free", {"en": "A way without steps", "zh": "无台阶通道"}),
            ("hearing", {"en": "Hearing loop or captions", "zh": "助听设备或实时字幕"}),
            ("sign_language", {"en": "Sign language interpreting", "zh": "手语翻译"}),
            ("large_print", {"en": "Large print or a digital copy", "zh": "大字版或电子版资料"}),
            ("assistant", {"en": "A seat for my assistant", "zh": "陪护人员席位"}),
            ("guide_dog", {"en": "I bring a guide dog", "zh": "携带导盲犬"}),
            (OTHER, {"en": "Something else", "zh": "其他"}),
        ),
        {"en": "What else do you need?", "zh": "请说明其他无障碍需求"},
    ),
    "diet": Ready(
        _("Diet"),
        SEVERAL_OF,
        {"en": "What should the kitchen know?", "zh": "饮食要求"},
        {
            "en": "Only our staff see this. The kitchen gets numbers, no names.",
            "zh": "仅工作人员可见；提供给厨房的只有数量，不含姓名。",
        },
        (
            ("vegetarian", {"en": "Vegetarian", "zh": "素食（可食蛋奶）"}),
            ("vegan", {"en": "Vegan", "zh": "纯素"}),
            ("halal", {"en": "Halal", "zh": "清真"}),
            ("kosher", {"en": "Kosher", "zh": "犹太洁食"}),
            ("no_pork", {"en": "No pork", "zh": "不食猪肉"}),
            ("no_beef", {"en": "No beef", "zh": "不食牛肉"}),
            ("no_seafood", {"en": "No fish or seafood", "zh": "不食鱼虾海鲜"}),
            ("gluten_free", {"en": "No gluten", "zh": "无麸质"}),
            ("lactose_free", {"en": "No lactose", "zh": "无乳糖"}),
            ("no_nuts", {"en": "No nuts", "zh": "坚果过敏"}),
            (OTHER, {"en": "Something else", "zh": "其他"}),
        ),
        {"en": "What else should the kitchen know?", "zh": "请说明其他饮食要求或过敏情况"},
    ),
    "interpretation": Ready(
        _("Interpretation"),
        ONE_OF,
        {"en": "Do you need interpretation, and into which language?", "zh": "是否需要同声传译？"},
        {"en": "Only our staff see this.", "zh": "仅工作人员可见。"},
        (
            ("none", {"en": "No", "zh": "不需要"}),
            ("zh", {"en": "Into Chinese", "zh": "译为中文"}),
            ("en", {"en": "Into English", "zh": "译为英语"}),
            ("fr", {"en": "Into French", "zh": "译为法语"}),
            ("es", {"en": "Into Spanish", "zh": "译为西班牙语"}),
            ("ru", {"en": "Into Russian", "zh": "译为俄语"}),
            ("ar", {"en": "Into Arabic", "zh": "译为阿拉伯语"}),
            (OTHER, {"en": "Into another language", "zh": "译为其他语言"}),
        ),
        {"en": "Into which language?", "zh": "请填写语种"},
    ),
}
"""By the word that a question made of it keeps in `Question.standard`."""
MORE_KIND = TEXT
