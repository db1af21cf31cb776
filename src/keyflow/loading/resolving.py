"""Resolves the plugins a definition names, and checks their options."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from keyflow.errors import FAILURES, UnknownKind
from keyflow.loading.keys import keys_at
from keyflow.loading.places import Made
from keyflow.loading.problems import Path, Problems
from keyflow.model.complaints import complaint, place
from keyflow.model.component import Component
from keyflow.model.definition import CheckUse
from keyflow.model.use import Use
from keyflow.registry import Registry


def _options(kind: type[Component]) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]


class Resolver:
    """Makes plugin objects of what a definition names; what cannot be made is a problem."""

    def __init__(self, registry: Registry, problems: Problems) -> None:
        self._registry = registry
        self._problems = problems
        self.made: list[Made] = []

    def make(self, family: str, use: Use, path: Path) -> tuple[Any, str] | None:
        """Return the plugin object and its package, or None with the problem noted."""
        try:
            offer = self._registry.find(family, use.kind)
        except UnknownKind as error:
            message, _, hint = str(error).partition("; ")
            self._problems.add((*path, "kind"), message, hint)
            return None
        try:
            part = offer.thing(**use.options)
        except ValidationError as error:
            for item in error.errors():
                self._option(item, use, offer.thing, path)
            return None
        except FAILURES as error:  # a plugin's own validator may raise anything
            self._problems.add(path, f"{family} {use.kind!r} refused its options: {error}")
            return None
        self.made.append(Made(part, f"{family} {use.kind!r}", path))
        return part, offer.package

    def _option(self, item: Any, use: Use, kind: type[Component], path: Path) -> None:
        where = (*path, *place(item, use.options))
        if item["type"] == "extra_forbidden" and len(item["loc"]) == 1:
            what = f"option of {use.kind!r} named"
            self._problems.unknown(where, what, str(item["loc"][0]), _options(kind))
        else:
            self._problems.add(where, *complaint(item, keys_at(kind, item["loc"])))

    def checks(
        self, uses: Sequence[CheckUse], path: Path, attached_by: str | None = None
    ) -> list[CheckUse]:
        """Return the checks with everything their class says filled in."""
        found = [
            self._check(use, (*path, "checks", number), attached_by)
            for number, use in enumerate(uses)
        ]
        return [check for check in found if check is not None]

    def _check(self, use: CheckUse, path: Path, attached_by: str | None) -> CheckUse | None:
        made = self.make("check", use, path)
        if made is None:
            return None
        check = made[0]
        return use.model_copy(
            update={
                "id": use.id or use.kind,
                "severity": use.severity or check.severity,
                "waivable": check.waivable if use.waivable is None else use.waivable,
                "attached_by": use.attached_by or attached_by,
            }
        )

    def twins(self, checks: Sequence[CheckUse], path: Path) -> None:
        """Refuse two checks of one id on a transition, as a waiver could not tell them apart."""
        seen: set[str | None] = set()
        for check in checks:
            if check.id in seen:
                message = f"two checks have the id {check.id!r}"
                self._problems.add((*path, "checks"), message, "give one of them an `id`")
            seen.add(check.id)
