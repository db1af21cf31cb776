"""Finds the project that somebody names, by its number or its case."""

from difflib import get_close_matches

from keyflow import Case, Engine, InputError, NotFound
from keyflow_keyprojects.record.register import every

PROJECT = "key-project"
_NEAR, _LIKE = 3, 0.5


def project_named(engine: Engine, name: str, field: str = "project") -> Case:
    """Return a project by its number, such as K001, or by its case's id; the newest of several.

    Raises `InputError` for another name, with `field`, where it was given, and those that are like
    it.
    """
    numbered = engine.cases(workflow=PROJECT, subject=name, order="-opened", limit=1).cases
    if numbered:
        return numbered[0]
    try:
        case = engine.case(name)
    except NotFound:
        raise _unknown(engine, name, field) from None
    if case.workflow != PROJECT:
        raise _unknown(engine, name, field)
    return case


def _unknown(engine: Engine, name: str, field: str) -> InputError:
    known = sorted({case.subject for case in every(engine, workflow=PROJECT, only=("number",))})
    near = ", ".join(get_close_matches(name, known, n=_NEAR, cutoff=_LIKE))
    mend, mend_zh = (
        "give its number, such as K001, or its case's id",
        "请给出编号（如 K001）或事项号",
    )
    if near:
        mend, mend_zh = f"did you mean {near}?", f"是否指 {near}？"
    return InputError(
        field, f"there is no project {name!r}; {mend}", f"没有项目 {name!r}；{mend_zh}"
    )
