"""Turns a notice and its context into texts, one per language, escaped for its channel."""

from collections.abc import Mapping
from typing import Any

from keyflow.delivery.plain import TemplateFailed, one_line, plain
from keyflow.model.definition import Notice
from keyflow.model.notifier import Notifier, Text


class Renderer:
    """Renders notices for the channels an engine has.

    A text that cannot be rendered is left out, so that news never undoes the step it follows; a
    notice with no text left becomes a dead message that says so. Without a subject of its own a
    notice has the case's.
    """

    def __init__(self, notifiers: Mapping[str, Notifier]) -> None:
        self._html = {name for name, notifier in notifiers.items() if notifier.format == "html"}

    def __call__(self, notice: Notice, context: Mapping[str, Any]) -> Mapping[str, Text]:
        """Return the texts by language."""
        # Imported with the first message: jinja2 costs more than the rest of a command's imports.
        from keyflow.delivery.templates import render, render_line  # noqa: PLC0415

        texts: dict[str, Text] = {}
        html = notice.via in self._html
        for language, body in notice.text.items():
            try:
                context = plain(context)
                if source := notice.subject.get(language):
                    subject = render_line(source, context)
                else:
                    subject = one_line(context["case"]["subject"])
                texts[language] = Text(subject, render(body, context, html=html))
            except TemplateFailed:
                continue
        return texts
