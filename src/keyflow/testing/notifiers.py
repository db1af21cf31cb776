"""The suite every notifier must pass, and a message to send."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable
from typing import Any

import pytest

from keyflow.model.component import Component
from keyflow.model.notifier import Message, Notifier, Text, Undeliverable
from keyflow.testing.clock import NOON
from keyflow.testing.components import ComponentContract

_PLAIN = {
    "en": Text("Ring road is in approval", "Please decide by Friday."),
    "zh": Text("环路项目进入审批", "请于周五前办理。"),
}
_ODD = (
    Text("京沪 🚄 – «naïve» & <b>", "line 1\n\n  line 3\ttab\n" + "x" * 2_000),
    Text("a\u202eb", "\u2028\u200f"),
    Text("", ""),
)


def message(
    id: str = "message-1",
    *,
    to: str = "ann",
    texts: dict[str, Text] | None = None,
    channel: str = "test",
    attempt: int = 1,
) -> Message:
    """Build a message in English and Chinese, unless other texts are given."""
    return Message(
        id=id,
        notice="entered-approval",
        channel=channel,
        to=to,
        texts=texts or _PLAIN,
        case="case-1",
        subject="Ring road",
        at=NOON,
        attempt=attempt,
    )


class NotifierContract(ComponentContract, ABC):
    """Subclass it, say `plugin = my_module`, and give it a fixture and a method.

    The fixture `notifier` returns one whose sink is empty; `sent(notifier)` returns what has
    arrived there, each message as something that tells it from others: its id, or a file name.
    """

    family = "notifier"
    to = "ann"

    @pytest.fixture
    def component(self, notifier: Notifier) -> Notifier:
        """Return the notifier."""
        return notifier

    def options(self, component: Component) -> dict[str, Any]:
        """Return the options it was made with, as Python values."""
        return {name: getattr(component, name) for name in component.model_fields_set}

    @abstractmethod
    def sent(self, notifier: Notifier) -> Collection[Hashable]:
        """Return what has arrived at the sink; the author says how to see it."""

    def test_it_says_how_it_is_written_to(self, notifier: Notifier) -> None:
        """Texts are escaped for its format."""
        assert notifier.format in {"text", "html"}

    def test_a_message_arrives(self, notifier: Notifier) -> None:
        """One is sent, one is there."""
        notifier.send(message("first", to=self.to))
        assert len(set(self.sent(notifier))) == 1

    def test_sending_the_same_message_twice_is_harmless(self, notifier: Notifier) -> None:
        """A try whose answer was lost is made again: the sink must be able to see that."""
        notifier.send(message("first", to=self.to))
        once = set(self.sent(notifier))
        notifier.send(message("first", to=self.to, attempt=2))
        assert set(self.sent(notifier)) == once, "a second try looks like another message"
        notifier.send(message("second", to=self.to))
        assert len(set(self.sent(notifier))) == 2, "two messages look like one"

    @pytest.mark.parametrize("language", ["en", "zh", "de"])
    def test_it_takes_what_languages_there_are(self, notifier: Notifier, language: str) -> None:
        """A text in one language only is still news, whatever it prefers."""
        texts = {language: Text("Ring road", "…")}
        notifier.send(message(to=self.to, texts=texts))
        assert len(set(self.sent(notifier))) == 1

    @pytest.mark.parametrize("text", _ODD, ids=["signs", "directions", "empty"])
    def test_it_takes_any_text(self, notifier: Notifier, text: Text) -> None:
        """Signs, direction marks and emptiness arrive, or are `Undeliverable`; nothing else."""
        try:
            notifier.send(message(to=self.to, texts={"en": text}))
        except Undeliverable:
            return
        assert len(set(self.sent(notifier))) == 1
