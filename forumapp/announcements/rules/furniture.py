"""What belongs to a web site and not to the release on it: trail, tools, banner, contact footer."""

import re

from forumapp.core.text import _

TRAIL, TOOLS, BANNER, FOOTER, FRAME = "trail", "tools", "banner", "footer", "frame"
FURNITURE_NAMES = {
    TRAIL: _("breadcrumb trail"),
    TOOLS: _("page tools"),
    BANNER: _("banner"),
    FOOTER: _("contact and footer"),
    FRAME: _("site navigation"),
}

_HERE = (
    r"(?:current(?:\s+(?:location|position|page))?|you are here|your (?:position|location))\s*[:：]"
)
_HERE_ZH = r"(?:您|你|现在|目前|当前)(?:现在)?(?:的|所在)?(?:所在)?(?:的)?位置\s*[:：是]?"
_HOME = r"(?:Home(?:\s?page)?|HOME|首\s?页|主\s?页|网站首页)\s*(?:>|»|›|→|＞|/|::|&gt;|-{2,}|\\)"
_TRAIL = re.compile(rf"(?:(?i:{_HERE})|{_HERE_ZH}|{_HOME})")
_TOOL = (
    r"print(?: this page)?|close(?: window)?|share(?: to.*)?|back(?: to top| to list)?|top|return|bookmark|"
    r"e-?mail|font|font size|large|medium|small|favou?rites?|download|collect|wechat|weibo|twitter|facebook|"
    r"打印|打印本页|关闭|关闭窗口|返回|返回顶部|返回列表|收藏|分享|分享到|字体|字号|大|中|小|微信|微博|顶部|纠错|"
    r"a[+-]?|[+-]"
)
_TOOLS = re.compile(
    rf"^(?:[\s【】\[\]()（）|/:：·、-]|(?<![a-z])(?:{_TOOL})(?![a-z]))+$"
    r"|^(?:views?|hits|clicks|reads|浏览(?:次数|量)?|点击(?:数|量)?|阅读(?:次数|量)?)\s*[:：]?\s*[\d,]*\s*次?$"
    r"|^(?:上一[篇条页]|下一[篇条页]|(?:previous|next)(?: article| page)?|prev)\s*[:：>»].{0,200}$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^(?:[-•|\s]*)(?:contact(?: us)?|about us|copyright|©|\(c\)|all rights reserved|friend(?:ly)? links?|"
    r"links|site ?map|privacy|legal notice|powered by|tel|telephone|fax|e-?mail|address|add|zip|postcode|"
    r"版权所有|版权|联系我们|联系方式|关于我们|友情链接|网站地图|隐私|主办单位[:：]|承办单位[:：]|地址|电话|传真|邮箱|邮编|"
    r"技术支持|.{0,4}ICP备|.{0,4}公网安备)(?:\b|$|(?<=[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_FUSED_FOOTER = re.compile(
    r"(?<=[.。!！?？”\"])\s*(Contact [Uu]s|About [Uu]s|联系我们|关于我们)\s*$"
)
_WIDE = re.compile(r"[\u3400-\u9fff]")
_ENDINGS = (".", "。", "!", "！", "?", "？", "…", "”", '"', "）", ")", ";", "；", ":", "：")


def is_trail(line: str) -> bool:
    """A breadcrumb trail, also where other site words are fused to it ("NewsCurrent:Home > News")."""
    return len(line) <= 400 and not line.endswith(("。", ".")) and bool(_TRAIL.search(line))


def is_tools(line: str) -> bool:
    """Print, close, share, font size, counters, previous and next."""
    return len(line) <= 250 and bool(_TOOLS.match(line.removeprefix("- ")))


def opens_footer(line: str) -> bool:
    """A line with which a site's footer may begin."""
    return len(line) <= 250 and bool(_FOOTER.match(line.removeprefix("- ")))


def split_fused_footer(line: str) -> tuple[str, str]:
    """A last sentence to which the footer's first words stick: the sentence, and those words."""
    found = _FUSED_FOOTER.search(line)
    return (line[: found.start()].rstrip(), found[1]) if found else (line, "")


def is_paragraph(line: str) -> bool:
    """Running text rather than a headline, label or menu: long, and ended as sentences are."""
    letters = len(line) + len(_WIDE.findall(line))
    return letters > 400 or (letters >= 80 and line.endswith(_ENDINGS))
