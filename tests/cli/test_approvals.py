"""Every operation of an approval on the command line: in one round, side by side, and in groups."""

import json
from datetime import UTC, datetime

import pytest

PLAN = """
name: plan
initial: draft
roles: [owner, desk, admin, office, clerk]
clerks: [clerk]
operations:
  jump: {by: [admin]}
  hand-over: {by: [office]}
  suspend: {by: [office]}
  resume: {by: [office]}
  terminate: {by: [office]}
reopen: 10d
schema: {pages: integer}
stages:
  draft: {kind: plain}
  review:
    kind: approval
    states: {deciding: {writable: [pages]}}
    approval: {voters: [{role: desk}, {person: li}, {person: mo}]}
  board: {kind: approval, approval: {voters: [{chosen: initiator}], approve_when: any}}
  decided: {kind: final}
transitions:
  - {trigger: submit, source: draft, dest: review, by: [owner]}
  - {trigger: pass-on, source: review.approved, dest: board, auto: true}
  - {trigger: decide, source: [board.approved, board.rejected], dest: decided, auto: true}
  - {trigger: rework, source: review.rejected, dest: draft, auto: true}
"""

PROJECT = """
name: project
initial: accepting
schema: {departments: {type: list, of: text}}
roles: [owner, lead]
stages:
  accepting: plain
  reviewing:
    kind: plain
    states: {reviewing: {children: {department: {workflow: department, each: departments}}}}
  approved: final
transitions:
  - {trigger: accept, source: accepting, dest: reviewing, by: lead, todo: true}
  - trigger: finish
    source: reviewing
    dest: approved
    auto: true
    checks: [{kind: children, slot: department, states: [agreed]}]
"""

DEPARTMENT = """
name: department
initial: review
schema: {item: text}
roles: [water, fire]
stages:
  review:
    kind: approval
    approval:
      groups:
        first: {voters: [{role: water, each: true}], approve_when: any}
        second: {voters: [{role: fire, each: true}]}
  agreed: final
  objected: final
transitions:
  - {trigger: agree, source: review.approved, dest: agreed, auto: true}
  - {trigger: object, source: review.rejected, dest: objected, auto: true}
"""

ROLES = {"ann": "owner", "bo": "desk", "kim": "admin", "olga": "office"}


class Desk:
    """Works on one case: `do` runs a line, where `@` is its id, as somebody with their role."""

    def __init__(self, shell, case):
        self.shell, self.case = shell, case

    def line(self, line, by):
        words = [word.replace("@", self.case).replace("_", " ") for word in line.split()]
        role = ("--role", ROLES[by]) if by in ROLES else ()
        return (*words, "--by", by, *role)

    def do(self, line, by):
        return self.shell.good(*self.line(line, by))

    def refused(self, line, by):
        done = self.shell(*self.line(line, by), "--json")
        assert done.exit_code == 1, done.output
        return [item["code"] for item in self.shell.json(*self.line(line, by), "--why")]

    @property
    def shown(self):
        return self.shell.json("show", self.case)

    @property
    def open(self):
        return {task["n"]: (task["kind"], task["person"]) for task in self.shown["tasks"]}


@pytest.fixture
def plan(shell, tmp_path, monkeypatch):
    """A plan in review, its votes #1 to #3."""
    monkeypatch.setenv("KEYFLOW_DENY", "keyflow-keyprojects")  # it would be loaded each time
    (tmp_path / "plan.yaml").write_text(PLAN)
    given = ("start", "plan", "North", "--by", "ann", "--role", "owner")
    desk = Desk(shell, shell.json(*given, "--workflow", "plan.yaml")["case"]["id"])
    desk.do("arrange @ board.deciding wang zhou", "ann")
    desk.do("fire @ submit", "ann")
    return desk


