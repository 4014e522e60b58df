"""The invented bodies, people, themes and places of the demonstration. None of them exists."""

from dataclasses import dataclass, field

Words = tuple[str, str]
"""A text in English and in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """An organization; `short` is how it is spoken of."""

    kind: str
    name: Words
    short: Words
    about: Words
    city: Words
    country: str
    is_own: bool = False


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A person; `consents` is whether they may be shown to the public."""

    name: Words
    post: Words
    body: str
    country: str
    honorific: Words = ("", "")
    life: Words = ("", "")
    languages: tuple[str, ...] = ("en",)
    consents: bool = True


@dataclass(frozen=True, kw_only=True)
class Subject:
    title: Words
    summary: Words
    goals: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    name: Words
    street: Words
    city: Words
    country: str
    zone: str
    postcode: str = ""
    point: tuple[float, float] | None = None
    step_free: Words = ("", "")
    hearing_help: Words = ("", "")
    quiet_space: Words = ("", "")
    rooms: tuple[tuple[Words, int], ...] = field(default_factory=tuple)


BODIES = {
    "harbour": Body(
        kind="chamber",
        name=("Harbour Chamber of Commerce", "海港商会"),
        short=("Harbour Chamber", "海港商会"),
        about=(
            "An association of trading houses, shipowners and makers of goods that brings its members "
            "to meet cities, foundations and companies abroad.",
            "由贸易、航运与制造企业组成的行业组织，组织会员赴境外与城市、基金会和企业开展交流。",
        ),
        city=("Qinghai Harbour", "清海港"),
        country="CN",
        is_own=True,
    ),
    "lantern": Body(
        kind="foundation",
        name=("Lantern Foundation", "灯笼基金会"),
        short=("Lantern", "灯笼基金会"),
        about=(
            "Supports neighbourhood programmes that go on after their first funder has left.",
            "资助社区项目，并关注首位资助方退出之后项目能否延续。",
        ),
        city=("New York", "纽约"),
        country="US",
    ),
    "urban_practice": Body(
        kind="academic",
        name=("Institute of Urban Practice", "城市实践研究院"),
        short=("Urban Practice", "城市实践研究院"),
        about=(
            "Observes streets and housing blocks over decades and publishes what it finds.",
            "长期观察街区与住宅，公开发表研究结果。",
        ),
        city=("Shenzhen", "深圳"),
        country="CN",
    ),
    "commons": Body(
        kind="association",
        name=("City Commons Network", "城市公共空间网络"),
        short=("City Commons", "城市公共空间网络"),
        about=(
            "Links associations that look after squares, libraries and river banks.",
            "联系管理广场、图书馆与滨水空间的社会组织。",
        ),
        city=("Nairobi", "内罗毕"),
        country="KE",
    ),
    "quays": Body(
        kind="association",
        name=("League of Small Quays", "小港口联盟"),
        short=("Small Quays", "小港口联盟"),
        about=(
            "Speaks for ports that handle fewer than a million tonnes a year.",
            "代表年吞吐量一百万吨以下的港口。",
        ),
        city=("Singapore", "新加坡"),
        country="SG",
    ),
    "meridian": Body(
        kind="company",
        name=("Meridian Cold Chain", "子午线冷链公司"),
        short=("Meridian", "子午线冷链"),
        about=(
            "Carries vaccines and fresh food between ports without a break in the cold.",
            "为疫苗与生鲜食品提供港到港全程冷链运输。",
        ),
        city=("Singapore", "新加坡"),
        country="SG",
    ),
    "lakeside": Body(
        kind="academic",
        name=("Lakeside School of Public Health", "湖滨公共卫生学院"),
        short=("Lakeside School", "湖滨公共卫生学院"),
        about=(
            "Teaches and measures primary care in towns without a hospital.",
            "面向没有医院的城镇，开展基层医疗的教学与评估。",
        ),
        city=("Geneva", "日内瓦"),
        country="CH",
    ),
    "springs": Body(
        kind="foundation",
        name=("Springs and Wells Trust", "泉井信托基金"),
        short=("Springs and Wells", "泉井信托基金"),
        about=(
            "Lends to villages for wells and teaches them to keep the pumps running.",
            "向村庄提供打井贷款，并传授水泵维护技能。",
        ),
        city=("Nairobi", "内罗毕"),
        country="KE",
    ),
    "loom": Body(
        kind="company",
        name=("Loom and Ledger", "织机与账簿公司"),
        short=("Loom and Ledger", "织机与账簿"),
        about=(
            "Keeps the books of cooperatives of weavers and potters.",
            "为纺织与制陶合作社提供账务服务。",
        ),
        city=("Paris", "巴黎"),
        country="FR",
    ),
    "young_hands": Body(
        kind="association",
        name=("Young Hands Guild", "青年匠人会"),
        short=("Young Hands", "青年匠人会"),
        about=(
            "Places apprentices with workshops in eleven countries.",
            "在十一个国家为学徒联系作坊。",
        ),
        city=("Paris", "巴黎"),
        country="FR",
    ),
    "evening_post": Body(
        kind="media",
        name=("The Quayside Evening Post", "《码头晚报》"),
        short=("Evening Post", "《码头晚报》"),
        about=(
            "A bilingual paper for people who work in ports.",
            "面向港口从业者的双语报纸。",
        ),
        city=("Singapore", "新加坡"),
        country="SG",
    ),
    "river_city": Body(
        kind="government",
        name=("River City Office for Neighbourhoods", "河城社区事务办公室"),
        short=("River City", "河城社区办"),
        about=(
            "The city office that answers for libraries, markets and small streets.",
            "负责图书馆、集市与小街巷事务的市政机构。",
        ),
        city=("New York", "纽约"),
        country="US",
    ),
    "ciccps": Body(
        kind="chamber",
        name=("CICCPS", "CICCPS"),
        short=("CICCPS", "CICCPS"),
        about=(
            "A chamber of commerce, approved by the State Council and the Ministry of Civil Affairs, "
            "that supports Chinese private enterprises investing overseas.",
            "经国务院和民政部批准的综合性商会，服务中国民营企业境外投资。",
        ),
        city=("", ""),
        country="CN",
    ),
    "welfare": Body(
        kind="foundation",
        name=("Chinese Public Welfare Foundation", "Chinese Public Welfare Foundation"),
        short=("", ""),
        about=(
            "The foundation with which the chamber’s delegation held its forum in New York.",
            "与商会代表团在纽约共同举办论坛的基金会。",
        ),
        city=("", ""),
        country="CN",
    ),
}

