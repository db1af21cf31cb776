"""The office's messages M01 to M30, and T01 to T05 on tasks, in Chinese and English."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts import items, office, projects, reports, rounds

TEXTS: Mapping[str, Template] = {
    name: text
    for module in (projects, items, reports, office, rounds)
    for name, text in module.TEXTS.items()
}