def test_a_round_with_every_operation_on_a_task(plan):
    plan.do("claim @#1", "bo")
    assert plan.open[1] == ("vote", "bo")
    plan.do("unclaim @#1", "bo")
    plan.do("save @#1 right_so_far", "bo")
    plan.do("approve @#1 --data pages=12 --comment twelve", "bo")
    plan.do("take-back @#1", "bo")
    plan.do("approve @#1 --owed map,2040-01-31,decided", "bo")
    assert "owed ann (map; from bo; due 2040-02-01" in plan.shell.good("show", plan.case)
    plan.do("fulfil @#4", "ann")
    plan.do("consult @#2 wei --limit 2d", "li")
    assert plan.refused("approve @#2", "li") == ["opinions-open"]
    plan.do("answer @#5 disagree --comment too_dear", "wei")
    plan.do("delegate @#3 ren", "mo")
    assert plan.refused("approve @#3", "mo") == ["delegated"]
    plan.do("resolve @#3 --comment right", "ren")
    plan.do("add-sign @#2 sun qi", "li")
    plan.do("remove-sign @#7 --reason away", "li")
    plan.do("transfer @#6 tang", "sun")
    plan.do("recuse @#6 --comment my_land", "tang")
    plan.do("approve @#2 --comment it_is_worth_it", "li")
    plan.do("approve @#3", "mo")
    assert plan.shown["state"] == "board.deciding"
    said = plan.shell.good("audit", "overrides")
    assert "1 reasoned disagreements" in said
    assert said.endswith("found: 1\n")


def test_what_goes_beside_a_decision(plan):
    plan.do("copy @ press", "ann")
    plan.do("circulate @ mayor", "ann")
    plan.do("ask @ water when?", "ann")
    assert plan.open[6] == ("question", "water")
    plan.do("answer @#6 reply --comment in_May", "water")
    plan.do("urge @", "ann")
    assert plan.refused("urge @", "ann") == ["urged-enough"]
    (copy,) = plan.shell.json("inbox", "--by", "press", "--box", "copied")["items"]
    plan.do(f"read {copy['id']}", "press")
    assert plan.shell.json("inbox", "--by", "press", "--box", "copied")["total"] == 0


def test_a_case_goes_back_and_ends_and_comes_again(plan):
    plan.do("approve @#1", "bo")
    plan.do("return @#2 --straight-back --comment a_page", "li")
    assert plan.shown["state"] == "draft"
    plan.do("fire @ submit", "ann")
    (stands,) = [vote for vote in plan.shown["round"]["votes"] if vote["status"] == "done"]
    assert (stands["person"], stands["answer"]) == ("bo", "approve")
    assert plan.refused("recall @", "bo") == ["not-the-initiator"]
    plan.do("recall @ --reason one_more_page", "ann")
    plan.do("jump @ review.deciding --reason agreed", "kim")
    vote = plan.shell.json("inbox", "--by", "li")["items"][0]["id"]
    plan.do(f"reject {vote}", "li")
    plan.do("jump @ board.deciding --reason agreed", "kim")
    wang, zhou = plan.shown["tasks"]
    plan.do(f"abstain {wang['id']}", "wang")
    plan.do(f"approve {zhou['id']}", "zhou")
    assert plan.shown["outcome"] == "decided"
    plan.do("reopen @ --reason a_page", "ann")
    plan.do("suspend @ --reason holidays", "olga")
    plan.do("resume @", "olga")
    plan.do("terminate @ withdrawn --reason enough", "olga")
    assert [item["what"] for item in plan.shell.json("audit", "overrides")] == [
        "draft to review.deciding",
        "draft to board.deciding",
    ]


def test_a_blocker_names_who_could_lift_it(plan):
    assert plan.do("approve @#2 --why", "li") == "nothing stands in the way\n"
    done = plan.shell(*plan.line("approve @#2 --why", "bo"))
    assert done.exit_code == 1
    assert done.stdout == (
        "block not-your-task: The task is li's, not yours.\n  could be lifted by: li\n"
    )
    done = plan.shell("--lang", "zh", *plan.line("terminate @ x --reason y --why", "ann"))
    assert "可解除者：office\n" in done.stdout
    assert plan.shown["version"] == 3


