"""The databases that the tests are given are real, fresh and each test's own."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_database_is_empty_however_often_it_is_asked_for(store_url: str, turn: str) -> None:
    engine = create_engine(store_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE seen (turn TEXT)"))
        connection.execute(text("INSERT INTO seen VALUES (:turn)"), {"turn": turn})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT turn FROM seen")).scalars().all() == [turn]


def test_two_connections_to_postgres_wait_for_each_other(postgres_url: str) -> None:
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (id INT)"))
        connection.execute(text("INSERT INTO one VALUES (1)"))
    with engine.begin() as first, engine.begin() as second:
        first.execute(text("SELECT * FROM one FOR UPDATE"))
        assert second.execute(text("SELECT * FROM one FOR UPDATE SKIP LOCKED")).all() == []
        with pytest.raises(OperationalError, match="could not obtain lock"):
            second.execute(text("SELECT * FROM one FOR UPDATE NOWAIT"))
