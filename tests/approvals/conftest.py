"""Opens a bureau in each kind of store."""

from contextlib import ExitStack

import pytest

from tests.approvals.bureau import flow, opened


@pytest.fixture(params=["memory", "sqlite"])
def bureau(request, tmp_path):
    """Return what opens a bureau with a policy, once in memory and once in a SQLite file."""
    url = None
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'keyflow.db'}?synchronous=OFF"
    with ExitStack() as stack:
        yield lambda approval=None, *others, directory=None, **more: stack.enter_context(
            opened(
                *([flow(approval, **more)] if approval else []),
                *others,
                url=url,
                directory=directory,
            )
        )


@pytest.fixture
def memory():
    """Return what opens a bureau in memory, where the store makes no difference."""
    with ExitStack() as stack:
        yield lambda approval=None, *others, directory=None, **more: stack.enter_context(
            opened(*([flow(approval, **more)] if approval else []), *others, directory=directory)
        )
