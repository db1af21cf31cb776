"""An engine that is made wrongly says what it wants; what a host's objects do is theirs."""

import sys
import types

import pytest

from keyflow import Actor, Engine, InputError, KeyflowError, Registry, load
from keyflow.builtin.notifiers import Smtp
from keyflow.errors import PluginFailed
from keyflow.plugin import Check, Finding, Notifier, hookimpl

FLOW = """
name: w
initial: a
roles: [r]
stages: {a: plain, z: final}
transitions:
  - {trigger: go, source: a, dest: z, by: r}
"""
ANN = Actor("ann", roles={"r"})


class Quiet(Notifier):
    kind = "quiet"

    def send(self, message):
        pass


WRONG = (
    ("workflows", lambda: Engine(None, ["grant.yaml"])),
    ("workflows", lambda: Engine(None, load(FLOW))),
    ("workflows", lambda: Engine(None, "grant.yaml")),
    ("workflows", lambda: Engine(None, 5)),
    ("plugins", lambda: Engine(None, plugins=types)),
    ("plugins", lambda: Engine(None, plugins=["types"])),
    ("plugins", lambda: Registry(types)),
    ("plugins", lambda: load(FLOW, plugins=types)),
    ("registry", lambda: Engine(None, registry=[types])),
    ("directory", lambda: Engine(None, directory=object())),
    ("clock", lambda: Engine(None, clock=5)),
    ("facts", lambda: Engine(None, facts={})),
    ("notifiers", lambda: Engine(None, notifiers=[Quiet()])),
    ("notifiers.mail", lambda: Engine(None, notifiers={"mail": "x"})),
    ("notifiers.mail", lambda: Engine(None, notifiers={"mail": Quiet})),
    ("port", lambda: Smtp(host="h", sender="a@b.example", port="x")),
    ("loud", lambda: Quiet(loud=True)),
)


def test_what_an_engine_is_not_made_of():
    for field, make in WRONG:
        with pytest.raises(InputError) as error:
            make()
        assert error.value.field == field
        assert len(str(error.value)) < 300


def test_the_mend_is_told():
    with pytest.raises(InputError, match=r"load\('grant.yaml'\)"):
        Engine(None, ["grant.yaml"])
    with pytest.raises(InputError, match="must be a list of workflows"):
        Engine(None, load(FLOW))
    with pytest.raises(InputError, match=r"make one of it: Quiet\(…\)"):
        Engine(None, notifiers={"mail": Quiet})
    with pytest.raises(InputError, match="has no method roles, holders"):
        Engine(None, directory=object())


def test_a_clock_that_raises_is_told_as_the_hosts():
    def clock():
        raise ValueError("no time")

    engine = Engine(None, [load(FLOW)], clock=clock)
    for ask in (
        lambda: engine.start("w", subject="s", by=ANN), engine.run_due, engine.deliver, engine.seal
    ):  # fmt: skip
        with pytest.raises(PluginFailed, match="the clock failed: ValueError"):
            ask()
    engine.close()


class Office:
    """A directory that answers what it is told to."""

    def __init__(self, roles=frozenset({"r"}), holders=("ann",)):
        self._roles, self._holders = roles, holders

    def roles(self, person, case, at):
        return self._roles

    def holders(self, role, case, at):
        return self._holders

    def superior(self, person, level, at):
        return None

    def principals(self, person, case, at):
        return ()

    def head(self, unit, at):
        return None

    def revision(self):
        return "1"


def test_a_directory_that_answers_with_a_text_is_not_split_into_letters():
    engine = Engine(None, [load(FLOW)], directory=Office(roles="r"))
    with pytest.raises(PluginFailed, match="roles must answer with several texts"):
        engine.start("w", subject="s", by=Actor("ann"))
    engine.close()
    told = load(FLOW + "notices: [{on: fired go, to: r, via: q, text: t}]\n")
    for wrong in ("ann", [5], 5, None):
        engine = Engine(None, [told], directory=Office(holders=wrong), notifiers={"q": Quiet()})
        case = engine.start("w", subject="s", by=Actor("ann"))
        with pytest.raises(PluginFailed, match="holders must answer with several texts"):
            engine.fire(case.id, "go", by=Actor("ann"))
        engine.close()


