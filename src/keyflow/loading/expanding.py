"""Expands a written definition: stages become flat states, and everything they name is resolved.

All problems are collected; a definition with any is refused whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.errors import FAILURES
from keyflow.loading.calendar_named import see_calendar
from keyflow.loading.places import Places
from keyflow.loading.problems import Path, Problems
from keyflow.loading.resolving import Resolver
from keyflow.model.approval import VERDICTS
from keyflow.model.definition import CheckUse, Notice, Rule, State, Template, Transition
from keyflow.model.stage import Layout, Stage
from keyflow.model.workflow import Document, Head, StageInfo, StageUse, StateSpec, Workflow
from keyflow.registry import Registry


def expand(
    document: Document, registry: Registry, problems: Problems
) -> tuple[Workflow, Places] | None:
    """Return the expanded workflow, or None where problems were found.

    With it come the places in the document of what it is made of.
    """
    expansion = _Expansion(document, registry, problems)
    for name, use in document.stages.items():
        expansion.stage(name, use)
    initial = expansion.dest(document.initial, ("initial",))
    for number, transition in enumerate(document.transitions):
        expansion.transition(transition, ("transitions", number))
    expansion.policies()
    for number, notice in enumerate(document.notices):
        expansion.notice(notice, ("notices", number))
    operations = expansion.operations()
    see_calendar(document.calendar, registry, expansion.resolver, problems)
    if problems.found or initial is None:
        return None
    shared = {name: getattr(document, name) for name in Head.model_fields}
    workflow = Workflow.model_validate(
        {
            **shared,
            "operations": operations,
            "initial": initial,
            "stages": tuple(expansion.infos),
            "states": tuple(expansion.states),
            "transitions": tuple(expansion.transitions),
            "notices": tuple(_named(expansion.notices)),
        }
    )
    expansion.places.made = expansion.resolver.made
    return workflow, expansion.places


class _Expansion:
    def __init__(self, document: Document, registry: Registry, problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.registry = registry
        self.resolver = Resolver(registry, problems)
        self.entries: dict[str, str] = {}
        # Stages that could not be made: what is wrong with them is said, and not that of their
        # states nobody knows.
        self.broken: set[str] = set()
        self.infos: list[StageInfo] = []
        self.states: list[State] = []
        self.transitions: list[Transition] = []
        self.notices: list[Notice] = []
        self.places = Places()

    def stage(self, name: str, use: StageUse) -> None:
        """Run a stage's plugin and flatten what it is made of."""
        path: Path = ("stages", name)
        made = self.resolver.make("stage", use, path)
        layout = None if made is None else self._layout(made[0], use, path)
        if made is None or layout is None:
            self.broken.add(name)
            return
        stage, package = made
        self.infos.append(StageInfo(name=name, kind=use.kind, package=package, title=use.title))
        self._flatten(name, use, layout, path)
        for state in layout.states:
            if isinstance(state, State):
                self._where_written(state, stage, name, use)

    def _layout(self, stage: Stage, use: StageUse, path: Path) -> Layout | None:
        try:
            layout = stage.layout()
        except FAILURES as error:  # a stage plugin may raise anything
            self.problems.add(path, f"stage {use.kind!r} failed: {type(error).__name__}: {error}")
            return None
        if not isinstance(layout, Layout):
            self.problems.add(path, f"stage {use.kind!r} did not return a Layout")
            return None
        return layout

    def _where_written(self, state: State, stage: Stage, name: str, use: StageUse) -> None:
        """Remember what of a state is written as an option of its stage, such as its approval."""
        full = f"{name}.{state.name}" if f"{name}.{state.name}" in self.places.states else name
        spec = use.states.get(state.name)
        for part in State.model_fields.keys() & use.options.keys():
            own = spec is not None and part in spec.model_fields_set
            if not own and getattr(stage, part, None) == getattr(state, part):
                self.places.options[full, part] = ("stages", name)

    def _flatten(self, name: str, use: StageUse, layout: Layout, path: Path) -> None:
        states = [s if isinstance(s, State) else State(name=s) for s in layout.states]
        states = states or [State(name=name)]
        single = len(states) == 1
        own = {state.name: name if single else f"{name}.{state.name}" for state in states}
        self.entries[name] = own[states[0].name]
        for state in states:
            key = name if single and name in use.states else state.name
            if key not in use.states:
                self.places.bare.add(own[state.name])
            place = (*path, "states", key) if key in use.states else path
            self.places.states[own[state.name]] = place
            merged = _merged(state, own[state.name], use.states.get(key))
            self._voters(merged, place)
            self.states.append(merged)
        for extra in use.states:
            if extra not in own and not (single and extra == name):
                self.problems.unknown((*path, "states", extra), "state", extra, list(own))
        for transition in layout.transitions:
            self._inner(transition, own, path)

    def _voters(self, state: State, path: Path) -> None:
        """See that the plugins which name a state's voters are installed."""
        for name, part in state.approval.parts.items() if state.approval else ():
            for number, voter in enumerate(part.voters):
                if voter.resolver is not None:
                    group = ("groups", name) if name else ()
                    place = (*path, "approval", *group, "voters", number, "resolver")
                    self.resolver.make("resolver", voter.resolver, place)

    def _inner(self, transition: Transition, own: Mapping[str, str], path: Path) -> None:
        final = {state.name for state in self.states if state.final}
        every = [name for name in own if own[name] not in final]
        sources = every if transition.source == ("*",) else transition.source
        named = [*sources, *([] if transition.dest in {None, "="} else [transition.dest])]
        for state in named:
            if state not in own:
                self.problems.unknown((*path, "kind"), "state", str(state), list(own))
                return
        dest = transition.dest if transition.dest in {None, "="} else own[str(transition.dest)]
        flat = {"source": tuple(own[source] for source in sources), "dest": dest}
        self._keep(transition.model_copy(update=flat), path)

    def transition(self, transition: Transition, path: Path) -> None:
        """Resolve the states a transition of the file names."""
        found = [self._sources(source, (*path, "source")) for source in transition.source]
        sources = dict.fromkeys(state for states in found for state in states)
        dest = transition.dest
        if dest is not None and dest != "=":
            dest = self.dest(dest, (*path, "dest"))
        flat = {"source": tuple(sources), "dest": dest}
        self._keep(transition.model_copy(update=flat), path)

    def _sources(self, source: str, path: Path) -> list[str]:
        names = [state.name for state in self.states]
        waiting = [state.name for state in self.states if not state.final]
        stage = source.removesuffix(".*")
        if source == "*":
            return waiting
        if source != stage and stage in self.entries:
            return [name for name in waiting if name.partition(".")[0] == stage]
        if source in names:
            return [source]
        if source in self.entries:
            hint = f"write '{source}.*' for any of them, or name one"
            self.problems.add(path, f"{source!r} is a stage of several states", hint)
            return []
        if not self._is_broken(source):
            known = list(dict.fromkeys([*names, *self.entries]))
            self.problems.unknown(path, "state", source, known)
        return []

    def _is_broken(self, name: str) -> bool:
        """Tell whether a name is that of a stage that could not be made, or of a state in it."""
        return name.partition(".")[0] in self.broken

    def dest(self, dest: str, path: Path) -> str | None:
        """Return the state a name leads to; a stage is entered by its first state."""
        names = [state.name for state in self.states]
        if dest in names:
            return dest
        if dest not in self.entries and not self._is_broken(dest):
            known = list(dict.fromkeys([*self.entries, *names]))
            self.problems.unknown(path, "state or stage", dest, known)
        return self.entries.get(dest)

    def _keep(self, transition: Transition, path: Path) -> None:
        if self._is_result(transition):
            self._result(transition, path)
            return
        checks = self.resolver.checks(transition.checks, path)
        stage = transition.source[0].partition(".")[0] if transition.source else ""
        if stage in self.document.stages:
            uses = self.document.stages[stage].checks
            checks += self.resolver.checks(uses, ("stages", stage), f"stage {stage}")
        checks += self.resolver.checks(
            self.document.everywhere.checks, ("everywhere",), "everywhere"
        )
        self.resolver.twins(checks, path)
        for number, plan in enumerate(transition.plans):
            self.resolver.make("plan", plan, (*path, "plans", number))
        for number, change in enumerate(transition.changes):
            self.resolver.make("change", change, (*path, "changes", number))
        self.places.transitions.append(path)
        by = transition.by or (("system",) if transition.auto else ())
        self.transitions.append(transition.model_copy(update={"checks": tuple(checks), "by": by}))

    def _is_result(self, transition: Transition) -> bool:
        """Tell whether a transition is the way a round of votes goes by itself (D13)."""
        deciding = {state.name for state in self.states if state.approval is not None}
        return transition.trigger in VERDICTS and not deciding.isdisjoint(transition.source)

    def _result(self, transition: Transition, path: Path) -> None:
        """Keep the way of a result as it is: nobody fires it, and nothing may stop it."""
        if transition.by or transition.checks or transition.auto or transition.todo:
            self.problems.add(
                path,
                f"{transition.trigger!r} is the result of a round of votes and goes by itself",
                "leave `by`, `checks`, `auto` and `todo` out; check before the round or after it",
            )
        self.places.transitions.append(path)
        self.transitions.append(transition.model_copy(update={"by": ("system",)}))

    def policies(self) -> None:
        """Let every policy add to every transition (D27)."""
        for number, transition in enumerate(self.transitions):
            for policy, package in self.registry.policies():
                path: Path = ("policies", policy.kind)
                stage = transition.source[0].partition(".")[0] if transition.source else ""
                try:
                    added = policy.attach(self.document.name, stage, self.transitions[number])
                except FAILURES as error:  # a policy may raise anything
                    self.problems.add(path, f"policy of {package} failed: {error}")
                    continue
                if added is not None:
                    self._attach(number, added.checks, added.notices, package, path)

    def _attach(
        self,
        number: int,
        checks: Sequence[CheckUse],
        notices: Sequence[Notice],
        package: str,
        path: Path,
    ) -> None:
        transition = self.transitions[number]
        if not self._is_result(transition):
            all_checks = (*transition.checks, *self.resolver.checks(checks, path, package))
            self.resolver.twins(all_checks, path)
            self.transitions[number] = transition.model_copy(update={"checks": all_checks})
        for notice in notices:
            marked = notice.model_copy(update={"attached_by": package})
            if marked not in self.notices:
                self.notice(marked, path)

    def notice(self, notice: Notice, path: Path) -> None:
        """Put the text of its template into a notice."""
        if notice.template is None:
            if not notice.text:
                self.problems.add(path, "a notice needs `template` or `text`")
            self._tell(notice, path)
            return
        own: Template | None = self.document.templates.get(notice.template)
        found = own or self.registry.template(notice.template)
        if found is None:
            known = [offer.kind for offer in self.registry.offers("template")]
            known += self.document.templates
            self.problems.unknown((*path, "template"), "template", notice.template, known)
            return
        text = {"subject": found.subject, "text": found.text, "id": notice.id or notice.template}
        self._tell(notice.model_copy(update={**text, "template": None}), path)

    def _tell(self, notice: Notice, path: Path) -> None:
        self.notices.append(notice)
        self.places.notices.append(path)

    def operations(self) -> dict[str, Rule]:
        """Resolve the checks and plans on operations."""
        for name, rule in self.document.operations.items():
            for number, plan in enumerate(rule.plans):
                self.resolver.make("plan", plan, ("operations", name, "plans", number))
        return {
            name: rule.model_copy(
                update={"checks": tuple(self.resolver.checks(rule.checks, ("operations", name)))}
            )
            for name, rule in self.document.operations.items()
        }


def _merged(state: State, name: str, spec: StateSpec | None) -> State:
    """Put what the file adds to a state over what its stage says."""
    if spec is None:
        return state.model_copy(update={"name": name})
    added = {item: getattr(spec, item) for item in spec.model_fields_set}
    for several in ("deadlines", "children"):
        if several in added:
            added[several] = {**getattr(state, several), **added[several]}
    return state.model_copy(update={"name": name, **added})


def _named(notices: Sequence[Notice]) -> list[Notice]:
    """Give every notice an id of its own, so that its messages can be told apart."""
    taken: dict[str, int] = {}
    named: list[Notice] = []
    for notice in notices:
        base: Any = notice.id or notice.on[0].replace(" ", "-")
        taken[base] = taken.get(base, 0) + 1
        identity = base if taken[base] == 1 else f"{base}-{taken[base]}"
        named.append(notice.model_copy(update={"id": identity}))
    return named
