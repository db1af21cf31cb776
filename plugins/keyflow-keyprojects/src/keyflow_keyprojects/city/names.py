"""Words for the illustrative list: an invented city with its towns, offices, people and firms."""

from dataclasses import dataclass

CITY_ZH, CITY_EN = "临澜市", "Linlan"


@dataclass(frozen=True, slots=True)
class Sector:
    """A line of business: `group` is the class whose threshold holds, `bureau` who is in charge."""

    id: str
    group: str
    zh: str
    en: str
    bureau: str
    firm_zh: str
    firm_en: str
    products: tuple[tuple[str, str], ...]


# fmt: off
SECTORS = (
    Sector("equipment", "manufacturing", "装备制造", "Equipment manufacturing", "industry",
           "装备制造有限公司", "Equipment Co., Ltd.",
           (("数控机床生产", "machine tool works"), ("港口机械制造", "port machinery works"),
            ("轨道交通配件", "rail component plant"), ("风电塔筒制造", "wind tower plant"))),
    Sector("food", "manufacturing", "食品加工", "Food processing", "industry",
           "食品有限公司", "Foods Co., Ltd.",
           (("水产品精深加工", "seafood processing plant"), ("粮油加工", "grain and oil mill"),
            ("冷冻蔬菜加工", "frozen vegetable plant"))),
    Sector("electronics", "strategic", "电子信息", "Electronics", "industry",
           "电子科技有限公司", "Electronics Co., Ltd.",
           (("半导体照明", "LED lighting plant"), ("汽车电子", "automotive electronics plant"),
            ("精密连接器", "precision connector plant"))),
    Sector("materials", "strategic", "新材料", "New materials", "industry",
           "新材料有限公司", "Materials Co., Ltd.",
           (("碳纤维制品", "carbon fibre plant"), ("海洋防腐涂料", "marine coating plant"),
            ("高分子薄膜", "polymer film plant"))),
    Sector("logistics", "services", "现代物流", "Logistics", "commerce",
           "物流有限公司", "Logistics Co., Ltd.",
           (("保税仓储中心", "bonded warehouse"), ("冷链物流园", "cold-chain park"))),
    Sector("tourism", "services", "旅游文化", "Tourism and culture", "tourism",
           "旅游发展有限公司", "Tourism Development Co., Ltd.",
           (("滨海度假区", "seaside resort"), ("温泉小镇", "hot-spring village"))),
    Sector("farming", "farming", "现代农业", "Modern farming", "farming",
           "农业发展有限公司", "Agriculture Co., Ltd.",
           (("设施蔬菜基地", "greenhouse vegetable base"),
            ("生态养殖园", "ecological livestock park"))),
    Sector("infrastructure", "infrastructure", "基础设施", "Infrastructure", "construction",
           "城市建设投资有限公司", "Urban Construction Investment Co., Ltd.",
           (("污水处理厂", "waste-water works"), ("供热管网", "district heating network"),
            ("疏港道路", "harbour access road"))),
)

TOWNS = (
    ("dongling", "东岭镇", "Dongling Town"),
    ("liuhe", "柳禾镇", "Liuhe Town"),
    ("baisha", "白砂镇", "Baisha Town"),
    ("nanyu", "南峪镇", "Nanyu Town"),
    ("qinghe", "青禾镇", "Qinghe Town"),
    ("yuntan", "云滩镇", "Yuntan Town"),
    ("wanghai", "望海街道", "Wanghai Sub-district"),
    ("yunxi", "云溪街道", "Yunxi Sub-district"),
)

BUREAUS = (
    ("industry", "经济和信息化局", "Industry and Information Bureau"),
    ("commerce", "商务局", "Commerce Bureau"),
    ("tourism", "旅游局", "Tourism Bureau"),
    ("farming", "农业局", "Agriculture Bureau"),
    ("construction", "城乡建设局", "Urban and Rural Construction Bureau"),
)

SURNAMES = (("林", "lin"), ("韩", "han"), ("陆", "lu"), ("方", "fang"), ("沈", "shen"),
            ("温", "wen"), ("贺", "he"), ("邱", "qiu"), ("侯", "hou"), ("秦", "qin"))
GIVEN_NAMES = (("建平", "jianping"), ("文博", "wenbo"), ("海宁", "haining"), ("淑芳", "shufang"),
               ("国安", "guoan"), ("晓岚", "xiaolan"), ("志远", "zhiyuan"), ("雅琴", "yaqin"))

FIRM_FIRST = (("瀚", "Han"), ("启", "Qi"), ("铭", "Ming"), ("拓", "Tuo"), ("泽", "Ze"),
              ("恒", "Heng"), ("嘉", "Jia"), ("景", "Jing"), ("隆", "Long"), ("盛", "Sheng"),
              ("博", "Bo"), ("诚", "Cheng"), ("卓", "Zhuo"), ("宏", "Hong"))
FIRM_SECOND = (("澜", "lan"), ("衍", "yan"), ("川", "chuan"), ("岳", "yue"), ("源", "yuan"),
               ("辉", "hui"), ("腾", "teng"))
# fmt: on
