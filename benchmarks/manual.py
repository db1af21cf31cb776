"""The commands of a page as somebody types them: seconds of processor for each.

`python -m benchmarks.manual docs/office.md` runs the page as its test does, in a folder of its own,
with a `keyflow` before the real one that measures it. It runs in the development environment.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from types import ModuleType

from tests.contracts.pages import ROOT, Shell, Story, blocks_of

MEASURED = """#!{python}
import resource, subprocess, sys
done = subprocess.run([{keyflow!r}, *sys.argv[1:]])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open({log!r}, "a") as log:
    log.write(f"{{used.ru_utime + used.ru_stime:.2f}} {{' '.join(sys.argv[1:])}}\\n")
sys.exit(done.returncode)
"""


def told(page: Path, folder: Path) -> list[tuple[float, str]]:
    """Return the seconds that each command of a page took."""
    real, log = Path(sys.executable).with_name("keyflow"), folder / "log"
    for name in ("bin", "kept"):
        (folder / name).mkdir()
    measured = folder / "bin" / "keyflow"
    measured.write_text(MEASURED.format(python=sys.executable, keyflow=str(real), log=str(log)))
    measured.chmod(0o755)
    shutil.copytree(ROOT / "examples", folder / "page" / "examples")
    os.chdir(folder / "page")
    # As it is where keyflow is installed: what was compiled once is kept.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    fixed = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": ".", "KEYFLOW_LANG": "en"}
    path = os.pathsep.join([str(measured.parent), str(real.parent), os.environ["PATH"]])
    shell = Shell({**os.environ, **kept, **fixed, "PATH": path}, folder / "kept")
    shell("keyflow projects --help")
    log.unlink()
    names = sys.modules["page"] = ModuleType("page")
    story = Story(names, folder / "page", shell)
    for block in blocks_of(page.read_text(encoding="utf-8"), page.name):
        story.run(block)
    lines = [line.split(" ", 1) for line in log.read_text(encoding="utf-8").splitlines()]
    return [(float(seconds), words) for seconds, words in lines]


def main() -> None:
    """Print each command's seconds, then how many there are, their sum, median and most."""
    page = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        found = told(page, Path(folder))
    for seconds, words in found:
        print(f"{seconds:5.2f}  {words}")
    took = [seconds for seconds, _ in found]
    print(
        f"{len(took)} commands: {sum(took):.0f} s, median {median(took):.2f}, most {max(took):.2f}"
    )


if __name__ == "__main__":
    main()
