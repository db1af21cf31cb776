"""The command line: `python -m examples.approvals [NAME ...]` tries the scenarios of all flows."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from examples.approvals import by_lot
from keyflow import DefinitionError, Registry
from keyflow.scenarios import Report, rehearse

WORKFLOWS = Path(__file__).parent / "workflows"


def main(names: Sequence[str] | None = None) -> int:
    """Print a line for each scenario, and each step that went wrong; return the exit code."""
    wanted = sys.argv[1:] if names is None else names
    files = [file for file in flows() if not wanted or file.stem in wanted]
    if not files:
        print(f"there is no such flow; there are: {', '.join(file.stem for file in flows())}")
        return 2
    try:
        reports = list(rehearsed(files))
    except DefinitionError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(reports))
    return 0 if all(report.ok for report in reports) else 2


def flows() -> list[Path]:
    """Return the files of all flows."""
    return sorted(WORKFLOWS.glob("*.yaml"))


def rehearsed(files: Sequence[Path]) -> Iterator[Report]:
    """Try the scenarios of some files, one file after the other."""
    registry = Registry([by_lot])
    return (rehearse(file, registry=registry) for file in files)


def table(reports: Sequence[Report]) -> str:
    """Return a part for each flow, with a line for each of its scenarios."""
    tried = [report for report in reports if report.results]
    lines = [line for report in tried for line in _part(report)]
    results = [result for report in tried for result in report.results]
    good = sum(result.ok for result in results)
    return "\n".join([*lines, f"{good} of {len(results)} scenarios of {len(tried)} flows are good"])


def _part(report: Report) -> Iterator[str]:
    title = report.workflow.title
    yield f"{report.workflow.name}: {title['en']}  {title['zh']}"
    for result in report.results:
        yield f"  {'good' if result.ok else 'BAD '}  {result.scenario.name}"
        yield from (f"        {problem}" for problem in result.problems)
    yield ""


if __name__ == "__main__":
    sys.exit(main())
