"""The definitions an engine knows: the newest of each name, and every one a case still keeps."""

from collections.abc import Mapping, Sequence

from keyflow.errors import DefinitionError, NotFound, Problem
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.machine import Machine
from keyflow.store.contract import Connection


class Library:
    """Compiles definitions once and hands them out by hash or by name."""

    def __init__(self, workflows: Sequence[Workflow], registry: Registry) -> None:
        self._registry = registry
        self._current: dict[str, Machine] = {}
        self._compiled: dict[str, Machine] = {}
        self.stored: set[str] = set()
        for workflow in workflows:
            if workflow.name in self._current:
                raise DefinitionError([Problem(f"two workflows are named {workflow.name!r}")])
            machine = Machine(workflow, registry)
            self._current[workflow.name] = machine
            self._compiled[machine.hash] = machine
        self._check_children(workflows)

    def _check_children(self, workflows: Sequence[Workflow]) -> None:
        problems = [
            Problem(
                f"state {state.name!r} of {workflow.name!r} opens children of workflow "
                f"{children.workflow!r}, which this engine does not have",
                hint=f"known: {', '.join(self._current)}",
            )
            for workflow in workflows
            for state in workflow.states
            for children in state.children.values()
            if children.workflow not in self._current
        ]
        if problems:
            raise DefinitionError(problems)

    def current(self, name: str) -> Machine:
        """Return the newest definition of a name; raises `NotFound`."""
        machine = self._current.get(name)
        if machine is None:
            known = ", ".join(self._current) or "none"
            raise NotFound(f"no workflow {name!r} in this engine; known: {known}")
        return machine

    def names(self) -> list[str]:
        """Return the names of the workflows this engine was given."""
        return list(self._current)

    def roles(self, connection: Connection) -> set[str]:
        """Return the roles of every definition, those that are only stored included."""
        machines = [self.machine(hash, connection) for hash in connection.definitions()]
        return {role for one in (*machines, *self._current.values()) for role in one.workflow.roles}

    def machine(self, hash: str, connection: Connection) -> Machine:
        """Return the definition of a hash, read from the store where it is an older one."""
        machine = self._compiled.get(hash)
        if machine is None:
            text = connection.definition(hash)
            if text is None:
                raise NotFound(f"definition {hash[:12]} is not in this store")
            machine = Machine(Workflow.model_validate_json(text), self._registry)
            self._compiled[hash] = machine
            self.stored.add(hash)
        return machine

    def fields(self, hash: str, connection: Connection) -> Mapping[str, FieldSpec]:
        """Return the data fields of a definition."""
        return self.machine(hash, connection).fields
