"""`Notifier` and `Message`: bring one text to one recipient, after the commit."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import ValidationError

from keyflow.errors import InputError
from keyflow.model.complaints import complaint
from keyflow.model.component import Component

Format = Literal["text", "html"]


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered subject and body in one language."""

    subject: str
    body: str


class Rendered(NamedTuple):
    """The texts of a notice by language; where there are none, `error` says why."""

    texts: Mapping[str, Text]
    error: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What one recipient is told. `id` is the same at every try, for the receiver to compare.

    `to` is a person's id, or `role:NAME` where nobody could be named; `texts` maps a language to
    the rendered text; `at` is when the event happened; `attempt` counts the tries from 1.
    """

    id: str
    notice: str
    channel: str
    to: str
    texts: Mapping[str, Text]
    case: str
    subject: str
    at: datetime
    attempt: int = 1

    def say(self, *languages: str) -> Text:
        """Return the text in the first of these languages there is, else in any."""
        for language in languages:
            if language in self.texts:
                return self.texts[language]
        return next(iter(self.texts.values()))


class Undeliverable(Exception):
    """Raise it when trying again cannot help; the message is dead at once."""


class Later(Exception):
    """Raise it to say when to come back: in so many `seconds`."""

    def __init__(self, seconds: float, message: str = "") -> None:
        self.seconds = seconds
        super().__init__(message or f"come back in {seconds:g} s")


def _place(item: Any) -> str:
    return ".".join(str(part) for part in item["loc"])


class Notifier(Component):
    """A kind of notifier: it carries messages to people. Secrets live here, not in definitions.

    `format` says how values are escaped when texts are rendered for it. `languages` is the order
    of preference.

        class Shout(Notifier):
            kind = "shout"

            def send(self, message: Message) -> None:
                print(message.to, message.say(*self.languages).subject)
    """

    format: ClassVar[Format] = "text"

    languages: tuple[str, ...] = ("en", "zh")

    def __init__(self, **options: Any) -> None:
        """Take the options; raises `InputError`, as a host makes its notifiers by hand."""
        try:
            super().__init__(**options)
        except ValidationError as error:
            found = error.errors()
            said = [": ".join((_place(item), complaint(item)[0])) for item in found[1:]]
            message = "; ".join([complaint(found[0])[0], *said])
            raise InputError(_place(found[0]) or self.kind, message) from None

    @abstractmethod
    def send(self, message: Message) -> None:
        """Deliver it; raising makes keyflow come back later with the same id.

        Raise `Later` to say when, `Undeliverable` to say never.
        """
