"""The sheets of a roster: a row a person, a row a unit."""

from collections.abc import Mapping

from keyflow_keyprojects.paper.columns import Column, Layout
from keyflow_keyprojects.paper.listcolumns import OFFICE, PERSON

KINDS = {
    "leadership": ("市领导机构", "leadership"),
    "unit": ("市直单位", "unit"),
    "functional": ("职能部门", "functional"),
    "town": ("镇街", "town"),
    "stationed": ("驻市单位", "stationed"),
    "owner": ("项目单位", "owner"),
    "bank": ("银行", "bank"),
}
_ONLY_ASKED = (
    "驻市单位、银行等只商请、不督办、不考核。",
    "Stationed units, banks and the like are asked, not ordered or scored.",
)
_SINCE = ("市级领导填写；可包项目。", "Of city leaders: they may sponsor projects.")
_UNTIL = ("卸任之日，当日起不再任职。", "The first day they no longer hold it.")

PEOPLE = Layout(
    "人员",
    "People",
    (
        Column("person", "人员代码", "Person", required=True, hint=PERSON),
        Column("name_zh", "姓名", "Name in Chinese", required=True),
        Column("name_en", "英文姓名", "Name in English"),
        Column("title_zh", "职务", "Title in Chinese"),
        Column("title_en", "英文职务", "Title in English"),
        Column("unit", "单位代码", "Unit's id", hint=OFFICE),
        Column("contact", "联系方式", "Contact"),
        Column("leader_since", "市级领导任职起", "Leader since", "date", hint=_SINCE),
        Column("leader_until", "市级领导任职止", "Leader until", "date", hint=_UNTIL),
    ),
    required=True,
)
UNITS = Layout(
    "单位",
    "Units",
    (
        Column("unit", "单位代码", "Unit", required=True, hint=OFFICE),
        Column("name_zh", "单位名称", "Name in Chinese", required=True),
        Column("name_en", "英文名称", "Name in English"),
        Column("kind", "类别", "Kind", "choice", required=True, choices=KINDS, hint=_ONLY_ASKED),
        Column("head", "主要负责人", "Head", hint=PERSON),
    ),
    required=True,
)

ROSTER_SHEETS: Mapping[str, Layout] = {"people": PEOPLE, "units": UNITS}