SUBJECTS = {
    "cities": Subject(
        title=("Inclusive and sustainable cities", "包容和可持续的城市与社区"),
        summary=(
            "Cities and communities that leave nobody out and can go on as they are.",
            "让每个人都不掉队、能够长久延续的城市与社区。",
        ),
        goals=(11, 17),
    ),
    "cooperation": Subject(
        title=("International cooperation of civil society", "民间社会组织国际合作"),
        summary=(
            "What associations of different countries do together, and what it does for people.",
            "各国社会组织如何携手合作，又为民众带来了什么。",
        ),
        goals=(16, 17),
    ),
    "ports": Subject(
        title=("Ports and fair trade", "港口与公平贸易"),
        summary=(
            "How small ports and small sellers keep their share of large trade.",
            "小港口与小商户如何在大贸易中保有一席之地。",
        ),
        goals=(8, 9, 14),
    ),
    "health": Subject(
        title=("Health close to home", "家门口的健康"),
        summary=(
            "Primary care, vaccines and the cold chain that brings them.",
            "基层医疗、疫苗，以及把疫苗送到的冷链。",
        ),
        goals=(3,),
    ),
    "water": Subject(
        title=("Water, land and credit", "水、土地与信贷"),
        summary=(
            "Wells, fields and the loans that pay for them.",
            "水井、田地，以及支撑它们的贷款。",
        ),
        goals=(1, 6, 15),
    ),
    "craft": Subject(
        title=("Young people and craft", "青年与手工艺"),
        summary=(
            "Apprenticeships that lead to a living.",
            "能够安身立业的学徒之路。",
        ),
        goals=(4, 8),
    ),
}

