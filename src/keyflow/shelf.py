"""`Shelf`: the workflow files of a package by name, each read when it is first asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import ModuleType

from keyflow.errors import DefinitionError, Problem
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry


class Shelf(Mapping[str, Workflow]):
    """Workflow files by name, each read once, when it is first asked for.

    An engine that is given a shelf asks for a workflow when a case of it is first to begin. Then
    the file is proven in full, together with the files of all that it opens or names. `plugins` are
    modules beside the installed ones; or give a whole `registry`.
    """

    def __init__(
        self,
        files: Mapping[str, "str | PathLike[str]"],
        *,
        plugins: Sequence[ModuleType] = (),
        registry: Registry | None = None,
    ) -> None:
        self._files = {name: Path(file) for name, file in files.items()}
        self._plugins = plugins
        self._registry = registry
        self._read: dict[str, Workflow] = {}
        self._own: dict[str, Workflow] = {}

    def with_own(self, workflows: Iterable[Workflow]) -> "Shelf":
        """Return a shelf with further workflows, each in place of the file of its name.

        Raises `DefinitionError` where two of them have one name.
        """
        shelf = Shelf(self._files, plugins=self._plugins, registry=self._registry)
        shelf._read = self._read  # what one of them has read, the other need not read again
        shelf._own = {**self._own, **by_name(workflows)}
        return shelf

    @property
    def together(self) -> Sequence[str]:
        """The names of what is proven before any case begins.

        Those are the further workflows; and where one stands in place of a file, all the files too,
        as any of them may count on what it was.
        """
        own = list(self._own)
        return own if self._files.keys().isdisjoint(own) else [*self]

    def __getitem__(self, name: str) -> Workflow:
        if name in self._own:
            return self._own[name]
        if name not in self._read:
            self._read[name] = self._load(name, self._files[name])
        return self._read[name]

    def _load(self, name: str, file: Path) -> Workflow:
        # Here and not above: to read files takes much loading, and most commands read none.
        from keyflow.loading import load  # noqa: PLC0415

        self._registry = self._registry or Registry(self._plugins)
        workflow = load(file, registry=self._registry)
        if workflow.name != name:
            message = f"is named {workflow.name!r}, and is brought as {name!r}"
            raise DefinitionError([Problem(message, "name", str(file))])
        return workflow

    def __iter__(self) -> Iterator[str]:
        return iter({**self._files, **self._own})

    def __len__(self) -> int:
        return len({**self._files, **self._own})

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in self._files


def by_name(workflows: Iterable[Workflow]) -> dict[str, Workflow]:
    """Return workflows by their names; raises `DefinitionError` where two have one."""
    found: dict[str, Workflow] = {}
    for workflow in workflows:
        if workflow.name in found:
            raise DefinitionError([Problem(f"two workflows are named {workflow.name!r}")])
        found[workflow.name] = workflow
    return found
