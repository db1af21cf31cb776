"""Finds plugins and knows which class a kind is. The only plugin manager.

Order: plugins are sorted by package name, then module name, and asked in that order; within one
plugin the order is the one its hook returns. It does not depend on how they were installed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import Distribution, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from keyflow import hookspecs
from keyflow.errors import DuplicateKind, PluginFailed, UnknownKind
from keyflow.model.calendar import Calendar
from keyflow.model.check import Check
from keyflow.model.component import Component
from keyflow.model.definition import Template
from keyflow.model.notifier import Notifier
from keyflow.model.plan import Change, Plan
from keyflow.model.policy import Policy
from keyflow.model.stage import Stage

GROUP = "keyflow"

C = TypeVar("C", bound=Component)

_FAMILIES: Mapping[str, type[Component]] = {
    "stage": Stage,
    "check": Check,
    "plan": Plan,
    "change": Change,
    "notifier": Notifier,
    "calendar": Calendar,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a plugin offers: its family and kind, what it is, and where it comes from."""

    family: str
    kind: str
    thing: Any
    package: str


def _package(distribution: Distribution | None, module: ModuleType) -> str:
    if distribution is None:
        return module.__name__
    return f"{distribution.metadata['Name']} {distribution.version}"


class Registry:
    """The plugins of one engine: installed ones (entry points) and modules given by hand.

    `allow` names the only packages or modules to load (None for all), `deny` those to leave out;
    both take distribution names such as `keyflow-funds` or module names.
    """

    def __init__(
        self,
        plugins: Sequence[ModuleType] = (),
        *,
        installed: bool = True,
        allow: Iterable[str] | None = None,
        deny: Iterable[str] = (),
    ) -> None:
        self._allow = None if allow is None else {*allow, "keyflow"}
        self._deny = set(deny)
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        self._offers: dict[tuple[str, str], Offer] = {}
        found = {} if not installed else dict(self._installed())
        for module in plugins:
            found.setdefault(module.__name__, (module, _package(None, module)))
        for name, (module, package) in sorted(
            found.items(), key=lambda item: (item[1][1], item[0])
        ):
            self._register(name, module, package)

    def _installed(self) -> Iterable[tuple[str, tuple[ModuleType, str]]]:
        for entry in entry_points(group=GROUP):
            names = {entry.name, entry.module, entry.dist.name if entry.dist else entry.module}
            if names & self._deny or (self._allow is not None and not names & self._allow):
                continue
            try:
                module = entry.load()
            except Exception as error:
                msg = f"plugin {entry.value!r} of {entry.dist and entry.dist.name} does not load"
                raise PluginFailed(f"{msg}: {error}") from error
            yield entry.module, (module, _package(entry.dist, module))

    def _register(self, name: str, module: ModuleType, package: str) -> None:
        self._manager.register(module, name)
        unknown = [
            f"{hook.name}" for hook in self._hooks_of(module) if not hasattr(hookspecs, hook.name)
        ]
        if unknown:
            known = [hook for hook in vars(hookspecs) if hook.startswith("keyflow_")]
            near = get_close_matches(unknown[0], known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise PluginFailed(f"{package} implements unknown hook {unknown[0]}{hint}")
        for hook in self._hooks_of(module):
            self._collect(hook, package)

    def _hooks_of(self, module: ModuleType) -> list[Any]:
        callers = self._manager.get_hookcallers(module) or ()
        return sorted(
            (
                implementation
                for caller in callers
                for implementation in [
                    _Named(caller.name, found.function)
                    for found in caller.get_hookimpls()
                    if found.plugin is module
                ]
            ),
            key=lambda hook: hook.name,
        )

    def _collect(self, hook: Any, package: str) -> None:
        try:
            offered = hook.function()
            pairs = list(offered.items()) if isinstance(offered, Mapping) else list(offered)
        except Exception as error:
            raise PluginFailed(f"{hook.name} of {package} failed: {error}") from error
        family = _family(hook.name)
        for item in pairs:
            self._add(family, item, hook.name, package)

    def _add(self, family: str, item: Any, hook: str, package: str) -> None:
        base = _FAMILIES.get(family)
        if base is not None:
            if not (isinstance(item, type) and issubclass(item, base)):
                raise PluginFailed(f"{hook} of {package} must return {base.__name__} classes")
            kind, thing = item.kind, item
        elif isinstance(item, tuple):
            kind, thing = item
        else:
            kind, thing = getattr(item, "name", "") or getattr(item, "kind", ""), item
        if not kind:
            name = getattr(item, "__name__", type(item).__name__)
            raise PluginFailed(f"{name}, which {hook} of {package} returns, has no `kind`")
        self._keep(Offer(family, kind, thing, package))

    def _keep(self, offer: Offer) -> None:
        known = self._offers.get((offer.family, offer.kind))
        if known is not None:
            raise DuplicateKind(
                f"{offer.family} {offer.kind!r} is offered by {known.package} and by "
                f"{offer.package}; deny one of them"
            )
        self._offers[offer.family, offer.kind] = offer

    def offers(self, family: str) -> list[Offer]:
        """Return what is offered in a family, in order."""
        return [offer for offer in self._offers.values() if offer.family == family]

    def find(self, family: str, kind: str) -> Offer:
        """Return the offer of a kind; raises `UnknownKind` with the nearest known one."""
        offer = self._offers.get((family, kind))
        if offer is None:
            known = [other.kind for other in self.offers(family)]
            near = get_close_matches(kind, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none'}"
            raise UnknownKind(f"no {family} of kind {kind!r} is installed; {hint}")
        return offer

    def template(self, name: str) -> Template | None:
        """Return a template a plugin brings, or None."""
        offer = self._offers.get(("template", name))
        return offer.thing if offer else None

    def workflow(self, name: str) -> Path | None:
        """Return the file of a workflow a plugin brings, or None."""
        offer = self._offers.get(("workflow", name))
        return offer.thing if offer else None

    def policies(self) -> list[tuple[Policy, str]]:
        """Return every policy with its package, in order."""
        return [(offer.thing, offer.package) for offer in self.offers("policy")]


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    function: Any


def _family(hook: str) -> str:
    plural = hook.removeprefix("keyflow_")
    return f"{plural[:-3]}y" if plural.endswith("ies") else plural.removesuffix("s")
