"""The suite every check must pass."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from keyflow.finding import Finding
from keyflow.model.check import Check
from keyflow.testing.judged import JudgedContract, without_past

_SLOT = re.compile(r"\{(\w+)\}")


class CheckContract(JudgedContract):
    """Subclass it and say which check: `plugin = my_module` and `check = MyCheck(...)`.

    Say `schema`, `facts` and `attempts` where the check reads them.
    """

    family = "check"
    check: ClassVar[Check]

    @pytest.fixture
    def component(self) -> Check:
        """Return the check."""
        return self.check

    def found(self) -> list[Finding]:
        """Return what it finds in all attempts."""
        return [item for answer in self.answers(self.check.examine) for item in _listed(answer)]

    def test_it_answers_with_findings_or_nothing(self) -> None:
        """A finding, a list of them, or None; on an empty attempt too, and without raising."""
        for answer in self.answers(self.check.examine):
            listed = _listed(answer)
            assert all(isinstance(item, Finding) for item in listed), (
                f"must answer with a Finding, a list of them or None, not {answer!r}"
            )

    def test_it_answers_the_same_when_asked_again(self) -> None:
        """`options` and `fire` ask one after the other, and must hear the same."""
        assert self.found() == self.found()

    def test_it_changes_nothing(self) -> None:
        """It reads the data and the facts, and no more."""
        self.changes_nothing(self.check.examine)

    def test_it_answers_in_time(self) -> None:
        """Longer than its `timeout` would count as a no."""
        self.takes_its_time(self.check.examine, self.check.timeout)

    def test_it_says_when_it_reads_the_past(self) -> None:
        """The past is read beforehand, only for those that say `past = True`."""
        if not self.check.past:
            for item in self.given():
                self.check.examine(without_past(item))

    def test_its_sentences_are_filled(self) -> None:
        """Each `{slot}` of a sentence has a value, in every language there is."""
        for item in self.found():
            sentences = [item.message, *item.translations.values()]
            sentences += [words.get(item.code, "") for words in self.check.translations.values()]
            slots = {slot for sentence in sentences for slot in _SLOT.findall(sentence)}
            assert slots <= set(item.values), f"{item.code}: no value for {slots - {*item.values}}"

    def test_its_translations_cover_its_codes(self) -> None:
        """Where it speaks another language, it does so for every code."""
        every = {code for words in self.check.translations.values() for code in words}
        every |= {item.code for item in self.found() if not item.translations}
        for language, words in self.check.translations.items():
            assert every <= set(words), f"{language} lacks {', '.join(sorted(every - {*words}))}"


def _listed(answer: Any) -> Sequence[Any]:
    if answer is None:
        return ()
    return answer if isinstance(answer, list | tuple) else (answer,)
