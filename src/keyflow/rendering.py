"""Turns a notice and its context into texts, one per language, escaped for its channel."""

from collections.abc import Mapping
from typing import Any

from keyflow.delivery.plain import Plain, TemplateFailed, one_line
from keyflow.model.definition import Notice
from keyflow.model.notifier import Notifier, Rendered, Text


class Renderer:
    """Renders notices for the channels an engine has.

    A text that cannot be rendered is left out, so that news never undoes the step it follows; a
    notice with no text left becomes a dead message that says why. Without a subject of its own a
    notice has the case's.
    """

    def __init__(self, notifiers: Mapping[str, Notifier]) -> None:
        self._html = {name for name, notifier in notifiers.items() if notifier.format == "html"}

    def __call__(self, notice: Notice, context: Mapping[str, Any]) -> Rendered:
        """Return the texts by language; with none, the error says which text failed, and why."""
        texts: dict[str, Text] = {}
        failed: list[str] = []
        filled = Plain(context)  # of a case's JSON and of names: there is nothing to look through
        for language in notice.text:
            try:
                texts[language] = self._text(notice, language, filled)
            except TemplateFailed as error:
                failed.append(f"{language}: {error}")
        return Rendered(texts, None if texts else f"text of {notice.id!r}, {'; '.join(failed)}")

    def _text(self, notice: Notice, language: str, context: Mapping[str, Any]) -> Text:
        # Imported with the first message: jinja2 costs more than the rest of a command's imports.
        from keyflow.delivery.templates import render, render_line  # noqa: PLC0415

        if source := notice.subject.get(language):
            subject = render_line(source, context)
        else:
            subject = one_line(context["case"]["subject"])
        return Text(subject, render(notice.text[language], context, html=notice.via in self._html))
