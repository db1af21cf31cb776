"""Finds plugins and knows which class a kind is. The only plugin manager.

Order: plugins are sorted by package name, then module name, and asked in that order; within one
plugin the order is the one its hook returns. It does not depend on how they were installed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import pluggy

from keyflow import hookspecs
from keyflow.errors import FAILURES, DuplicateKind, InputError, PluginFailed, UnknownKind
from keyflow.model.calendar import Calendar
from keyflow.model.check import Check
from keyflow.model.component import Component
from keyflow.model.definition import Template
from keyflow.model.notifier import Notifier
from keyflow.model.plan import Change, Plan
from keyflow.model.policy import Policy
from keyflow.model.resolver import Resolver
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
    "resolver": Resolver,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a plugin offers: its family and kind, what it is, and where it comes from."""

    family: str
    kind: str
    thing: Any
    package: str


@dataclass(frozen=True, slots=True)
class _Plugin:
    """A plugin's module and what it is known by; one that is installed can be denied by a name."""

    module: ModuleType
    package: str
    name: str | None = None

    def failed(self, what: str) -> PluginFailed:
        return PluginFailed(what if self.name is None else f"{what}; {_without(self.name)}")


def _without(name: str) -> str:
    return f"to do without it: keyflow --deny {name}, or Registry(deny=[{name!r}])"


def _modules(given: Sequence[ModuleType]) -> Sequence[ModuleType]:
    """Return the modules given by hand, or raise `InputError`."""
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        kind = type(given).__name__
        raise InputError("plugins", f"must be a list of modules, such as [my_plugin], not a {kind}")
    found = list(given)
    for item in found:
        if not isinstance(item, ModuleType):
            raise InputError("plugins", f"must be a list of modules, not of {type(item).__name__}")
    return found


def _names(entry: EntryPoint) -> tuple[str, str]:
    """Return what an entry point's package is called and by what to deny it."""
    if entry.dist is None:
        return entry.module, entry.module
    return f"{entry.dist.name} {entry.dist.version}", entry.dist.name


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
        found = dict(self._installed()) if installed else {}
        for module in _modules(plugins):
            found.setdefault(module.__name__, _Plugin(module, module.__name__))
        for name, plugin in sorted(found.items(), key=lambda item: (item[1].package, item[0])):
            self._register(name, plugin)

    def _installed(self) -> Iterable[tuple[str, _Plugin]]:
        for entry in entry_points(group=GROUP):
            package, name = _names(entry)
            names = {entry.name, entry.module, name}
            if names & self._deny or (self._allow is not None and not names & self._allow):
                continue
            try:
                module = entry.load()
            except FAILURES as error:
                why = f"{type(error).__name__}: {error}"
                msg = f"plugin {entry.name!r} ({entry.value}) of {package} does not load: {why}"
                raise PluginFailed(f"{msg}; {_without(name)}") from error
            yield entry.module, _Plugin(module, package, name)

    def _register(self, name: str, plugin: _Plugin) -> None:
        hooks = self._hooks_of(name, plugin.module)
        unknown = [hook.name for hook in hooks if not hasattr(hookspecs, hook.name)]
        if unknown:
            known = [hook for hook in vars(hookspecs) if hook.startswith("keyflow_")]
            near = get_close_matches(unknown[0], known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise plugin.failed(f"{plugin.package} implements unknown hook {unknown[0]}{hint}")
        self._refuse_unmarked({hook.name for hook in hooks}, plugin)
        for hook in hooks:
            self._collect(hook, plugin)

    def _refuse_unmarked(self, marked: Collection[str], plugin: _Plugin) -> None:
        for name, thing in vars(plugin.module).items():
            meant = name in vars(hookspecs) and name.startswith("keyflow_")
            if meant and name not in marked and isinstance(thing, FunctionType):
                raise plugin.failed(f"{name} of {plugin.package} is not marked @hookimpl")
        if not marked:
            what = "it has no function keyflow_checks or the like that is marked @hookimpl"
            raise plugin.failed(f"{plugin.package} offers nothing: {what}")

    def _hooks_of(self, name: str, module: ModuleType) -> list[Any]:
        self._manager.register(module, name)
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

    def _collect(self, hook: Any, plugin: _Plugin) -> None:
        try:
            offered = hook.function()
            pairs = list(offered.items()) if isinstance(offered, Mapping) else list(offered)
        except FAILURES as error:
            why = f"{type(error).__name__}: {error}"
            raise plugin.failed(f"{hook.name} of {plugin.package} failed: {why}") from error
        family = _family(hook.name)
        for item in pairs:
            self._add(family, item, hook.name, plugin)

    def _add(self, family: str, item: Any, hook: str, plugin: _Plugin) -> None:
        source = f"{hook} of {plugin.package}"
        base = _FAMILIES.get(family)
        if base is not None:
            if not (isinstance(item, type) and issubclass(item, base)):
                raise plugin.failed(f"{source} must return {base.__name__} classes")
            if missing := ", ".join(sorted(getattr(item, "__abstractmethods__", ()))):
                msg = f"{item.__name__}, which {source} returns, has no method {missing}"
                raise plugin.failed(msg)
            kind, thing = item.kind, item
        elif isinstance(item, tuple):
            kind, thing = item
        else:
            kind, thing = getattr(item, "name", "") or getattr(item, "kind", ""), item
        if not kind:
            name = getattr(item, "__name__", type(item).__name__)
            raise plugin.failed(f"{name}, which {source} returns, has no `kind`")
        self._keep(Offer(family, kind, thing, plugin.package))

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
