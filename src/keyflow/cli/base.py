"""Click's commands and groups in two languages, with the common options put in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Any

import click

from keyflow.cli.messages import say
from keyflow.cli.settings import EVERYWHERE, Settings

# The Chinese of a plugin's commands by the English sentence, read when somebody asks for it.
Words = Callable[[], Mapping[str, str]]


class Formatter(click.HelpFormatter):
    """Writes help in the language of the run; `words` are those of a plugin's commands."""

    language = "en"
    words: Mapping[str, str] = {}

    def _said(self, text: str) -> str:
        paragraphs = (" ".join(each.split("\n")) for each in text.split("\n\n"))
        return "\n\n".join(map(self._paragraph, paragraphs))

    def _paragraph(self, text: str) -> str:
        sentence, gap, rest = text.partition("  [")
        extras = map(self._extra, rest.removesuffix("]").split("; "))
        said = self.words.get(sentence) or say(self.language, sentence)
        return f"{said}{gap}{'; '.join(extras)}{']' if gap else ''}"

    def _extra(self, text: str) -> str:
        """Say what click adds to a help text: `required`, `default: 50`, `x>=1`."""
        name, sign, value = text.partition(": ")
        if not sign:
            return say(self.language, text)
        return say(self.language, "default: {value}", value=value) if name == "default" else text

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how to call the command."""
        super().write_usage(prog, args, prefix or f"{self._said('Usage')}: ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(self._said(heading))

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(self._said(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **more: Any) -> None:
        """Write a list of names, each with what it means."""
        super().write_dl([(name, self._said(text)) for name, text in rows], *args, **more)


class Context(click.Context):
    """A click context that formats help with ours."""

    def make_formatter(self) -> Formatter:
        """Return a formatter that knows the language."""
        formatter = Formatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.language = self.ensure_object(Settings).lang
        formatter.words = self._words() if formatter.language == "zh" else {}
        return formatter

    def _words(self) -> Mapping[str, str]:
        """Return the words of this command and of the groups it is in."""
        above: click.Context | None = self
        found: Mapping[str, str] = {}
        while above is not None:
            found = {**getattr(above.command, "words", dict)(), **found}
            above = above.parent
        return found


class Command(click.Command):
    """A command that takes `--json`, `--lang`, and those common options it `uses`.

    `words` returns its help in Chinese, by the English sentence.
    """

    context_class = Context

    def __init__(
        self, *args: Any, uses: Sequence[str] = (), words: Words = dict, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.words = words
        self.params += [EVERYWHERE[name] for name in (*uses, "lang", "json")]


class Group(click.Group):
    """A group of such commands; each is shown with its whole sentence.

    `words` are those of all its commands.
    """

    context_class = Context
    command_class = Command

    def __init__(
        self, *args: Any, uses: Sequence[str] = (), words: Words = dict, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.words = words
        self.params += [EVERYWHERE[name] for name in (*uses, "lang", "json")]

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order they were written in."""
        return list(self.commands)

    def summary(self, ctx: click.Context, name: str) -> str:
        """Return the sentence that says what a command does."""
        command = self.get_command(ctx, name)
        return cleandoc(command.help or "").partition("\n\n")[0] if command else ""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self.summary(ctx, name)) for name in self.list_commands(ctx)]
            )
