"""Pieces that texts are made of: names, words for what happened, and whole texts of one shape.

A template sees plain data only. Words come in pairs, Chinese and English.
"""

from collections.abc import Mapping

from keyflow.plugin import Template

Pair = tuple[str, str]
Words = Mapping[str, Pair]
_AS_IT_IS = ("{{ event.trigger }}", "{{ event.trigger }}")

NAME_ZH = "{{ data.number }}《{{ data.name_zh | default('') }}》"
NAME_EN = "{{ data.number }} {{ data.name_en | default(data.name_zh, true) }}"
COMMENT_ZH = "{% if event.comment %}\n说明：{{ event.comment }}{% endif %}"
COMMENT_EN = "{% if event.comment %}\nRemark: {{ event.comment }}{% endif %}"
WHO_ZH = "{% if event.actor %}\n经办：{{ event.actor }}{% endif %}"
WHO_EN = "{% if event.actor %}\nBy: {{ event.actor }}{% endif %}"
WHEN_ZH = "\n时间：{{ event.at | date }}"
WHEN_EN = "\nOn: {{ event.at | date }}"
ITEM_ZH = "{{ data.name_zh }}（{{ data.project_zh | default('') }}）"
ITEM_EN = "{{ data.name_en }} ({{ data.project_en | default('') }})"


def either(test: str, words: Words, language: int, otherwise: str) -> str:
    """Return a template that says the words of the value that `test` has."""
    arms = [
        f"{'if' if n == 0 else 'elif'} {test} == '{value}' %}}{said[language]}"
        for n, (value, said) in enumerate(words.items())
    ]
    return "{% " + "{% ".join(arms) + f"{{% else %}}{otherwise}{{% endif %}}"


def done(language: int, steps: Words, otherwise: Pair = _AS_IT_IS) -> str:
    """Return a template that says in words what one of some triggers did."""
    return either("event.trigger", steps, language, otherwise[language])


def stands(language: int, events: Words) -> str:
    """Return a template that says how something stands, by the event that is told of."""
    return either("event.name", events, language, "{{ event.name }}")


STAGES = {
    "screening": ("论证筛选", "screening"),
    "approval": ("审批阶段", "approval"),
    "planning": ("规划阶段", "planning"),
    "construction": ("建设阶段", "construction"),
    "acceptance": ("验收阶段", "acceptance"),
    "ramp_up": ("投产达产阶段", "ramp-up"),
}
STAGE_ZH = either("case.stage", STAGES, 0, "{{ case.stage }}")
STAGE_EN = either("case.stage", STAGES, 1, "{{ case.stage }}")


def news(  # noqa: PLR0917 - the two languages side by side
    name_zh: str,
    name_en: str,
    steps: Words,
    zh: str = "",
    en: str = "",
    otherwise: Pair = _AS_IT_IS,
) -> Template:
    """Return a text that says what happened to whom, what follows, when, by whom and why.

    `otherwise` is what is said of a trigger that is none of the steps.
    """
    did_zh, did_en = done(0, steps, otherwise), done(1, steps, otherwise)
    return Template(
        subject={"zh": f"{name_zh}{did_zh}", "en": f"{name_en} {did_en}"},
        text={
            "zh": f"{name_zh}{did_zh}。{zh}{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"{name_en} {did_en}. {en}{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    )


def of_project(steps: Words, zh: str = "", en: str = "", otherwise: Pair = _AS_IT_IS) -> Template:
    """Return what happened to a project."""
    return news(NAME_ZH, NAME_EN, steps, zh, en, otherwise)


def of_item(steps: Words, zh: str = "", en: str = "") -> Template:
    """Return what happened to an approval item."""
    return news(ITEM_ZH, ITEM_EN, steps, zh, en)


def standing(zh: str, en: str, events: Words) -> Template:
    """Return a text that says how something stands."""
    said_zh, said_en = f"{zh}{stands(0, events)}", f"{en} {stands(1, events)}"
    return Template(
        subject={"zh": said_zh, "en": said_en},
        text={"zh": f"{said_zh}。{WHEN_ZH}", "en": f"{said_en}.{WHEN_EN}"},
    )


def moved(zh: str, en: str) -> Template:
    """Return a text that says that a limit was counted afresh."""
    return Template(
        subject={"zh": f"{zh}：期限重新计算", "en": f"{en}: its limit was counted afresh"},
        text={
            "zh": f"{zh}：期限已重新计算，请以系统显示为准。{COMMENT_ZH}{WHEN_ZH}",
            "en": f"{en}: its limit was counted afresh; see the case.{COMMENT_EN}{WHEN_EN}",
        },
    )
