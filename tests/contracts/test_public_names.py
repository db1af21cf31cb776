"""The doors are complete and in order: each public name is listed once, sorted, and there."""

import importlib

import pytest

DOORS = ["keyflow", "keyflow.plugin"]


@pytest.mark.parametrize("door", DOORS)
def test_the_names_of_a_door_are_sorted_and_each_listed_once(door: str) -> None:
    names = importlib.import_module(door).__all__
    assert names == sorted(set(names))


@pytest.mark.parametrize("door", DOORS)
def test_each_name_of_a_door_is_there_and_explained(door: str) -> None:
    module = importlib.import_module(door)
    for name in module.__all__:
        thing = getattr(module, name)
        assert not name.startswith("_") or name == "__version__"
        assert getattr(thing, "__doc__", None), f"{door}.{name} has no docstring"


@pytest.mark.parametrize("door", DOORS)
def test_each_name_of_a_door_shows_up_when_one_looks_at_it(door: str) -> None:
    module = importlib.import_module(door)
    assert set(module.__all__) <= set(dir(module))
