"""Turns a notice and its context into texts, one per language, escaped for its channel."""

from collections.abc import Mapping
from typing import Any

from keyflow.model.definition import Notice
from keyflow.model.notifier import Notifier, Text

_SUBJECT = "{{ case.subject }}"


class Renderer:
    """Renders notices for the channels an engine has.

    A text that cannot be rendered is left out, so that news never undoes the step it follows; a
    notice with no text left becomes a dead message that says so.
    """

    def __init__(self, notifiers: Mapping[str, Notifier]) -> None:
        self._html = {name for name, notifier in notifiers.items() if notifier.format == "html"}

    def __call__(self, notice: Notice, context: Mapping[str, Any]) -> Mapping[str, Text]:
        """Return the texts by language."""
        # Imported with the first message: jinja2 costs more than the rest of a command's imports.
        from keyflow.delivery.templates import TemplateFailed, render, render_line

        texts = {}
        html = notice.via in self._html
        for language, body in notice.text.items():
            subject = notice.subject.get(language, _SUBJECT)
            try:
                texts[language] = Text(
                    render_line(subject, context), render(body, context, html=html)
                )
            except TemplateFailed:
                continue
        return texts

