"""The true part of the demonstration: a forum that a chamber's delegation held in New York in 2019.

Only what the chamber's own release says, in our words. It gives no day for the forum, no dates for the
journey and no venue, so those are assumed and said to be; it gives no Chinese names, so there are none.
"""

from datetime import date, datetime

RELEASED = datetime(2019, 9, 10, 13, 52, 28)
RELEASE_ZONE = "Asia/Shanghai"
SOURCE = "CICCPS"

FORUM_STARTS = datetime(2019, 9, 6, 12, 0)
FORUM_ENDS = datetime(2019, 9, 6, 14, 0)
FORUM_ZONE = "America/New_York"
JOURNEY_STARTS = date(2019, 9, 3)
JOURNEY_ENDS = date(2019, 9, 8)

CONFERENCE_NAME = ("68th United Nations Civil Society Conference", "第68届联合国民间社会会议")
CONFERENCE_SUMMARY = (
    "Its theme was Building Inclusive and Sustainable Cities and Communities.",
    "会议主题为“建设包容和可持续的城市与社区”。",
)
CONFERENCE_CITY = ("Salt Lake City", "盐湖城")
CONFERENCE_STARTS = date(2019, 8, 26)
CONFERENCE_ENDS = date(2019, 8, 28)

FORUM = {
    "title": (
        "International cooperation and social services of civil society organizations",
        "民间组织国际合作|与社会服务论坛",
    ),
    "lead": (
        "A luncheon forum in New York on what Chinese and American civil society organizations can do together.",
        "在纽约举行的午餐论坛，探讨中美民间组织如何携手合作。",
    ),
    "description": (
        "The chamber’s delegation to the United States held this luncheon forum in New York jointly with the "
        "Chinese Public Welfare Foundation. It served exchange between Chinese and American civil society "
        "organizations, public welfare and the Sustainable Development Goals, and answered the theme of the "
        "United Nations conference: inclusive and sustainable cities and communities.\n\n"
        "The release gives no day and no venue; the day shown here is assumed.",
        "商会访美代表团与 Chinese Public Welfare Foundation 在纽约共同举办本次午餐论坛，旨在促进中美民间组织交流与公益合作，"
        "推动落实可持续发展目标，并回应联合国会议主题“包容和可持续的城市与社区”。\n\n"
        "原新闻稿未载明日期与会场，此处日期为推定。",
    ),
}

DELEGATION = {
    "name": ("Delegation to the United States, 2019", "2019年访美代表团"),
    "purpose": (
        "Exchange and cooperation between Chinese and American civil society organizations.",
        "促进中美民间组织交流与合作。",
    ),
    "description": (
        "The dates shown are assumed: the release tells of the visit but not of its days.",
        "原新闻稿提及此次访问，但未载明起止日期，此处日期为推定。",
    ),
    "cities": ("New York", "纽约"),
}

SPEAKERS = (
    (
        "Bruce Knotts",
        (
            "Co-chair of the organizing committee of the 67th and 68th United Nations Civil Society Conferences",
            "第67届和第68届联合国民间社会会议组委会联合主席",
        ),
    ),
    ("Wang Yanguo", ("Speaker for the delegation", "代表团发言人")),
)
CONSENT_NOTE = "named in the chamber’s public release of 10 September 2019"

REPORT = {
    "headline": (
        "Delegation and foundation hold a forum in New York on cooperation and social services",
        "代表团与基金会在纽约举办|民间组织国际合作|与社会服务论坛",
    ),
    "lead": (
        "Visiting the United States, the chamber’s delegation met American civil society organizations over "
        "lunch, jointly with the Chinese Public Welfare Foundation.",
        "商会代表团访美期间，与 Chinese Public Welfare Foundation 共同举办午餐论坛，同美国民间组织座谈交流。",
    ),
    "dateline": ("New York", "纽约"),
    "body": (
        "The forum dealt with international cooperation and the social services of civil society organizations. "
        "Its hosts wished to bring associations of both countries together, to serve public welfare and "
        "communities, and to contribute to the Sustainable Development Goals.\n\n"
        "Bruce Knotts recalled his visits to Beijing and Hangzhou. The goals for 2030, he said, need more Chinese "
        "civil society organizations to take part, and in a difficult international situation the diplomacy of "
        "peoples matters more, not less.\n\n"
        "Wang Yanguo answered the theme of the United Nations conference, inclusive and sustainable cities and "
        "communities. China has more than 835,500 registered civil society organizations; he described ten parts "
        "that they play in cities, from the environment and the relief of poverty to order, care and innovation, "
        "and expressed the hope that the conference may one day meet in China.",
        "论坛围绕民间组织国际合作与社会服务展开。主办双方希望借此增进两国社会组织往来，服务公益与社区，为实现可持续发展目标贡献力量。\n\n"
        "Bruce Knotts 回顾了他在北京、杭州等地的见闻。他表示，实现二〇三〇年可持续发展目标，需要更多中国民间组织参与；"
        "在复杂的国际形势下，民间外交愈显重要。\n\n"
        "Wang Yanguo 就联合国会议主题“包容和可持续的城市与社区”发言。他介绍，中国已有83.55万余家经批准成立的社会组织，"
        "在生态建设、扶贫、城市秩序、民意沟通、专业服务与科技创新等十个方面发挥作用，并期待今后在中国举办这一会议。",
    ),
}
