"""Every fenced block of the pages runs: a page is a story, told in order in a folder of its own.

`pages.py` says how. The folder begins with a copy of `examples`, as a checkout has it. The tutorial
is run elsewhere, in an environment of its own.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.contracts.pages import ROOT, Block, Shell, Story, blocks_of

TUTORIAL = ROOT / "docs" / "tutorial.md"
PAGES = [
    page
    for place in ("README.md", "docs/**/*.md", "plugins/*/README.md")
    for page in sorted(ROOT.glob(place))
    if page != TUTORIAL
]


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """Return a page's story; its namespace is a module, so that classes know where they live."""
    folder, kept = tmp_path / "page", tmp_path / "kept"
    kept.mkdir()
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=skipped)
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    page = sys.modules["page"] = ModuleType("page")
    yield Story(page, folder, Shell(environment(), kept))
    for name, module in list(sys.modules.items()):
        if module is page or str(getattr(module, "__file__", None)).startswith(str(folder)):
            del sys.modules[name]


def environment() -> dict[str, str]:
    """Return this process's environment, with this Python's commands first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    fixed = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": ".", "KEYFLOW_LANG": "en"}
    return {**os.environ, **fixed, "PATH": path}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_does_what_it_says(page: Path, story: Story) -> None:
    for block in blocks_of(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT))):
        story.run(block)


def test_a_page_is_told_in_order_and_in_one_folder(story: Story) -> None:
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

```console
$ cd kinds
$ file=$(ls)
```

```console
$ echo $file is here
plain… is he…
```

```python
greeting = f"{GREETING} {name}"
```

```text
only: {read
```
"""
    for block in blocks_of(page, "page.md"):
        story.run(block)
    assert story.namespace.greeting == "hello plain"


@pytest.mark.parametrize(
    ("info", "body"),
    [
        ("python", "1 / 0\n"),
        ("console", "$ echo one\ntwo\n"),
        ("console", "$ echo one\n"),
        ("console", "$ echo one\n…two\n"),
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
def test_a_block_that_does_not_do_what_it_says_is_red(info: str, body: str, story: Story) -> None:
    with pytest.raises((Exception, pytest.fail.Exception)):
        story.run(Block("page.md", 1, info, body))


def test_a_fence_that_is_not_closed_is_red() -> None:
    with pytest.raises(AssertionError, match="not closed"):
        blocks_of("```python\n1\n", "page.md")


def test_an_error_names_its_line_in_the_page(story: Story) -> None:
    with pytest.raises(ZeroDivisionError) as failed:
        story.run(Block("page.md", 7, "python", "a = 1\n1 / 0\n"))
    last = failed.traceback[-1]
    assert (str(last.frame.code.raw.co_filename), last.lineno + 1) == ("page.md:7", 8)
