"""The real PostgreSQL of the main tests, and a shop on it whose tables everybody has."""

import sys
from pathlib import Path

import pytest

from tests import conftest as house

sys.path.insert(0, str(Path(__file__).parent))

postgres_server, postgres_url = house.postgres_server, house.postgres_url


def pytest_configure(config):
    if house.PG_FOLDER not in config.stash:  # these tests run without the main ones
        house.pytest_configure(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    house.pytest_configure_node(node)


def pytest_unconfigure(config):
    house.pytest_unconfigure(config)


@pytest.fixture
def shop(postgres_url, tmp_path):
    from procrastinate_shop import Shop

    shop = Shop(postgres_url, tmp_path)
    yield shop
    shop.close()
