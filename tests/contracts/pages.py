"""Runs the fenced blocks of a page in order, in one folder: what a block is, its fence says.

- `python` runs in the page's one namespace; a failing line is reported with its place in the page.
- a block of any language whose first line is `# file: NAME` is written to that file.
- `console` runs each line after `$ ` in a shell that lasts for the page; what follows is what it
  must print, where a line `...` stands for any lines, and `…` for any part of a line.
- `bash` runs whole, in the same shell, and must succeed.
- `yaml`, `toml` and `json` without a file name must parse.
- `text` after a `python` block that printed something is what that printed; else it is only read.
  No fence carries a second word: the site would not see it as a fence.
"""

import json
import linecache
import re
import subprocess
import tomllib
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
FILE = re.compile(r"# file: (\S+)\n")
# Where a command leaves what the next one begins with: its folder and its variables.
KEPT = """\
set -a
if [ -e "$KEPT/folder" ]; then . "$KEPT/environment"; cd "$(cat "$KEPT/folder")"; fi
trap 'export -p > "$KEPT/environment"; pwd > "$KEPT/folder"' EXIT
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands, what its fence says, and its lines."""

    page: str
    line: int
    info: str
    body: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(text: str, page: str) -> list[Block]:
    """Return the fenced blocks of a page in order; every fence must be closed."""
    blocks = [
        Block(
            page,
            text.count("\n", 0, found.start()) + 2,
            found["info"].strip(),
            re.sub(rf"^{found['indent']}", "", found["body"], flags=re.MULTILINE),
        )
        for found in FENCE.finditer(text)
    ]
    fences = re.findall(r"^ *(?:```|~~~)", text, re.MULTILINE)
    assert len(fences) == 2 * len(blocks), "a fence is not closed"
    return blocks


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell with an environment of its own; what is kept between commands stands in `kept`."""

    environment: Mapping[str, str]
    kept: Path
    timeout: int = 120

    def __call__(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script; errors and output come together."""
        return subprocess.run(
            ["bash", "-c", f"{KEPT}{script}"],
            env={**self.environment, "KEPT": str(self.kept)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=self.timeout,
            check=False,
        )


@dataclass(frozen=True, slots=True)
class Story:
    """What the blocks of one page share: a namespace, a folder and a shell."""

    namespace: ModuleType
    folder: Path
    shell: Shell
    printed: list[str] = field(default_factory=list)

    def run(self, block: Block) -> None:
        """Do what a block says."""
        printed = "".join(self.printed)
        self.printed.clear()
        if block.info == "text":
            if printed and not matches(block.body, printed):
                pytest.fail(f"{block.place}: the block before it printed:\n{printed}")
            return
        if named := FILE.match(block.body):
            path = self.folder / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        elif block.info in RUNNERS:
            RUNNERS[block.info](self, block)
        else:
            pytest.fail(f"{block.place}: say how a block {block.info!r} runs, or `text`")

    def run_python(self, block: Block) -> None:
        """Run the lines in the page's namespace, so that errors and sources name the page."""
        source = "\n" * (block.line - 1) + block.body
        lines = source.splitlines(keepends=True)
        linecache.cache[block.place] = (len(source), None, lines, block.place)
        said = StringIO()
        with redirect_stdout(said):
            exec(compile(source, block.place, "exec"), vars(self.namespace))
        self.printed.append(said.getvalue())

    def run_console(self, block: Block) -> None:
        """Run each command and compare what it prints."""
        for chunk in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            command, _, expected = chunk.partition("\n")
            done = self.shell(command)
            printed = re.sub(r"(?<!\n)\Z", "\n", done.stdout) if done.stdout else ""
            if not matches(expected, printed):
                pytest.fail(f"{block.place}: $ {command}\nprinted:\n{printed}")

    def run_bash(self, block: Block) -> None:
        """Run the lines as one script, which must succeed."""
        done = self.shell(f"set -e\n{block.body}")
        if done.returncode:
            pytest.fail(f"{block.place}: exit code {done.returncode}\n{done.stdout}")


def matches(expected: str, printed: str) -> bool:
    """Tell whether something printed is what a page says."""
    return re.fullmatch("".join(map(pattern, expected.splitlines())), printed) is not None


def pattern(line: str) -> str:
    """Return what a printed line must match."""
    if line.strip() == "...":
        return r"(?:.*\n)*?"
    return ".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"


RUNNERS = {
    "python": Story.run_python,
    "console": Story.run_console,
    "bash": Story.run_bash,
    "yaml": lambda _, block: YAML(typ="safe").load(block.body),
    "toml": lambda _, block: tomllib.loads(block.body),
    "json": lambda _, block: json.loads(block.body),
}
