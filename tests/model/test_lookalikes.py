"""Ids that look alike: one person, one spelling."""

import pytest

from keyflow.model.lookalikes import alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("li", "LI"),
        ("BOB", "\u0412\u041e\u0412"),  # in Cyrillic capitals
        ("bob", "\u0412\u043e\u0432"),
        ("\u0412\u043e\u0432\u0430", "\u0432\u043e\u0432\u0430"),  # one Cyrillic name twice
        ("NIKE", "\u039d\u0399\u039a\u0395".replace("\u039d", "N")),  # Greek capitals but for N
        ("li", "li\ufe0f"),
        ("li", "l\u3164i"),
        ("li", "l\u034fi"),
        ("li", "l\u200bi"),
        ("li", "l\u0131"),
        ("li", "L\u0130"),
        ("li wu", "li  wu"),
        ("li wu", " li\u00a0wu "),
        ("li", "\uff4c\uff49"),
    ],
)
def test_what_looks_the_same_is_one_person(one, other):
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("li", "lu"), ("wei", "wie"), ("van", "nan"), ("li wu", "liwu")]
)
def test_other_names_are_other_people(one, other):
    assert not alike(one, other)


def test_nobody_looks_like_nobody():
    assert not alike("li", None)