PLACES = {
    "riverside": Place(
        name=("Riverside Hall", "河畔厅"),
        street=("12 Ferry Street", "渡口街12号"),
        city=("New York", "纽约"),
        country="US",
        zone="America/New_York",
        postcode="10000",
        point=(40.748, -73.97),
        step_free=(
            "Step-free from Ferry Street; a lift to both halls; accessible toilets on each floor.",
            "渡口街入口无台阶，电梯可达两个会议厅，各层均设无障碍卫生间。",
        ),
        hearing_help=(
            "Hearing loop in the Great Hall; receivers for Room 2 at the desk.",
            "大厅设有助听感应线圈；二号厅可在服务台领取助听接收器。",
        ),
        quiet_space=("Quiet room on the second floor.", "二层设有安静室。"),
        rooms=((("Great Hall", "大厅"), 240), (("Room 2", "二号厅"), 60)),
    ),
    "harbour_house": Place(
        name=("Harbour House", "海港会馆"),
        street=("8 Lighthouse Road", "灯塔路8号"),
        city=("Shanghai", "上海"),
        country="CN",
        zone="Asia/Shanghai",
        postcode="200000",
        point=(31.24, 121.49),
        step_free=("Step-free; lifts to every floor.", "全馆无障碍通行，电梯可达各层。"),
        rooms=((("Chart Room", "海图厅"), 120), (("Rope Room", "缆绳厅"), 40)),
    ),
    "lake_pavilion": Place(
        name=("Lake Pavilion", "湖滨馆"),
        street=("3 Quai des Saules", "柳堤路3号"),
        city=("Geneva", "日内瓦"),
        country="CH",
        zone="Europe/Zurich",
        postcode="1200",
        point=(46.21, 6.15),
        step_free=("Ramp at the garden gate.", "花园门设有坡道。"),
        rooms=((("Willow Room", "柳厅"), 80),),
    ),
    "acacia": Place(
        name=("Acacia Centre", "金合欢中心"),
        street=("Mbagathi Lane", "姆巴加蒂巷"),
        city=("Nairobi", "内罗毕"),
        country="KE",
        zone="Africa/Nairobi",
        postcode="00100",
        point=(-1.29, 36.82),
        step_free=("All rooms on the ground floor.", "全部会议室均在一层。"),
        rooms=((("Courtyard Hall", "庭院厅"), 150),),
    ),
    "customs_house": Place(
        name=("Old Customs House", "旧海关楼"),
        street=("40 Jetty Road", "码头路40号"),
        city=("Singapore", "新加坡"),
        country="SG",
        zone="Asia/Singapore",
        postcode="049000",
        point=(1.28, 103.85),
        step_free=("Step-free from Jetty Road.", "码头路入口无台阶。"),
        hearing_help=("Hearing loop in the Long Room.", "长厅设有助听感应线圈。"),
        rooms=((("Long Room", "长厅"), 90),),
    ),
    "new_york": Place(
        name=("A venue in New York", "纽约某会场"),
        street=("", ""),
        city=("New York", "纽约"),
        country="US",
        zone="America/New_York",
    ),
}