def test_a_clerk_enters_a_decision_on_paper(plan):
    clerk = "--recorded-by cy"
    assert "not-a-clerk" in plan.shell(*plan.line(f"approve @#2 {clerk}", "li")).stderr
    plan.do(f"approve @#2 {clerk} --clerk-role clerk", "li")
    assert "li (recorded by cy)" in plan.shell.good("history", plan.case)
    assert plan.shell.json("history", plan.case)[-1]["recorded_by"] == "cy"


def test_the_way_ahead_names_those_who_would_be_asked(plan):
    stops = plan.shell.json("route", plan.case, "--by", "ann", "--role", "owner")
    assert [(stop["state"], stop["people"]) for stop in stops if stop["how"] == "decide"] == [
        ("review.deciding", ["li", "mo"]),
        ("board.deciding", ["wang", "zhou"]),
    ]
    asked = ("route", "--of", "plan", "--workflow", "plan.yaml", "--by", "ann", "--role", "owner")
    said = plan.shell.good(*asked, "--data", "pages=2")
    assert "nobody-to-decide" in said
    assert "fire: submit" in said
    assert plan.shell(*asked, "--data", "pages=two").exit_code == 2
    assert plan.shell("route", "--by", "ann").exit_code == 2


def test_inboxes_are_paged_and_said_in_both_languages(plan):
    said = plan.shell.good("inbox", "--by", "bo", "--role", "desk")
    assert f"{plan.case}#1" in said
    assert said.endswith("1 of 1 items, page 1\n")
    said = plan.shell.good("--lang", "zh", "inbox", "--by", "ann", "--box", "mine")
    assert said.endswith("共 1 项，本页 1 项，第 1 页\n")
    assert plan.shell.json("inbox", "--by", "li", "--page", "2")["items"] == []
    assert plan.shell("inbox", "--by", "li", "--limit", "0").exit_code == 2


def test_what_was_given_with_a_vote_is_shown(plan):
    plan.do("approve @#2 --signature seals/li --attachment map.pdf --attachment plan.pdf", "li")
    shown = plan.shell.good("show", plan.case)
    assert "li: approve; signature seals/li; attached map.pdf; attached plan.pdf" in shown
    assert "signature seals/li" in plan.shell.good("history", plan.case)
    event = plan.shell.json("history", plan.case)[-1]
    assert (event["signature"], event["attachments"]) == ("seals/li", ["map.pdf", "plan.pdf"])
    said = plan.shell.good("show", plan.case, "--lang", "zh")
    assert "签名 seals/li" in said
    assert "li: 同意" in said
    assert "review.deciding: 办理中" in said


def test_what_lies_on_hold_is_marked_in_an_inbox(plan):
    plan.do("suspend @ --reason hearing", "olga")
    assert "review.deciding (suspended)" in plan.shell.good("inbox", "--by", "li")
    assert "review.deciding (暂停)" in plan.shell.good("inbox", "--by", "li", "--lang", "zh")
    assert plan.shell.json("inbox", "--by", "li")["items"][0]["suspended"] is True
    why = plan.shell(*plan.line("approve @#2 --why", "li")).stdout
    assert "could be lifted by: office" in why


