"""Kinds of organizations."""

from forumapp.core.tables import Column
from forumapp.core.text import _

ORGANIZATION_KINDS = {
    "chamber": _("Chamber of commerce"),
    "foundation": _("Foundation"),
    "association": _("Association"),
    "company": _("Company"),
    "government": _("Government body"),
    "international": _("International organization"),
    "academic": _("University or institute"),
    "media": _("Media"),
    "other": _("Other organization"),
}

ORGANIZATION_COLUMNS = (
    Column(
        "name",
        _("Official name"),
        "name|organization|organisation|company|名称|机构名称|单位|单位名称",
        is_translated=True,
        note=_("In one language at least, exactly as it is to be printed."),
        example={"en": "Open Harbour Institute", "zh": "开放港湾研究院"},
    ),
    Column(
        "short_name",
        _("Short name"),
        "abbreviation|acronym|简称|缩写",
        is_translated=True,
        example={"en": "OHI", "zh": "港湾院"},
    ),
    Column(
        "kind",
        _("Kind"),
        "type|类型|类别|性质",
        note=_("One of the kinds of the form, such as Foundation."),
        example="academic",
    ),
    Column(
        "city",
        _("City"),
        "town|城市|所在城市",
        is_translated=True,
        example={"en": "Qingdao", "zh": "青岛"},
    ),
    Column(
        "country",
        _("Country or region"),
        "country|region|国家|地区|国家或地区|国家/地区",
        note=_("By its name, or two letters such as CN."),
        example="CN",
    ),
    Column(
        "website", _("Website"), "web|homepage|url|网站|网址", example="https://harbour.example.org"
    ),
    Column(
        "email",
        _("Mail address"),
        "mail|e-mail|email address|邮箱|电子邮箱|电子邮件",
        example="office@example.org",
    ),
    Column(
        "description",
        _("What it is and does"),
        "description|about|简介|介绍",
        is_translated=True,
        is_long=True,
        note=_("In Markdown."),
    ),
)