class Leaving(Check):
    kind = "leaving"
    inline = True

    def examine(self, attempt):
        sys.exit(4)


class LeavingLate(Leaving):
    kind = "leaving-late"
    inline = False


class Stopping(Check):
    kind = "stopping"
    inline = True

    def examine(self, attempt):
        raise KeyboardInterrupt


def acme(**hooks):
    made = types.ModuleType("acme")
    for name, answer in hooks.items():
        function = eval("lambda: answer()", {"answer": answer})
        function.__name__ = name
        setattr(made, name, hookimpl(function))
    return made


@pytest.mark.parametrize("kind", ["leaving", "leaving-late"])
def test_a_check_that_leaves_the_program_only_says_no(kind):
    plugin = acme(keyflow_checks=lambda: [Leaving, LeavingLate])
    text = FLOW.replace("by: r", f"by: r, checks: [{kind}]")
    engine = Engine(None, [load(text, plugins=[plugin])], plugins=[plugin])
    case = engine.start("w", subject="s", by=ANN)
    (option,) = engine.options(case.id, by=ANN)
    assert [finding.code for finding in option.findings] == ["check-failed"]
    engine.close()


def test_a_person_at_the_keyboard_is_heard():
    plugin = acme(keyflow_checks=lambda: [Stopping])
    text = FLOW.replace("by: r", "by: r, checks: [stopping]")
    engine = Engine(None, [load(text, plugins=[plugin])], plugins=[plugin])
    case = engine.start("w", subject="s", by=ANN)
    with pytest.raises(KeyboardInterrupt):
        engine.fire(case.id, "go", by=ANN)
    engine.close()


def test_a_hook_that_leaves_the_program_is_told():
    with pytest.raises(PluginFailed, match="keyflow_checks of acme failed: SystemExit: 4"):
        Registry([acme(keyflow_checks=lambda: sys.exit(4))])


def test_a_module_that_offers_nothing_is_told():
    with pytest.raises(PluginFailed, match=r"acme offers nothing: .*@hookimpl"):
        Registry([acme()])


def test_a_hook_that_is_not_marked_is_told():
    module = acme(keyflow_checks=lambda: [Leaving])

    def keyflow_stages():
        return []

    module.keyflow_stages = keyflow_stages
    with pytest.raises(PluginFailed, match="keyflow_stages of acme is not marked @hookimpl"):
        Registry([module])


def test_all_of_it_is_of_one_family():
    assert issubclass(InputError, KeyflowError)
    assert Finding("a", "b").code == "a"


def test_a_class_without_its_method_is_refused_when_it_is_offered():
    class Idle(Check):
        kind = "idle"

    module = types.ModuleType("idle_office")
    module.keyflow_checks = hookimpl(lambda: [Idle])
    module.keyflow_checks.__name__ = "keyflow_checks"
    with pytest.raises(PluginFailed, match=r"Idle, which .* returns, has no method examine"):
        Registry([module])


@pytest.mark.parametrize("verb", ["case", "history", "options", "do", "each", "preview"])
def test_a_case_given_for_its_id_or_for_a_command_is_told_by_its_name(verb):
    stages = {"a": "plain", "z": "final"}
    way = {"trigger": "go", "source": "a", "dest": "z", "by": "r"}
    flow = {"name": "w", "initial": "a", "roles": ["r"], "stages": stages, "transitions": [way]}
    engine = Engine(None, [load(flow)])
    ann = Actor("ann", {"r"})
    case = engine.start("w", subject="s", by=ann)
    by = {} if verb in {"case", "history"} else {"by": ann}
    with pytest.raises(InputError, match="Case"):
        getattr(engine, verb)(case, **by)
    engine.close()