@pytest.mark.parametrize("how", ["--preview", "--why"])
def test_what_is_shown_beforehand_is_what_would_be_refused(plan, how):
    for line, code in (
        ("approve @#2 --recorded-by kay", "not-a-clerk"),
        ("approve @#2 --occurred-at 2020-01-01T00:00Z", "too-early"),
    ):
        shown = plan.shell(*plan.line(f"{line} {how}", "li"))
        assert shown.exit_code == 1
        assert code in shown.stdout
    stale = plan.shell(*plan.line(f"approve @#2 --expected 1 {how}", "li"))
    assert stale.exit_code == 1
    assert "is at version" in stale.output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("approve @#2 --owed map,9999-12-31", "owed[0].due: is too far ahead"),
        ("approve @#2 --owed map,2011-01-31", "owed[0].due: 2011-01-31 has passed already"),
        ("transfer @#2 system", "to: 'system' is keyflow's own name"),
        ("transfer @#2 role:desk", "to: must not begin with 'role:'"),
        ("add-sign @#2 q Q", "persons: 'q' and 'Q' look like one person"),
    ],
)
def test_what_cannot_be_meant_is_bad_input_and_changes_nothing(plan, line, said):
    before = plan.shown
    done = plan.shell(*plan.line(line, "li"))
    assert (done.exit_code, plan.shown) == (2, before)
    assert said in done.output


def test_a_desk_is_handed_over_whole(plan):
    line = "hand-over mo tang --reason retires"
    assert plan.do(f"{line} --preview", "olga") == f"it would be accepted\n  {plan.case}#3\n"
    refused = plan.shell(*plan.line(f"{line} --preview", "bo"))
    assert refused.exit_code == 1
    assert "block not-your-task" in refused.stdout
    assert plan.open[3] == ("vote", "mo")
    assert plan.do(line, "olga") == "tasks handed over: 1\n"
    assert plan.open[3] == ("vote", "tang")
    for more in ("", " --preview"):
        assert plan.do(line + more, "olga") == "there is nothing to hand over\n"
    (entry,) = plan.shell.json("audit", "overrides")
    assert (entry["verb"], entry["what"], entry["why"]) == ("transfer", "task 3 of mo", "retires")


@pytest.fixture
def three(plan):
    """Three plans in review: what li has to decide in each."""
    for name in ("South", "West"):
        given = ("start", "plan", name, "--by", "ann", "--role", "owner", "--workflow", "plan.yaml")
        case = plan.shell.json(*given)["case"]["id"]
        plan.shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    return [item["id"] for item in plan.shell.json("inbox", "--by", "li")["items"]]


def left(plan):
    return [item["id"] for item in plan.shell.json("inbox", "--by", "li")["items"]]


def test_several_tasks_are_decided_in_one_go(plan, three):
    said = plan.shell.good("approve", *three, "--by", "li", "--comment", "all right")
    assert [f"{task}:" in said for task in three] == [True] * 3
    assert said.endswith("done: 3 of 3\n")
    assert left(plan) == []


def test_all_of_them_or_none(plan, three):
    plan.shell.good("reject", three[1], "--by", "li", "--comment", "too dear")
    done = plan.shell("approve", *three, "--by", "li")
    assert done.exit_code == 1
    assert "task-closed" in done.output
    assert done.output.startswith(f"{three[1]}:\nrefused:\n")
    assert done.output.endswith("done: 0 of 3\n")
    assert left(plan) == [three[0], three[2]]
    (found,) = json.loads(plan.shell("approve", *three, "--by", "li", "--json").stdout)
    assert (found["task"], found["error"]["kind"]) == (three[1], "Refused")


def test_or_each_by_itself_with_a_report(plan, three):
    plan.shell.good("abstain", three[1], "--by", "li")
    done = plan.shell("approve", *three, "--by", "li", "--each", "--lang", "zh")
    assert done.exit_code == 1
    assert done.output.endswith("已办理：2件，共3件\n")
    assert left(plan) == []
    again = plan.shell("approve", three[0], "nowhere#1", "--by", "li", "--each", "--json")
    assert [one["error"]["kind"] for one in json.loads(again.stdout)] == ["Refused", "NotFound"]


