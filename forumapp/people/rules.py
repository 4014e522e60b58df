"""What a spreadsheet of people holds."""

from babel import Locale

from forumapp.core.errors import Refused
from forumapp.core.names import folded_name
from forumapp.core.tables import Column
from forumapp.core.text import _
from forumapp.core.translated import LANGUAGE_NAMES, Translated

PEOPLE_COLUMNS = (
    Column(
        "name",
        _("Name"),
        "full name|person|姓名|名字",
        is_translated=True,
        note=_("In one language at least, exactly as it is to be printed."),
        example={"en": "Lin Yue", "zh": "林悦"},
    ),
    Column(
        "honorific",
        _("Honorific"),
        "title before the name|尊称|称谓",
        is_translated=True,
        example={"en": "Dr", "zh": "博士"},
    ),
    Column(
        "position",
        _("Position"),
        "job title|role|title|职务|职位|职称",
        is_translated=True,
        example={"en": "Director", "zh": "主任"},
    ),
    Column(
        "organization",
        _("Organization"),
        "organisation|company|institution|affiliation|单位|机构|公司|工作单位|组织",
        note=_("By any name of one that is there already: bring organizations in first."),
        example="Open Harbour Institute",
    ),
    Column(
        "country",
        _("Country or region"),
        "country|region|国家|地区|国家或地区|国家/地区",
        note=_("By its name, or two letters such as CN."),
        example="CN",
    ),
    Column(
        "languages",
        _("Languages"),
        "speaks|spoken languages|语言|语种",
        note=_("By name or two letters, with commas between."),
        example="zh, en",
    ),
    Column(
        "email",
        _("Mail address"),
        "mail|e-mail|email address|邮箱|电子邮箱|电子邮件",
        example="lin@example.org",
    ),
    Column("phone", _("Telephone"), "phone|mobile|tel|电话|手机", example="+86 10 0000 0000"),
    Column("sort_name", _("Sorted as"), "sort name|排序"),
    Column(
        "biography",
        _("Biography"),
        "bio|cv|简介|简历",
        is_translated=True,
        is_long=True,
        note=_("In Markdown."),
    ),
)

NO_LANGUAGE = _("“{text}” is not a language: write its name or two letters such as zh.")


def languages_in(text: str) -> list[str]:
    """The codes of the languages that somebody speaks, from their names or codes."""
    words = [
        word.strip()
        for word in text.replace("、", ",").replace("，", ",").replace(";", ",").split(",")
    ]
    return list(dict.fromkeys(_language_code(word) for word in words if word))


def _language_code(word: str) -> str:
    for language in LANGUAGE_NAMES:
        names = Locale.parse(language).languages
        if word.lower() in names and len(word) == 2:
            return word.lower()
        for code, name in names.items():
            if len(code) == 2 and name.lower() == word.lower():
                return str(code)
    raise Refused(NO_LANGUAGE, text=word)


def are_one(
    name: Translated, organization: int | None, other: Translated, other_organization: int | None
) -> bool:
    """Whether two entries that share a name are the same person: neither another name in the same
    language, nor another organization, tells them apart.
    """
    is_same_name = all(
        folded_name(name.exact(language)) == folded_name(other.exact(language))
        for language in {*name.languages} & {*other.languages}
    )
    beside = organization, other_organization
    return is_same_name and (None in beside or organization == other_organization)
