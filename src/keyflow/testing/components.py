"""What every plugin class promises, whatever its family."""

import json
from types import ModuleType
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ValidationError

from keyflow.model.component import Component
from keyflow.registry import Registry

_UNKNOWN = "no_such_option"


class ComponentContract:
    """The base of the suites; `plugin` is the module whose hook offers the class.

    A suite has a `component` fixture, the object that is tested.
    """

    plugin: ClassVar[ModuleType]
    family: ClassVar[str]

    def options(self, component: Component) -> dict[str, Any]:
        """Return the options it was made with, as Python values."""
        return {name: getattr(component, name) for name in type(component).model_fields}

    def test_it_has_a_kind(self, component: Component) -> None:
        """The kind is what definitions write: not empty, and without blanks."""
        kind = component.kind
        assert isinstance(kind, str), f"`kind` must be text, not {kind!r}"
        assert kind, "give the class a `kind`"
        assert kind.split() == [kind], f"the kind {kind!r} has blanks in it"

    def test_its_options_are_frozen(self, component: Component) -> None:
        """A component is shared by threads and cases."""
        assert component.model_config.get("frozen"), "do not unfreeze the model"
        for name, value in self.options(component).items():
            with pytest.raises(ValidationError):
                setattr(component, name, value)

    def test_an_unknown_option_is_refused(self, component: Component) -> None:
        """A misspelt option must not be passed over."""
        given = {**self.options(component), _UNKNOWN: 1}
        with pytest.raises(ValueError, match=_UNKNOWN):
            type(component)(**given)

    def test_its_hook_offers_it(self, component: Component) -> None:
        """The module alone is enough for the registry to find it."""
        registry = Registry([self.plugin], installed=False)
        offered = {offer.kind: offer.thing for offer in registry.offers(self.family)}
        assert component.kind in offered, f"the hook of {self.plugin.__name__} does not return it"
        found = offered[component.kind]
        offered_class = found if isinstance(found, type) else type(found)
        assert offered_class is type(component), f"it offers {offered_class.__qualname__} instead"


class WrittenContract(ComponentContract):
    """The base of those whose options stand in workflow files."""

    def test_its_options_survive_the_store(self, component: Component) -> None:
        """A definition keeps options as JSON; what comes back must be the same component."""
        stored = json.loads(json.dumps(component.model_dump(mode="json")))
        assert type(component)(**stored) == component, "its options change on their way as JSON"


def snapshot(thing: Any) -> Any:
    """Return what a thing holds, to be compared later; what has no form stands for itself."""
    match thing:
        case BaseModel():
            return thing.model_dump()
        case dict():
            return {key: snapshot(item) for key, item in thing.items()}
        case list() | tuple():
            return [snapshot(item) for item in thing]
        case set() | frozenset():
            return set(thing)
        case _ if hasattr(thing, "__dict__"):
            return {name: snapshot(item) for name, item in vars(thing).items()}
        case _:
            return thing
