"""The office's messages M01 to M30, and T01 to T05 on tasks, in Chinese and English."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts import (
    assessment,
    desk,
    items,
    lights,
    office,
    people,
    projects,
    reports,
    rounds,
)

TEXTS: Mapping[str, Template] = {
    name: text
    for module in (assessment, projects, items, desk, lights, reports, office, people, rounds)
    for name, text in module.TEXTS.items()
}
