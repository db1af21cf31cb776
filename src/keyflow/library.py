"""The definitions an engine knows: the newest of each name, and every one a case still keeps."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from keyflow.errors import DefinitionError, NotFound, Problem, StoreError
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.families import prove
from keyflow.ruling.machine import Machine
from keyflow.store.contract import Connection, SchemaOf

_RESTORE = "restore its row from a backup, and run `keyflow audit verify`"


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
        problems = [Problem(message, hint=hint) for message, hint in prove(workflows, registry)]
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

    def on(self, connection: Connection) -> SchemaOf:
        """Return the function that a store asks for the fields of a definition."""
        return lambda hash: self.fields(hash, connection)

    def roles(self, connection: Connection) -> set[str]:
        """Return the roles of every definition, those that are only stored included."""
        machines = [self.machine(hash, connection) for hash in connection.definitions()]
        return {role for one in (*machines, *self._current.values()) for role in one.workflow.roles}

    def machine(self, hash: str, connection: Connection) -> Machine:
        """Return the definition of a hash, read from the store where it is an older one.

        Raises `StoreError` where the stored text is gone, or is not the one of that hash.
        """
        machine = self._compiled.get(hash)
        if machine is None:
            text = connection.definition(hash)
            if text is None:
                raise StoreError(f"definition {hash[:12]} is gone from this store; {_RESTORE}")
            if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != hash:
                raise StoreError(f"definition {hash[:12]} was changed in this store; {_RESTORE}")
            machine = Machine(Workflow.model_validate_json(text), self._registry)
            self._compiled[hash] = machine
            self.stored.add(hash)
        return machine

    def versions(self, workflow: str | None, connection: Connection) -> list[Machine]:
        """Return all definitions of a workflow, or of all: the stored ones and those given."""
        given = [one for name, one in self._current.items() if workflow in {None, name}]
        hashes = connection.definitions(workflow)
        return [*given, *(self.machine(hash, connection) for hash in hashes)]

    def fields(self, hash: str, connection: Connection) -> Mapping[str, FieldSpec]:
        """Return the data fields of a definition."""
        return self.machine(hash, connection).fields