def test_a_preview_tells_what_becomes_of_rounds_tasks_and_deadlines(plan):
    plan.do("approve @#1 --owed map,2040-01-31", "bo")
    plan.do("consult @#2 wei --limit 2d", "li")
    line = "return @#2 --to initiator --comment more --preview"
    said = plan.do(line, "li").splitlines()
    assert said[0] == "it would be accepted"
    for effect in (
        "    round 1 in review.deciding: returned",
        "    #2 vote, li: return",
        "    #3 vote, mo: returned",
        "    deadline opinion#5: gone",
    ):
        assert effect in said
    chinese = plan.do(line + " --lang zh", "li").splitlines()
    assert "    #3 表决，mo：退回" in chinese
    assert plan.open[3] == ("vote", "mo")


def test_what_several_decisions_would_do_is_shown_first(plan, three):
    said = plan.shell.good("approve", *three, "--by", "li", "--preview")
    assert said.count("it would be accepted") == 3
    assert left(plan) == three
    why = plan.shell.good("approve", *three, "--by", "li", "--why")
    assert why == "nothing stands in the way\n"
    assert plan.shell("approve", *three, "--by", "li", "--expected", "3").exit_code == 2
    assert plan.shell("approve", *three, "--by", "li", "--expected", "3", "--each").exit_code == 2


def test_a_clerk_enters_several_that_were_decided_on_paper(plan, three):
    clerk = ("--recorded-by", "cy", "--clerk-role", "clerk", "--each")
    assert plan.shell.good("approve", *three, "--by", "li", *clerk).endswith("done: 3 of 3\n")
    assert plan.shell.json("history", plan.case)[-1]["recorded_by"] == "cy"


def test_the_auditors_lists(plan):
    before = datetime.now(UTC).isoformat()
    plan.do("approve @#1", "bo")
    plan.do("approve @#2", "li")
    said = plan.shell.good("audit", "who-could", f"{plan.case}#1", "--at", before)
    assert "role:desk   role desk" in said
    gone = plan.shell("audit", "who-could", f"{plan.case}#9", "--at", before)
    assert gone.exit_code == 2
    (pair,) = plan.shell.json("audit", "same-person", "arrange", "submit")
    assert (pair["person"], pair["first"]["seq"], pair["second"]["seq"]) == ("ann", 2, 3)
    assert plan.shell.good("--lang", "zh", "audit", "same-person", "submit", "approve").endswith(
        "共 0 条\n"
    )
    assert plan.shell.json("audit", "late", "--hours", "1") == []
    assert plan.shell.json("audit", "waivers") == []


# with a directory, side by side and in groups


@pytest.fixture
def offices(shell, tmp_path, monkeypatch):
    """A store with a directory: two of water, one of fire, and who stands in for that one."""
    monkeypatch.setenv("KEYFLOW_DENY", "keyflow-keyprojects")  # it would be loaded each time
    for name, text in (("project", PROJECT), ("department", DEPARTMENT)):
        (tmp_path / f"{name}.yaml").write_text(text)
    shell.good("db", "upgrade")
    for person, role in (("ann", "owner"), ("lea", "lead"), ("feng", "water"), ("fu", "water")):
        shell.good("directory", "appoint", person, role, "--by", "kim")
    shell.good("directory", "appoint", "gu", "fire", "--by", "kim")
    away = ("--until", "2090-01-01T00:00Z", "--of", "department", "--stage", "review")
    shell.good("directory", "substitute", "gu", "zhao", *away, "--by", "kim")
    return shell


@pytest.fixture
def side_by_side(offices):
    """A project, and the two departments that review it side by side."""
    files = ("--workflow", "project.yaml", "--workflow", "department.yaml")
    data = ("--data", 'departments=["north", "south"]')
    started = offices.json("start", "project", "hall", *data, "--by", "ann", *files)
    case = started["case"]["id"]
    offices.good("fire", case, "accept", "--by", "lea", *files)
    children = offices.json("cases", "--parent", case)["cases"]
    return Desk(offices, case), *(Desk(offices, child["id"]) for child in children)


