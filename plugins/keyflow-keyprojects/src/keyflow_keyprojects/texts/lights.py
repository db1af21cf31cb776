"""Texts on lights: what a project's light has become, and by which part of which rule."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.rules.lights import WORDS
from keyflow_keyprojects.texts.pieces import NAME_EN, NAME_ZH, WHEN_EN, WHEN_ZH, either

_LIGHT_ZH = either("data.light", WORDS, 0, "{{ data.light }}")
_LIGHT_EN = either("data.light", WORDS, 1, "{{ data.light }}")
_JUSTIFIED_ZH = "{% if data.light_justified %}制约问题已登记，属客观原因。{% endif %}"
_JUSTIFIED_EN = "{% if data.light_justified %} An open blocker answers for it.{% endif %}"

TEXTS: Mapping[str, Template] = {
    "M25": Template(
        subject={
            "zh": f"{NAME_ZH} {{{{ data.light_period }}}} {_LIGHT_ZH}",
            "en": f"{NAME_EN}, {{{{ data.light_period }}}}: {_LIGHT_EN}",
        },
        text={
            "zh": f"{NAME_ZH} {{{{ data.light_period }}}} {_LIGHT_ZH}，"
            "落后序时进度 {{ data.light_points }} 个百分点"
            f"（{{{{ data.light_rule }}}}）。{_JUSTIFIED_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN}, {{{{ data.light_period }}}}: {_LIGHT_EN}, "
            "{{ data.light_points }} points behind the schedule "
            f"({{{{ data.light_rule }}}}).{_JUSTIFIED_EN}{WHEN_EN}",
        },
    ),
}
