"""The invented conferences, forums and delegations of the demonstration.

Days count from the Monday of the week of loading, so that some forums are always to come, some are
past, and none is at a weekend.
"""

from dataclasses import dataclass, field

from forumapp.cli.demonstration.records import Words


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """A conference or a series; days are None for a series."""

    kind: str
    name: Words
    summary: Words
    city: Words = ("", "")
    country: str = ""
    zone: str = "UTC"
    first_day: int | None = None
    last_day: int | None = None
    lines: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """A point of the programme; `people` speak in it."""

    starts: str
    ends: str
    title: Words
    kind: str = "session"
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """A forum. `registered` says how many registrations it has in each state."""

    kind: str
    day: int
    starts: str
    ends: str
    title: Words
    lead: Words
    about: Words
    themes: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    place: str | None = None
    room: int | None = None
    zone: str | None = None
    mode: str = "in_person"
    gathering: str | None = None
    follows: str | None = None
    languages: tuple[str, ...] = ("en",)
    limit: int | None = None
    registration: str = "open"
    programme: tuple[Part, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    ends_as: str = "published"
    note: Words = ("", "")
    registered: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Point:
    """An itinerary item; a time is (day of the journey from 0, "HH:MM", zone)."""

    kind: str
    title: Words
    starts: tuple[int, str, str]
    ends: tuple[int, str, str]
    place: Words = ("", "")
    counterpart: str | None = None
    forum: str | None = None
    is_public: bool = False


@dataclass(frozen=True, kw_only=True)
class Journey:
    name: Words
    purpose: Words
    about: Words
    country: str
    cities: Words
    zone: str
    first_day: int
    last_day: int
    host: str
    focal_point: str
    places: int
    members: tuple[tuple[str, str, Words], ...]
    forums: tuple[str, ...]
    points: tuple[Point, ...]


GATHERINGS = {
    "neighbourhood_week": Gathering(
        kind="conference",
        name=("Neighbourhood Week", "社区周"),
        summary=(
            "A week in which cities show each other one street each.",
            "一周之内，各城市互相展示一条街道。",
        ),
        city=("New York", "纽约"),
        country="US",
        zone="America/New_York",
        first_day=21,
        last_day=25,
        lines=(("host", "river_city"), ("co_organizer", "lantern")),
        themes=("cities",),
    ),
    "harbours_congress": Gathering(
        kind="conference",
        name=("Small Harbours Congress", "小港口大会"),
        summary=(
            "Every second year the small ports meet in one that is larger than they are.",
            "每两年一次，小港口齐聚一座比自己更大的港口。",
        ),
        city=("Singapore", "新加坡"),
        country="SG",
        zone="Asia/Singapore",
        first_day=30,
        last_day=32,
        lines=(("organizer", "quays"), ("media_partner", "evening_post")),
        themes=("ports",),
    ),
    "lasts": Gathering(
        kind="series",
        name=("Measuring what lasts", "衡量持久之物"),
        summary=(
            "Six conversations on how to tell, years later, whether help has helped.",
            "六场对话：多年以后，如何判断帮助是否真正有用。",
        ),
        lines=(("organizer", "harbour"), ("co_organizer", "urban_practice")),
        themes=("cities", "cooperation"),
    ),
}

EVENTS = {
    "inclusive": Event(
        kind="luncheon_forum",
        day=24,
        starts="12:00",
        ends="14:30",
        title=(
            "Civil society and inclusive cities: what works, and who pays for it",
            "公民社会与包容性城市：什么行之有效，谁来出资",
        ),
        lead=(
            "Foundations, city governments and companies compare ten years of neighbourhood programmes "
            "in Shenzhen, Nairobi and New York, and sign a shared method for measuring them.",
            "基金会、市政部门与企业比较深圳、内罗毕和纽约十年来的社区项目，并签署共同的评估办法。",
        ),
        about=(
            "The delegation of the chamber holds this forum on the third day of its visit, jointly with "
            "the Lantern Foundation. It asks a narrow question: which programmes still run five years "
            "after their first funder left.\n\nEnglish and Chinese with simultaneous interpretation. "
            "Lunch is served; tell us about your diet when you register.",
            "商会代表团在访美第三天与灯笼基金会共同举办本次论坛。论坛只问一个问题：首位资助方退出五年之后，"
            "哪些项目仍在运行。\n\n会议以中英文进行，配同声传译，备有午餐；如有饮食要求，请在报名时说明。",
        ),
        themes=("cities", "cooperation"),
        lines=(
            ("organizer", "harbour"),
            ("co_organizer", "lantern"),
            ("supporter", "urban_practice"),
            ("supporter", "commons"),
        ),
        place="riverside",
        room=0,
        gathering="neighbourhood_week",
        languages=("en", "zh"),
        limit=200,
        programme=(
            Part(
                starts="12:00",
                ends="12:20",
                kind="welcome",
                title=("Welcome", "致辞"),
                people=(("wei", "speaker"), ("alder", "speaker")),
            ),
            Part(
                starts="12:20",
                ends="13:00",
                kind="keynote",
                title=(
                    "Ten streets, ten years: evidence from Shenzhen",
                    "十条街，十年：来自深圳的观察",
                ),
                people=(("lin", "keynote"),),
            ),
            Part(starts="13:00", ends="13:30", kind="meal", title=("Lunch", "午餐")),
            Part(
                starts="13:30",
                ends="14:20",
                kind="panel",
                title=("Who pays, and for how long?", "谁来出资，出资多久？"),
                people=(
                    ("rey", "chair"),
                    ("odhiambo", "panellist"),
                    ("alder", "panellist"),
                    ("chen", "panellist"),
                ),
            ),
        ),
        registered={"confirmed": 34, "cancelled": 3},
    ),
    "small_ports": Event(
        kind="round_table",
        day=31,
        starts="09:30",
        ends="11:30",
        title=("Small ports, large trade", "小港口，大贸易"),
        lead=(
            "Twenty-four harbour masters and shipowners around one table: what a small quay needs so "
            "that large ships still call.",
            "二十四位港务负责人与船东围坐一桌，讨论小码头如何留住大船。",
        ),
        about=(
            "A closed circle of chairs and an open agenda. Each port brings one figure and one photograph.",
            "座位围成一圈，议程保持开放。每座港口带来一个数字和一张照片。",
        ),
        themes=("ports",),
        lines=(
            ("organizer", "quays"),
            ("co_organizer", "harbour"),
            ("media_partner", "evening_post"),
        ),
        place="customs_house",
        room=0,
        gathering="harbours_congress",
        languages=("en", "zh"),
        limit=24,
        people=(
            ("tan", "chair"),
            ("li_yao", "discussant"),
            ("haddad", "speaker"),
            ("goh", "rapporteur"),
        ),
        registered={"confirmed": 23, "offered": 1, "waitlisted": 6, "expired": 2},
    ),
    "lasts_three": Event(
        kind="forum",
        day=11,
        starts="14:00",
        ends="15:30",
        title=("Measuring what lasts: asking the neighbours", "衡量持久之物：去问邻居"),
        lead=(
            "The third conversation of the series: surveys that people answer gladly, and what they say.",
            "系列对话第三场：人们乐意回答的问卷，以及他们的回答。",
        ),
        about=(
            "Online. The link comes with the confirmation of your registration.",
            "线上举行，会议链接随报名确认信发出。",
        ),
        themes=("cities", "cooperation"),
        lines=(("organizer", "harbour"), ("co_organizer", "urban_practice")),
        zone="Asia/Shanghai",
        follows="lasts_two",
        mode="online",
        gathering="lasts",
        languages=("zh", "en"),
        limit=500,
        programme=(
            Part(
                starts="14:00",
                ends="14:45",
                title=("Questions that neighbours answer gladly", "邻居乐意回答的问题"),
                people=(("zhao", "speaker"), ("brooks", "speaker")),
            ),
            Part(
                starts="14:45",
                ends="15:30",
                kind="panel",
                title=("What they said, and what came of it", "他们说了什么，后来如何"),
                people=(("wang_zhe", "moderator"),),
            ),
        ),
        registered={"confirmed": 17, "cancelled": 1},
    ),
    "water": Event(
        kind="side_event",
        day=60,
        starts="10:00",
        ends="12:00",
        title=("Water, land, credit", "水、土地与信贷"),
        lead=(
            "Why some wells are paid back and others run dry.",
            "为什么有的水井能收回贷款，有的却干涸了。",
        ),
        about=(
            "Borrowers, lenders and hydrologists read the same ledger together.",
            "借款人、放款人与水文学家一起读同一本账。",
        ),
        themes=("water",),
        lines=(("organizer", "springs"), ("co_sponsor", "harbour")),
        place="acacia",
        room=0,
        limit=150,
        people=(("kamau", "speaker"), ("abebe", "speaker"), ("mwangi", "chair")),
        ends_as="postponed",
        note=(
            "The hall is needed as a polling station that week. A new date follows; every place stays reserved.",
            "会场当周用作投票站，新的日期另行公布，已确认的席位全部保留。",
        ),
        registered={"confirmed": 9},
    ),
    "cold_chain": Event(
        kind="panel",
        day=43,
        starts="10:00",
        ends="12:00",
        title=("Four degrees: keeping vaccines cold on the way", "四摄氏度：让疫苗一路冷到底"),
        lead=(
            "Engineers, nurses and carriers follow one box from the factory to the village.",
            "工程师、护士与承运人追踪一只冷藏箱，从工厂一直到村庄。",
        ),
        about=(
            "The room holds eighty. The organizer confirms each place, so that every link of the chain is there.",
            "会场可容纳八十人。席位由主办方逐一确认，以保证冷链的每个环节都有人到场。",
        ),
        themes=("health",),
        lines=(("organizer", "lakeside"), ("co_organizer", "meridian"), ("supporter", "harbour")),
        place="lake_pavilion",
        room=0,
        limit=80,
        registration="approval",
        programme=(
            Part(
                starts="10:00",
                ends="10:40",
                kind="keynote",
                title=("How far is the nurse?", "护士有多远？"),
                people=(("favre", "keynote"),),
            ),
            Part(
                starts="10:40",
                ends="11:50",
                kind="panel",
                title=("One box, nine days", "一只箱子，九天路程"),
                people=(("mueller", "moderator"), ("do", "panellist"), ("lim", "panellist")),
            ),
        ),
        registered={"pending": 8, "confirmed": 6, "declined": 2},
    ),
    "workshop": Event(
        kind="forum",
        day=52,
        starts="15:00",
        ends="17:30",
        title=("A living from the workshop", "作坊里的生计"),
        lead=(
            "Guilds and cooperatives on how an apprentice becomes a master who can pay the rent.",
            "行会与合作社谈学徒如何成为付得起房租的师傅。",
        ),
        about=(
            "Bring something that you have made.",
            "欢迎带一件自己做的东西。",
        ),
        themes=("craft",),
        lines=(("organizer", "young_hands"), ("co_organizer", "loom"), ("co_sponsor", "harbour")),
        place="lake_pavilion",
        languages=("en", "fr"),
        limit=80,
        people=(
            ("benali", "chair"),
            ("osei", "speaker"),
            ("rossi", "speaker"),
            ("marchand", "discussant"),
        ),
        registered={"confirmed": 5},
    ),
    "night_market": Event(
        kind="reception",
        day=18,
        starts="19:00",
        ends="21:30",
        title=("Night market on the quay", "码头夜市"),
        lead=(
            "Stalls, lanterns and a short speech.",
            "摊位、灯笼，和一段简短的致辞。",
        ),
        about=(
            "An open evening for members and neighbours.",
            "面向会员与街坊的开放之夜。",
        ),
        themes=("ports",),
        lines=(("host", "quays"), ("supporter", "harbour")),
        place="customs_house",
        limit=300,
        people=(("tan", "speaker"),),
        ends_as="cancelled",
        note=(
            "The quay is closed for repairs to its wall.",
            "码头因岸壁维修暂停开放。",
        ),
        registered={"confirmed": 6},
    ),
    "tool_libraries": Event(
        kind="round_table",
        day=25,
        starts="09:30",
        ends="11:30",
        title=("Libraries that lend tools", "出借工具的图书馆"),
        lead=(
            "A drill is needed for thirteen minutes in its life. Libraries that share one, and what else grew from it.",
            "一把电钻一生只用十三分钟。共享工具的图书馆，以及由此生长出来的一切。",
        ),
        about=(
            "With a visit to the shelves.",
            "会后参观工具架。",
        ),
        themes=("cities", "craft"),
        lines=(("host", "river_city"), ("organizer", "harbour"), ("supporter", "commons")),
        place="riverside",
        room=1,
        gathering="neighbourhood_week",
        languages=("en",),
        limit=60,
        people=(("brooks", "speaker"), ("price", "chair"), ("ngugi", "discussant")),
        registered={"confirmed": 7},
    ),
    "one_form": Event(
        kind="forum",
        day=45,
        starts="14:00",
        ends="17:00",
        title=("One form instead of nine", "九张表变一张"),
        lead=(
            "Customs lawyers and forwarders draw up the single form that small shippers have asked for.",
            "海关律师与货代共同起草小型货主盼望已久的统一单证。",
        ),
        about=(
            "Morning drafts are handed out at the door.",
            "草案在入场时发放。",
        ),
        themes=("ports",),
        lines=(("organizer", "harbour"), ("co_organizer", "quays")),
        place="harbour_house",
        room=0,
        languages=("zh", "en"),
        limit=120,
        people=(("haddad", "keynote"), ("wei", "chair"), ("chen", "rapporteur")),
        registered={"confirmed": 8, "cancelled": 1},
    ),
    "one_dam": Event(
        kind="forum",
        day=73,
        starts="09:00",
        ends="12:30",
        title=("Two thousand farmers, one dam", "两千农户，一座水坝"),
        lead=(
            "How a cooperative shares water in a dry year, told by those who opened and closed the gates.",
            "旱年里合作社如何分水，由开闸与关闸的人亲口讲述。",
        ),
        about=(
            "In the Courtyard Hall and online.",
            "庭院厅现场与线上同步进行。",
        ),
        themes=("water",),
        lines=(("organizer", "springs"), ("co_organizer", "harbour")),
        place="acacia",
        room=0,
        mode="both",
        limit=150,
        people=(("mwangi", "speaker"), ("abebe", "speaker"), ("zhang_hong", "discussant")),
        registered={"confirmed": 4},
    ),
    "opening_plenary": Event(
        kind="plenary",
        day=30,
        starts="09:00",
        ends="10:30",
        title=("Small Harbours Congress: opening plenary", "小港口大会：开幕全会"),
        lead=(
            "The year of the small ports in figures, and the question for the next two days.",
            "小港口的一年数据，以及未来两天要回答的问题。",
        ),
        about=(
            "Doors open half an hour before.",
            "提前半小时入场。",
        ),
        themes=("ports",),
        lines=(("organizer", "quays"), ("supporter", "harbour"), ("media_partner", "evening_post")),
        place="customs_house",
        gathering="harbours_congress",
        languages=("en", "zh"),
        people=(("tan", "chair"), ("sato", "keynote")),
        registered={"confirmed": 5},
    ),
    "harbour_evening": Event(
        kind="reception",
        day=9,
        starts="18:30",
        ends="20:30",
        title=("Evening at Harbour House", "海港会馆之夜"),
        lead=(
            "Members thank the hosts of this year’s journeys.",
            "会员答谢今年各次出访的接待方。",
        ),
        about=("By invitation.", "凭邀请函入场。"),
        themes=("cooperation",),
        lines=(("host", "harbour"),),
        place="harbour_house",
        room=1,
        languages=("zh",),
        limit=40,
        registration="invitation",
        people=(("wei", "speaker"),),
        registered={},
    ),
    "ten_streets": Event(
        kind="forum",
        day=-40,
        starts="14:00",
        ends="16:30",
        title=("Ten streets, ten years", "十条街，十年"),
        lead=(
            "What changed on ten streets of Shenzhen, and what stayed.",
            "深圳十条街道，变了什么，又留下了什么。",
        ),
        about=("The photographs hung in the Chart Room for a week.", "照片在海图厅展出一周。"),
        themes=("cities",),
        lines=(("organizer", "urban_practice"), ("co_organizer", "harbour")),
        place="harbour_house",
        room=0,
        languages=("zh",),
        limit=120,
        people=(("lin", "keynote"), ("zhao", "speaker"), ("chen", "moderator")),
        registered={"confirmed": 2},
    ),
    "sunday_libraries": Event(
        kind="panel",
        day=-90,
        starts="11:00",
        ends="13:00",
        title=("Libraries on a Sunday", "周日的图书馆"),
        lead=(
            "Eleven libraries opened their doors on Sundays. Who came?",
            "十一座图书馆周日开门，来的是谁？",
        ),
        about=("Held in the courtyard.", "在庭院举行。"),
        themes=("cities",),
        lines=(("organizer", "commons"), ("supporter", "harbour")),
        place="acacia",
        limit=150,
        people=(("ngugi", "speaker"), ("odhiambo", "moderator")),
    ),
    "last_mile": Event(
        kind="forum",
        day=-122,
        starts="09:30",
        ends="12:00",
        title=("The last mile to the nurse", "通往护士站的最后一里"),
        lead=(
            "Where people turn back on the way to care.",
            "求医路上，人们在哪里折返。",
        ),
        about=("Maps and walking shoes.", "地图与步行鞋。"),
        themes=("health",),
        lines=(("organizer", "lakeside"), ("supporter", "harbour")),
        place="lake_pavilion",
        limit=80,
        people=(("favre", "speaker"), ("mueller", "discussant")),
    ),
    "village_pumps": Event(
        kind="round_table",
        day=-160,
        starts="14:00",
        ends="16:00",
        title=("Pumps that a village can repair", "村里自己能修的水泵"),
        lead=(
            "A maker of pumps and those who mend them take one apart together.",
            "水泵制造商与维修者一起拆开一台水泵。",
        ),
        about=("Tools were provided.", "现场提供工具。"),
        themes=("water", "craft"),
        lines=(("organizer", "springs"), ("co_organizer", "harbour")),
        place="acacia",
        limit=40,
        people=(("zhang_hong", "speaker"), ("kamau", "chair")),
    ),
    "lasts_two": Event(
        kind="forum",
        day=-60,
        starts="14:00",
        ends="15:30",
        title=("Measuring what lasts: counting shade", "衡量持久之物：数一数树荫"),
        lead=(
            "The second conversation of the series: simple things to count, year after year.",
            "系列对话第二场：年复一年，可以数的简单事物。",
        ),
        about=("Held online.", "线上举行。"),
        themes=("cities", "cooperation"),
        lines=(("organizer", "harbour"), ("co_organizer", "urban_practice")),
        zone="Asia/Shanghai",
        mode="online",
        gathering="lasts",
        languages=("zh", "en"),
        people=(("zhao", "speaker"), ("rey", "discussant")),
    ),
    "old_harbours": Event(
        kind="forum",
        day=-200,
        starts="16:00",
        ends="18:00",
        title=("Reading old harbours", "读懂老港口"),
        lead=(
            "What the walls of forty small harbours tell about trade.",
            "四十座小港的岸壁，讲述怎样的贸易往事。",
        ),
        about=("With a walk along the jetty.", "会后沿栈桥步行参观。"),
        themes=("ports",),
        lines=(("organizer", "quays"), ("media_partner", "evening_post")),
        place="customs_house",
        limit=90,
        people=(("sato", "keynote"), ("goh", "moderator"), ("lim", "discussant")),
    ),
}

JOURNEYS = {
    "new_york_week": Journey(
        name=("Delegation to Neighbourhood Week in New York", "赴纽约社区周代表团"),
        purpose=(
            "To compare neighbourhood programmes with foundations and city offices, and to sign a shared "
            "method for measuring them.",
            "与基金会和市政部门交流社区项目经验，签署共同的评估办法。",
        ),
        about=(
            "Eight members from trade, shipping and research spend six days in New York.",
            "来自贸易、航运与研究领域的八位成员，在纽约进行为期六天的访问。",
        ),
        country="US",
        cities=("New York", "纽约"),
        zone="America/New_York",
        first_day=22,
        last_day=27,
        host="lantern",
        focal_point="deng",
        places=12,
        members=(
            ("wei", "head", ("President, Harbour Chamber", "海港商会会长")),
            ("chen", "deputy_head", ("Secretary-General, Harbour Chamber", "海港商会秘书长")),
            (
                "lin",
                "adviser",
                ("Senior fellow, Institute of Urban Practice", "城市实践研究院高级研究员"),
            ),
            ("he", "member", ("Lawyer", "律师")),
            ("liu", "member", ("Textile dealer", "纺织品经销商")),
            ("ma", "member", ("Banker", "银行业者")),
            ("sun", "interpreter", ("Interpreter", "译员")),
            ("gao", "press", ("Photographer", "摄影记者")),
        ),
        forums=("inclusive", "tool_libraries"),
        points=(
            Point(
                kind="travel",
                title=("Flight Shanghai – New York", "上海—纽约航班"),
                starts=(0, "12:30", "Asia/Shanghai"),
                ends=(0, "14:40", "America/New_York"),
                place=("Airport", "机场"),
            ),
            Point(
                kind="visit",
                title=(
                    "Visit to the River City Office for Neighbourhoods",
                    "参访河城社区事务办公室",
                ),
                starts=(1, "10:00", "America/New_York"),
                ends=(1, "12:00", "America/New_York"),
                place=("New York", "纽约"),
                counterpart="river_city",
                is_public=True,
            ),
            Point(
                kind="forum",
                title=("Civil society and inclusive cities", "公民社会与包容性城市"),
                starts=(2, "12:00", "America/New_York"),
                ends=(2, "14:30", "America/New_York"),
                place=("Riverside Hall", "河畔厅"),
                forum="inclusive",
                is_public=True,
            ),
            Point(
                kind="meal",
                title=("Dinner given by the Lantern Foundation", "灯笼基金会晚宴"),
                starts=(2, "18:30", "America/New_York"),
                ends=(2, "21:00", "America/New_York"),
                counterpart="lantern",
            ),
            Point(
                kind="forum",
                title=("Libraries that lend tools", "出借工具的图书馆"),
                starts=(3, "09:30", "America/New_York"),
                ends=(3, "11:30", "America/New_York"),
                place=("Riverside Hall", "河畔厅"),
                forum="tool_libraries",
                is_public=True,
            ),
            Point(
                kind="travel",
                title=("Flight New York – Shanghai", "纽约—上海航班"),
                starts=(4, "16:50", "America/New_York"),
                ends=(5, "20:10", "Asia/Shanghai"),
                place=("Airport", "机场"),
            ),
        ),
    ),
    "wells": Journey(
        name=("Delegation to the wells of Nairobi", "赴内罗毕水井考察团"),
        purpose=(
            "To see pumps at work, to meet those who mend them and to agree on spare parts.",
            "实地察看水泵运行，会见维修人员，商定备件供应。",
        ),
        about=(
            "A working journey of makers and lenders.",
            "由制造商与金融从业者组成的工作访问。",
        ),
        country="KE",
        cities=("Nairobi", "内罗毕"),
        zone="Africa/Nairobi",
        first_day=-162,
        last_day=-157,
        host="springs",
        focal_point="njoroge",
        places=8,
        members=(
            ("wang_zhe", "head", ("Deputy Secretary-General, Harbour Chamber", "海港商会副秘书长")),
            ("zhang_hong", "member", ("Maker of pumps", "水泵制造商")),
            ("li_yao", "member", ("Shipowner", "船东")),
            ("xu", "observer", ("Freight forwarder", "货运代理")),
            ("sun", "interpreter", ("Interpreter", "译员")),
        ),
        forums=("village_pumps",),
        points=(
            Point(
                kind="visit",
                title=("A day at three wells", "走访三口水井"),
                starts=(1, "08:00", "Africa/Nairobi"),
                ends=(1, "17:00", "Africa/Nairobi"),
                counterpart="springs",
                is_public=True,
            ),
            Point(
                kind="forum",
                title=("Pumps that a village can repair", "村里自己能修的水泵"),
                starts=(2, "14:00", "Africa/Nairobi"),
                ends=(2, "16:00", "Africa/Nairobi"),
                place=("Acacia Centre", "金合欢中心"),
                forum="village_pumps",
                is_public=True,
            ),
        ),
    ),
}
