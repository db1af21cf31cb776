"""The verifier hashes as the engine does, and both as RFC 8785 says."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from keyflow.audit import verify_export
from keyflow.model import event

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUES = st.recursive(LEAVES, lambda some: st.lists(some, max_size=4), max_leaves=6)
BODIES = st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, LEAVES, max_size=3), max_size=5)


@given(BODIES)
def test_a_body_is_the_bytes_that_rfc_8785_says(body):
    assert event.canonical(body).encode() == rfc8785.dumps(body)


@given(BODIES)
def test_a_canonical_body_reads_back_as_canonical(body):
    text = event.canonical(body)
    assert event.canonical(json.loads(text)) == text


@given(BODIES, TEXT.filter(bool))
def test_what_the_engine_links_the_verifier_takes_and_nothing_else(body, private):
    body |= {"case": "A", "seq": 1, "private": event.commitment(private)}
    body.pop("key", None)
    text = event.canonical(body)
    row = {"case": "A", "seq": 1, "key": None, "body": text, "private": private}
    row["hash"] = event.link(event.GENESIS, text)
    heads = [{"case": "A", "seq": 1, "head": row["hash"]}]
    assert verify_export.GENESIS == event.GENESIS
    assert verify_export.examine(seals=(), heads=lambda: heads, events=[row]).ok
    forged = {**row, "private": f"{private}."}
    assert not verify_export.examine(seals=(), heads=lambda: heads, events=[forged]).ok
    forged = {**row, "body": f"{text} "}
    assert not verify_export.examine(seals=(), heads=lambda: heads, events=[forged]).ok