def test_departments_decide_in_groups_side_by_side(side_by_side):
    project, north, south = side_by_side
    assert north.open == {1: ("vote", "feng"), 2: ("vote", "fu"), 3: ("vote", "gu")}
    north.do("add-sign @#1 hu --place before", "feng")
    assert north.refused("approve @#1", "feng") == ["not-your-turn"]
    north.do("transfer @#4 ho", "hu")
    north.do("reject @#4", "ho")
    north.do("consult @#2 wei --limit 1d", "fu")
    north.do("answer @#5 agree", "wei")
    north.do("delegate @#2 ren", "fu")
    north.do("resolve @#2", "ren")
    north.do("approve @#2", "fu")
    north.do("take-back @#2", "fu")
    north.do("approve @#2", "fu")
    north.do("approve @#3 --comment for_Gu", "zhao")
    assert north.shown["outcome"] == "agreed"
    assert "gu (by zhao): approve" in north.shell.good("show", north.case)
    assert project.shown["state"] == "reviewing"
    assert south.refused("recuse @#3", "gu") == ["name-another"]
    south.do("recuse @#3 --to gao", "gu")
    south.do("save @#4 so_far", "gao")
    south.shell.good("urge", south.case, "--by", "ann")
    south.do("approve @#1", "feng")
    south.do("approve @#4", "gao")
    assert project.shown["state"] == "approved"


def test_one_of_them_sends_the_whole_back(side_by_side):
    project, north, south = side_by_side
    line = "return @#1 --to accepting --comment a_road --into"
    said = north.do(f"{line} {project.case} --preview", "feng")
    cases = [words for words in said.splitlines()[1:] if not words.startswith("    ")]
    assert [words.split()[1] for words in cases] == [
        "hall/department/north:",
        "hall:",
        "hall/department/south:",
    ]
    north.do(f"{line} {project.case}", "feng")
    assert project.shown["state"] == "accepting"
    assert south.shown["outcome"] == "returned-over"
    assert south.refused("approve @#2", "fu") == ["ended", "task-closed"]


def test_a_directory_alone_says_who_holds_which_role(side_by_side):
    _, north, _ = side_by_side
    shell = north.shell
    vouched = shell("fire", north.case, "agree", "--by", "ann", "--role", "owner")
    assert vouched.exit_code == 2
    assert "the directory alone says who holds which" in vouched.stderr
    items = shell.json("inbox", "--by", "zhao", "--box", "delegated")["items"]
    assert {(item["for"], item["task"]["n"]) for item in items} == {("gu", 3)}
    now = datetime.now(UTC).isoformat()
    assert shell.json("audit", "who-could", f"{north.case}#3", "--at", now) == [
        {"person": "gu", "right": "person"},
        {"person": "zhao", "right": "for gu"},
    ]


def test_what_is_written_to_the_directory_is_shown(offices):
    by = ("--by", "kim")
    (above,) = offices.json("directory", "superior", "feng", "lea", *by)
    assert (above["kind"], above["person"], above["what"]) == ("superior", "feng", "lea")
    (ended,) = offices.json("directory", "superior", "feng", "--nobody", *by)
    assert ended["closed_by"] == "kim"
    assert offices("directory", "superior", "feng", *by).exit_code == 2
    offices.good("directory", "head", "water", "feng", *by)
    offices.good("directory", "appoint", "li", "water", "--unit", "north", *by)
    said = offices.good("directory", "show", "--person", "li")
    assert "unit=north" in said
    offices.good("directory", "dismiss", "li", "water", *by)
    number = offices.json("directory", "show", "--kind", "substitute")[0]["n"]
    offices.good("directory", "end", str(number), *by)
    assert len(offices.json("directory", "leave", "feng", *by)) == 2
    again = offices("--lang", "zh", "directory", "leave", "feng", *by)
    assert again.exit_code == 2
    assert again.stderr == "keyflow: 已没有与 'feng' 有关的登记\n"
    now = datetime.now(UTC).isoformat()
    named = {entry["person"] for entry in offices.json("directory", "show", "--at", now)}
    assert named == {"ann", "lea", "fu", "gu"}