PEOPLE = {
    "wei": Someone(
        name=("Wei Minghua", "韦明华"),
        post=("President", "会长"),
        body="harbour",
        country="CN",
        languages=("zh", "en"),
        life=(
            "Began as a tally clerk on the quay and has led the chamber for nine years.",
            "从码头理货员做起，执掌商会已有九年。",
        ),
    ),
    "lin": Someone(
        name=("Lin Qiao", "林樵"),
        honorific=("Dr", "博士"),
        post=("Senior fellow", "高级研究员"),
        body="urban_practice",
        country="CN",
        languages=("zh", "en"),
        life=(
            "Has walked the same ten streets of Shenzhen every month since 2014.",
            "自二〇一四年起，每月走访深圳同样的十条街道。",
        ),
    ),
    "chen": Someone(
        name=("Chen Suyin", "陈素音"),
        post=("Secretary-General", "秘书长"),
        body="harbour",
        country="CN",
        languages=("zh", "en"),
        life=("Plans the chamber’s journeys.", "负责商会出访工作的统筹。"),
    ),
    "alder": Someone(
        name=("Ruth Alder", "露丝·奥尔德"),
        post=("Director", "主任"),
        body="lantern",
        country="US",
        life=(
            "Has funded neighbourhood work for twenty years, half of it by saying no.",
            "从事社区资助工作二十年，深知何时应当拒绝。",
        ),
    ),
    "odhiambo": Someone(
        name=("Amina Odhiambo", "阿米娜·奥迪安博"),
        post=("Adviser on housing", "住房事务顾问"),
        body="commons",
        country="KE",
        life=(
            "Wrote the rules for shared courtyards in Nairobi.",
            "主持起草内罗毕共享庭院的管理规则。",
        ),
    ),
    "rey": Someone(
        name=("Tomás Rey", "托马斯·雷伊"),
        post=("Head of programmes", "项目部主任"),
        body="lantern",
        country="US",
        languages=("en", "es"),
        life=("Chairs meetings that end on time.", "主持的会议总能准时结束。"),
    ),
    "tan": Someone(
        name=("Tan Wei Ling", "陈慧玲"),
        post=("Chair", "主席"),
        body="quays",
        country="SG",
        languages=("en", "zh"),
        life=(
            "Ran a ferry pier before she spoke for four hundred of them.",
            "曾管理一座渡轮码头，如今代表四百座。",
        ),
    ),
    "kamau": Someone(
        name=("Peter Kamau", "彼得·卡马乌"),
        post=("Lending officer", "信贷主管"),
        body="springs",
        country="KE",
        life=(
            "Has lent for 600 wells; 571 still give water.",
            "经手六百口水井的贷款，其中五百七十一口仍在出水。",
        ),
    ),
    "favre": Someone(
        name=("Hélène Favre", "埃莱娜·法夫尔"),
        honorific=("Prof.", "教授"),
        post=("Dean", "院长"),
        body="lakeside",
        country="CH",
        languages=("fr", "en"),
        life=("Studies how far people walk to a nurse.", "研究居民到最近护士站的步行距离。"),
    ),
    "ngugi": Someone(
        name=("Wanjiru Ngũgĩ", "万吉鲁·恩古吉"),
        post=("Coordinator", "协调员"),
        body="commons",
        country="KE",
        life=("Keeps eleven libraries open on Sundays.", "让十一座图书馆在周日照常开放。"),
    ),
    "do": Someone(
        name=("Đỗ Minh Anh", "杜明英"),
        post=("Cold-chain engineer", "冷链工程师"),
        body="meridian",
        country="VN",
        life=(
            "Designs boxes that stay at four degrees for nine days.",
            "设计可在九天内保持四摄氏度的冷藏箱。",
        ),
    ),
    "lim": Someone(
        name=("Lim Boon Keng", "林文敬"),
        post=("Managing director", "董事总经理"),
        body="meridian",
        country="SG",
        languages=("en", "zh"),
        life=("Moved the company from ice to sensors.", "带领公司从冰块时代走进传感器时代。"),
    ),
    "marchand": Someone(
        name=("Claire Marchand", "克莱尔·马尔尚"),
        post=("Partner", "合伙人"),
        body="loom",
        country="FR",
        languages=("fr", "en"),
        life=("Keeps the accounts of 214 cooperatives.", "为二百一十四家合作社管理账目。"),
    ),
    "benali": Someone(
        name=("Karim Benali", "卡里姆·贝纳利"),
        post=("Guild master", "会长"),
        body="young_hands",
        country="FR",
        languages=("fr", "en"),
        life=("A joiner who has trained 90 joiners.", "木工出身，带出九十名木工。"),
    ),
    "osei": Someone(
        name=("Abena Osei", "阿贝娜·奥塞"),
        post=("Apprenticeship officer", "学徒事务主管"),
        body="young_hands",
        country="GH",
        life=(
            "Finds a workshop for every apprentice within a month.",
            "一个月内为每位学徒找到作坊。",
        ),
    ),
    "goh": Someone(
        name=("Goh Siew Mei", "吴秀美"),
        post=("Editor", "主编"),
        body="evening_post",
        country="SG",
        languages=("en", "zh"),
        life=(
            "Edits the only bilingual shipping page in the region.",
            "主编本地区唯一的双语航运版面。",
        ),
    ),
    "price": Someone(
        name=("Daniel Price", "丹尼尔·普赖斯"),
        post=("Commissioner", "专员"),
        body="river_city",
        country="US",
        life=("Answers for 3,200 small streets.", "分管三千二百条小街巷。"),
    ),
    "zhao": Someone(
        name=("Zhao Yiran", "赵怡然"),
        post=("Researcher", "研究员"),
        body="urban_practice",
        country="CN",
        languages=("zh", "en"),
        life=("Counts benches, shade and shopkeepers.", "统计长椅、树荫与店主。"),
    ),
    "wang_zhe": Someone(
        name=("Wang Zhe", "王喆"),
        post=("Deputy Secretary-General", "副秘书长"),
        body="harbour",
        country="CN",
        languages=("zh", "en"),
        life=("Looks after members in the interior provinces.", "负责内陆省份会员的联络服务。"),
    ),
    "li_yao": Someone(
        name=("Li Yao", "李垚"),
        post=("Shipowner", "船东"),
        body="harbour",
        country="CN",
        languages=("zh",),
        life=("Owns nine coasters.", "拥有九艘沿海货船。"),
    ),
    "zhang_hong": Someone(
        name=("Zhang Hong", "张𬭎"),
        post=("Maker of pumps", "水泵制造商"),
        body="harbour",
        country="CN",
        languages=("zh",),
        life=("Makes pumps that villages can repair.", "制造村民自己就能修的水泵。"),
    ),
    "sun": Someone(
        name=("Sun Ke", "孙可"),
        post=("Interpreter", "译员"),
        body="harbour",
        country="CN",
        languages=("zh", "en", "fr"),
    ),
    "gao": Someone(
        name=("Gao Shan", "高山"),
        post=("Photographer", "摄影记者"),
        body="evening_post",
        country="CN",
        languages=("zh",),
    ),
    "mueller": Someone(
        name=("Jonas Müller", "约纳斯·米勒"),
        post=("Lecturer", "讲师"),
        body="lakeside",
        country="CH",
        languages=("de", "en"),
        life=("Teaches nurses to read a temperature log.", "教护士读懂温度记录。"),
    ),
    "abebe": Someone(
        name=("Selam Abebe", "塞拉姆·阿贝贝"),
        post=("Hydrologist", "水文学家"),
        body="springs",
        country="ET",
        life=("Finds water with a map and patience.", "凭一张地图和耐心找到水源。"),
    ),
    "mwangi": Someone(
        name=("Grace Mwangi", "格雷丝·姆旺吉"),
        post=("Cooperative chair", "合作社理事长"),
        body="springs",
        country="KE",
        life=("Leads 2,000 farmers who share one dam.", "带领两千名农户共用一座水坝。"),
    ),
    "rossi": Someone(
        name=("Paola Rossi", "保拉·罗西"),
        post=("Potter", "陶艺师"),
        body="loom",
        country="IT",
        life=("Runs a kiln owned by thirty families.", "经营由三十户家庭共有的窑炉。"),
    ),
    "sato": Someone(
        name=("Sato Haruka", "佐藤遥"),
        post=("Port historian", "港口史学者"),
        body="quays",
        country="JP",
        life=("Wrote the history of forty small harbours.", "撰写了四十座小港的历史。"),
    ),
    "haddad": Someone(
        name=("Rania Haddad", "拉尼娅·哈达德"),
        post=("Customs lawyer", "海关事务律师"),
        body="quays",
        country="LB",
        life=("Shortens forms for a living.", "以精简报关单据为业。"),
    ),
    "brooks": Someone(
        name=("Ellen Brooks", "埃伦·布鲁克斯"),
        post=("Librarian", "图书馆馆长"),
        body="river_city",
        country="US",
        life=("Lends tools as well as books.", "图书馆里既借书，也借工具。"),
    ),
    "liu": Someone(
        name=("Liu Wanqing", "刘婉清"),
        post=("Textile dealer", "纺织品经销商"),
        body="harbour",
        country="CN",
        languages=("zh",),
    ),
    "he": Someone(
        name=("He Jing", "何静"),
        post=("Lawyer", "律师"),
        body="harbour",
        country="CN",
        languages=("zh", "en"),
    ),
    "xu": Someone(
        name=("Xu Bo", "徐波"),
        post=("Freight forwarder", "货运代理"),
        body="harbour",
        country="CN",
        languages=("zh",),
        consents=False,
    ),
    "ma": Someone(
        name=("Ma Lili", "马丽丽"),
        post=("Banker", "银行业者"),
        body="harbour",
        country="CN",
        languages=("zh", "en"),
        consents=False,
    ),
    "deng": Someone(
        name=("Deng Xin", "邓欣"),
        post=("Delegation office", "出访工作组"),
        body="harbour",
        country="CN",
        languages=("zh", "en"),
        consents=False,
    ),
    "yeo": Someone(
        name=("Yeo Kai Xin", "杨凯欣"),
        post=("Protocol officer", "礼宾专员"),
        body="quays",
        country="SG",
        languages=("en", "zh"),
        consents=False,
    ),
    "njoroge": Someone(
        name=("Samuel Njoroge", "塞缪尔·恩乔罗格"),
        post=("Liaison officer", "联络员"),
        body="commons",
        country="KE",
        consents=False,
    ),
    "dubois": Someone(
        name=("Marc Dubois", "马克·迪布瓦"),
        post=("Assistant", "助理"),
        body="young_hands",
        country="FR",
        consents=False,
    ),
}
