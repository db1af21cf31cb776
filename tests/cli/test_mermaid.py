import xml.etree.ElementTree as ET

import mmdr

from keyflow import load
from keyflow.cli.mermaid import mermaid

STAGES = """
name: odd
initial: end
roles: [owner]
stages:
  end: {kind: plain, title: 'He said "no"; #1: <b>'}
  a-b: {kind: plain, steps: [x, y]}
  a_b: {kind: plain, steps: [x, y]}
  over: {kind: final}
transitions:
  - {trigger: go, source: end, dest: a-b, by: [owner]}
  - {trigger: touch, source: [end, a-b.x], dest: null, by: [owner]}
  - {trigger: redo, source: a-b.x, dest: "=", by: [owner]}
  - {trigger: go, source: a-b.x, dest: a-b.y, by: [owner]}
  - {trigger: go, source: a-b.y, dest: a_b, by: [owner]}
  - {trigger: go, source: a_b.x, dest: a_b.y, by: ["*"]}
  - {trigger: go, source: a_b.y, dest: over, auto: true}
"""

GOLDEN = """\
stateDiagram-v2
    state "He said #34;no#34;#59; #35;1#58; ‹b›" as s_end
    state "a-b" as s_stage_a_b {
        state "x" as s_a_b_x
        state "y" as s_a_b_y
        s_a_b_x --> s_a_b_x : touch (owner)
        s_a_b_x --> s_a_b_x : redo (owner)
        s_a_b_x --> s_a_b_y : go (owner)
    }
    state "a_b" as s_stage_a_b_ {
        state "x" as s_a_b_x_
        state "y" as s_a_b_y_
        s_a_b_x_ --> s_a_b_y_ : go (*)
    }
    state "over" as s_over
    [*] --> s_end
    s_end --> s_a_b_x : go (owner)
    s_end --> s_end : touch (owner)
    s_a_b_y --> s_a_b_x_ : go (owner)
    s_a_b_y_ --> s_over : go (auto)
    s_over --> [*]
"""


def test_stages_are_groups_and_transitions_arrows():
    assert mermaid(load(STAGES)) == GOLDEN


def test_titles_are_in_the_language_asked_for(shell):
    workflow = load(shell.file)
    chinese, english = mermaid(workflow, "zh"), mermaid(workflow)
    assert 'state "审批" as s_stage_approval {' in chinese
    assert "s_preparing --> s_approval_deciding : 报送 (owner)" in chinese
    assert 'state "deciding" as s_approval_deciding' in chinese
    assert english.count("审批") == 1, "a title there is in no other language is better than none"


def test_a_renderer_shows_the_oddest_of_them_whole():
    picture = ET.fromstring(mmdr.render(mermaid(load(STAGES))).svg())
    words = " ".join(" ".join(picture.itertext()).split())
    assert 'He said "no"; #1: ‹b›' in words
