"""What a venue, and a forum held in it, says of access for everybody."""

from forumapp.core.tables import Column
from forumapp.core.text import _

ACCESS_FACTS = {
    "step_free": _("Step-free access"),
    "hearing_help": _("Help with hearing"),
    "quiet_space": _("Quiet space"),
}
"""Column of both records → how readers know it; what a forum says itself replaces what its venue says."""

VENUE_COLUMNS = (
    Column(
        "name",
        _("Name of the place"),
        "name|venue|hall|名称|场地|会场|场馆",
        is_translated=True,
        note=_("In one language at least, exactly as it is to be printed."),
        example={"en": "Harbour House", "zh": "港湾大厦"},
    ),
    Column(
        "street",
        _("Street"),
        "street and number|address|地址|街道",
        is_translated=True,
        example={"en": "3 Quay Road", "zh": "码头路3号"},
    ),
    Column(
        "city",
        _("City"),
        "town|城市|所在城市",
        is_translated=True,
        example={"en": "Qingdao", "zh": "青岛"},
    ),
    Column("postcode", _("Postcode"), "zip|zip code|邮编|邮政编码", example="266000"),
    Column(
        "country",
        _("Country or region"),
        "country|region|国家|地区|国家或地区|国家/地区",
        note=_("By its name, or two letters such as CN."),
        example="CN",
    ),
    Column(
        "zone",
        _("Time zone"),
        "zone|timezone|时区",
        note=_("As in Asia/Shanghai; needed, for it tells when a forum there begins."),
        example="Asia/Shanghai",
    ),
    Column(
        "latitude",
        _("Latitude"),
        "lat|纬度",
        note=_("In degrees, both or neither."),
        example="36.07",
    ),
    Column("longitude", _("Longitude"), "lon|lng|经度", example="120.38"),
    Column(
        "directions",
        _("Directions"),
        "how to get there|交通|交通指引",
        is_translated=True,
        is_long=True,
    ),
    Column(
        "access",
        _("Access"),
        "accessibility|entrance|入场|进入方式",
        is_translated=True,
        is_long=True,
    ),
    *(Column(fact, head, is_translated=True, is_long=True) for fact, head in ACCESS_FACTS.items()),
    Column(
        "website", _("Website"), "web|homepage|url|网站|网址", example="https://house.example.org"
    ),
)
