"""The definitions an engine knows: the newest of each name, and every one a case still keeps."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from keyflow.errors import DefinitionError, NotFound, Problem, StoreError
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.families import counted_on, prove
from keyflow.ruling.machine import Machine
from keyflow.shelf import Shelf, by_name
from keyflow.store.contract import Connection, SchemaOf

_RESTORE = "restore its row from a backup, and run `keyflow audit verify`"


class Library:
    """Compiles definitions once and hands them out by hash or by name.

    Workflows that are given in a list are proven at once, together; those on a shelf when they are
    first asked for, each together with all that it counts on.
    """

    def __init__(self, workflows: Sequence[Workflow] | Shelf, registry: Registry) -> None:
        self._registry = registry
        self._proven: Mapping[str, Workflow] = {}
        self._current: dict[str, Machine] = {}
        self._compiled: dict[str, Machine] = {}
        self.stored: set[str] = set()
        if isinstance(workflows, Shelf):
            self._given: Mapping[str, Workflow] = workflows
            self._together = workflows.together
            return
        self._given = by_name(workflows)
        self._together = list(self._given)
        for name in self._given:
            self.current(name)

    def current(self, name: str) -> Machine:
        """Return the newest definition of a name, read and proven where that was not done yet.

        Raises `NotFound` where there is none, and `DefinitionError` where it is wrong.
        """
        machine = self._current.get(name)
        if machine is None:
            self._prove([*self._together, name])
            if name not in self._proven:
                known = ", ".join(self._given) or "none"
                raise NotFound(f"no workflow {name!r} in this engine; known: {known}")
            workflow = self._proven[name]
            machine = self._compiled.get(workflow.hash) or Machine(workflow, self._registry)
            self._current[name] = self._compiled[machine.hash] = machine
        return machine

    def _prove(self, names: Iterable[str]) -> None:
        """Read workflows with all they count on, and prove them beside those read before."""
        found = dict(self._proven)
        waiting = [name for name in names if name not in found]
        for name in waiting:  # which grows meanwhile
            if name in self._given and name not in found:
                found[name] = self._given[name]
                waiting += counted_on(found[name], self._registry)
        if len(found) > len(self._proven):
            wrong = prove(list(found.values()), self._registry)
            problems = [Problem(message, hint=hint) for message, hint in wrong]
            if problems:
                raise DefinitionError(problems)
            self._proven = found

    def names(self) -> list[str]:
        """Return the names of the workflows of which cases may begin in this engine."""
        return list(self._given)

    def newest(self, name: str, fields: Iterable[str], connection: Connection) -> Machine:
        """Return the definition by whose fields the cases of a workflow are looked for.

        It is the newest; but a file that was not read yet is left alone where the newest definition
        that the store keeps knows these fields. Raises `NotFound` where there is none at all.
        """
        stored = () if name in self._current else connection.definitions(name)
        if stored:
            machine = self.machine(stored[-1], connection)
            if name not in self._given or machine.fields.keys() >= set(fields):
                return machine
        return self.current(name)

    def on(self, connection: Connection) -> SchemaOf:
        """Return the function that a store asks for the fields of a definition."""
        return lambda hash: self.fields(hash, connection)

    def roles(self, connection: Connection) -> set[str]:
        """Return the roles of every definition in use, those that are only stored included."""
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
        """Return all definitions of a workflow, or of all: the stored ones and those in use."""
        given = [one for name, one in self._current.items() if workflow in {None, name}]
        hashes = connection.definitions(workflow)
        return [*given, *(self.machine(hash, connection) for hash in hashes)]

    def fields(self, hash: str, connection: Connection) -> Mapping[str, FieldSpec]:
        """Return the data fields of a definition."""
        return self.machine(hash, connection).fields
