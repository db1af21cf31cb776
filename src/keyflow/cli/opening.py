"""Opens what the common options name: plugins, workflows, the engine, a store only to be read."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from keyflow.cli.settings import Settings
from keyflow.errors import FAILURES, InputError, PluginFailed
from keyflow.registry import Registry

if TYPE_CHECKING:
    from keyflow.engine import Engine
    from keyflow.model.case import Case
    from keyflow.running import Facts
    from keyflow.shelf import Shelf
    from keyflow.store.contract import Store

_SQLITE = ("sqlite:///", "sqlite+pysqlite:///")
_POSTGRES = ("postgres://", "postgresql://", "postgresql+psycopg://")


def registry(settings: Settings) -> Registry:
    """Find the installed plugins and load those the command line names."""
    return Registry(modules(settings), deny=settings.deny)


def modules(settings: Settings) -> list[ModuleType]:
    """Load the plugins the command line names; raises `PluginFailed` for one that does not load."""
    return [_module(name) for name in settings.plugin]


def _module(name: str) -> ModuleType:
    try:
        if name.endswith(".py"):
            return _from_file(Path(name).resolve())
        # The folder one works in, which an installed command does not look into by itself.
        if (here := str(Path.cwd())) not in sys.path:
            sys.path.insert(0, here)
        return import_module(name)
    except FAILURES as error:
        why = f"{type(error).__name__}: {error}"
        raise PluginFailed(f"plugin {name} does not load: {why}") from error


def _from_file(path: Path) -> ModuleType:
    known = sys.modules.get(path.stem)
    if known is not None:
        if getattr(known, "__file__", None) == str(path):
            return known
        raise InputError(path.name, "has the name of another module; rename the file")
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise InputError(path.name, "is not a Python module")
    module = sys.modules[path.stem] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[path.stem]
        raise
    return module


def _shelf(settings: Settings, found: Registry) -> "Shelf":
    """Return what packages bring, and in its place the files that are named."""
    # Here, as the engine below, and not above: what only asks for plugins does without.
    from keyflow.loading import load  # noqa: PLC0415
    from keyflow.shelf import Shelf  # noqa: PLC0415

    files = {offer.kind: offer.thing for offer in found.offers("workflow")}
    own = [load(Path(name), registry=found) for name in settings.workflow]
    return Shelf(files, registry=found).with_own(own)


class Brought:
    """The facts that packages bring, each for its workflows: no host is here to know others."""

    def __init__(self, found: Registry) -> None:
        self.engine: Engine | None = None
        self._makers = {offer.kind: offer.thing for offer in found.offers("fact")}
        self._made: dict[Any, Facts] = {}

    def __call__(self, cases: "Sequence[Case]", session: Any) -> Mapping[str, Any]:
        """Return what is known of the cases whose workflows have facts."""
        asked: dict[Any, list[Case]] = {}
        for case in cases:
            if (maker := self._makers.get(case.workflow)) is not None:
                asked.setdefault(maker, []).append(case)
        known: dict[str, Any] = {}
        for maker, some in asked.items():
            made = self._made.get(maker) or self._made.setdefault(maker, maker(self.engine))
            known |= made(some, session)
        return known


@contextmanager
def engine(
    settings: Settings, *, reading: bool = False, making: bool = False
) -> "Iterator[Engine]":
    """Lend an engine on the store; for `reading` on a connection that cannot write.

    Once there is anything in the directory of the store, that alone says who holds which role.
    Raises `StoreError` where a SQLite file is missing, unless a case is to be begun (`making`).
    """
    from keyflow.engine import Engine  # noqa: PLC0415
    from keyflow.store import open_store  # noqa: PLC0415

    found = registry(settings)
    url = settings.store if making else existing(settings)
    store = open_store(read_only(settings) if reading else url)
    try:
        facts, known = Brought(found), _shelf(settings, found)
        facts.engine = Engine(store, known, directory=_offices(store), facts=facts, registry=found)
        yield facts.engine
    finally:
        store.close()


def _offices(store: "Store") -> "Literal['store'] | None":
    """Return that the directory in the store is the source of rights, once anything is in it."""
    with store.connect() as connection:
        return "store" if connection.directory() else None


def existing(settings: Settings) -> str:
    """Return the store's URL; raises `StoreError` where it names a SQLite file that is missing."""
    from keyflow.store.engines import must_exist  # noqa: PLC0415

    must_exist(settings.store)
    return settings.store


def read_only(settings: Settings) -> str:
    """Return the store's URL with which nothing can be written, where there is one.

    Raises `StoreError` where a SQLite file is missing, as reading would else make an empty one.
    """
    place, _, query = existing(settings).partition("?")
    more = f"&{query}" if query else ""
    for scheme in _SQLITE:
        path = place.removeprefix(scheme)
        if path != place and path not in {"", ":memory:"} and not path.startswith("file:"):
            return f"{scheme}file:{quote(os.path.normpath(path))}?mode=ro&uri=true{more}"
    if place.startswith(_POSTGRES) and "options=" not in query:
        return f"{place}?options=-c%20default_transaction_read_only%3Don{more}"
    return settings.store
