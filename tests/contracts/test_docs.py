"""Every fenced block of the pages runs: a page is a story, told in order in a folder of its own.

What a block is, is said on its fence:

- `python` runs in the page's one namespace; a failing line is reported with its place in the page.
- a block of any language whose first line is `# file: NAME` is written to that file.
- `console` runs each line after `$ ` in a shell; what follows is what it must print, where a line
  `...` stands for any lines. `bash` runs whole and must succeed.
- `yaml`, `toml` and `json` without a file name must parse.
- `text` is only read. No fence carries a second word: the site would not see it as a fence.
"""

import json
import linecache
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PAGES = [
    page
    for pattern in ("README.md", "docs/**/*.md", "plugins/*/README.md")
    for page in sorted(ROOT.glob(pattern))
]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
FILE = re.compile(r"# file: (\S+)\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands, what its fence says, and its lines."""

    page: str
    line: int
    info: str
    body: str


def blocks_of(text: str, page: str) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    return [
        Block(
            page,
            text.count("\n", 0, found.start()) + 2,
            found["info"].strip(),
            re.sub(rf"^{found['indent']}", "", found["body"], flags=re.MULTILINE),
        )
        for found in FENCE.finditer(text)
    ]


def run(block: Block, story: ModuleType) -> None:
    """Do what a block says, in the current folder."""
    if block.info == "text":
        return
    if named := FILE.match(block.body):
        path = Path(named[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, encoding="utf-8")
    elif block.info in RUNNERS:
        RUNNERS[block.info](block, story)
    else:
        pytest.fail(f"{block.page}:{block.line}: say how a block {block.info!r} runs, or `text`")


def run_python(block: Block, story: ModuleType) -> None:
    """Run the lines in the page's namespace, so that errors and sources name the page."""
    place = f"{block.page}:{block.line}"
    source = "\n" * (block.line - 1) + block.body
    linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
    exec(compile(source, place, "exec"), vars(story))


def run_console(block: Block, _story: ModuleType) -> None:
    """Run each command and compare what it prints."""
    for chunk in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        command, _, expected = chunk.partition("\n")
        done = shell(command)
        pattern = "".join(
            r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ ]*\n"
            for line in expected.splitlines()
        )
        printed = re.sub(r"(?<!\n)\Z", "\n", done.stdout) if done.stdout else ""
        if not re.fullmatch(pattern, printed):
            pytest.fail(f"{block.page}:{block.line}: $ {command}\nprinted:\n{printed}")


def run_bash(block: Block, _story: ModuleType) -> None:
    """Run the lines as one script, which must succeed."""
    done = shell(f"set -e\n{block.body}")
    if done.returncode:
        pytest.fail(f"{block.page}:{block.line}: exit code {done.returncode}\n{done.stdout}")


def shell(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script with this environment's commands first, errors and output together."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": "."},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


RUNNERS = {
    "python": run_python,
    "console": run_console,
    "bash": run_bash,
    "yaml": lambda block, _: YAML(typ="safe").load(block.body),
    "toml": lambda block, _: tomllib.loads(block.body),
    "json": lambda block, _: json.loads(block.body),
}


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Return a page's namespace: a module, so that classes defined in it know where they live."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    page = sys.modules["page"] = ModuleType("page")
    yield page
    for name, module in list(sys.modules.items()):
        if module is page or str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_does_what_it_says(page: Path, story: ModuleType) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = blocks_of(text, str(page.relative_to(ROOT)))
    fences = re.findall(r"^ *(?:```|~~~)", text, re.MULTILINE)
    assert len(fences) == 2 * len(blocks), "a fence is not closed"
    for block in blocks:
        run(block, story)


def test_a_page_is_told_in_order_and_in_one_folder(story: ModuleType) -> None:
    page = """
```yaml
# file: kinds/plain.yaml
name: plain
```

```python
# file: words.py
GREETING = "hello"
```

- indented

    ```python
    from pathlib import Path
    from words import GREETING
    name = Path("kinds/plain.yaml").read_text().split()[-1]
    ```

```console
$ cat kinds/plain.yaml; echo more; echo last
# file: kinds/plain.yaml
...
last
$ python -c "from words import GREETING; print(GREETING)"
hello
```

```python
greeting = f"{GREETING} {name}"
```

```text
only: {read
```
"""
    for block in blocks_of(page, "page.md"):
        run(block, story)
    assert story.greeting == "hello plain"


@pytest.mark.parametrize(
    ("info", "body"),
    [
        ("python", "1 / 0\n"),
        ("console", "$ echo one\ntwo\n"),
        ("console", "$ echo one\n"),
        ("console", "$ true\nsomething\n"),
        ("bash", "false\ntrue\n"),
        ("yaml", "a: 1\na: 2\n"),
        ("toml", "a = \n"),
        ("json", "{\n"),
        ("", "no word on the fence\n"),
        ("ruby", "puts 1\n"),
        ("yaml text", "a: 1\n"),
    ],
)
def test_a_block_that_does_not_do_what_it_says_is_red(
    info: str, body: str, story: ModuleType
) -> None:
    with pytest.raises((Exception, pytest.fail.Exception)):
        run(Block("page.md", 1, info, body), story)


def test_an_error_names_its_line_in_the_page(story: ModuleType) -> None:
    with pytest.raises(ZeroDivisionError) as failed:
        run(Block("page.md", 7, "python", "a = 1\n1 / 0\n"), story)
    last = failed.traceback[-1]
    assert (str(last.frame.code.raw.co_filename), last.lineno + 1) == ("page.md:7", 8)
