"""The demo's post: messages become files; for a week in March the post room is closed."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from keyflow.builtin.notifiers import File
from keyflow.plugin import Message, Notifier

CLOSED = (date(2011, 3, 9), date(2011, 3, 16))


class Post(Notifier):
    """Writes messages to files while the post room is open; a closed one is tried again."""

    kind: ClassVar[str] = "demo-post"

    files: File
    today: Callable[[], date]

    def send(self, message: Message) -> Any:
        """Write it, or raise so that keyflow comes back later."""
        if CLOSED[0] <= self.today() < CLOSED[1]:
            msg = "the post room is closed"
            raise ConnectionError(msg)
        self.files.send(message)
