"""The tests' PostgreSQL is real, and a prepared database is made once and then copied."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from tests.support.postgres import Cluster


def tell(url: str, statement: str) -> list[object]:
    engine = create_engine(url)
    with engine.begin() as db:
        answer = db.execute(text(statement))
        rows: list[object] = list(answer.scalars()) if answer.returns_rows else []
    engine.dispose()
    return rows


def test_a_prepared_database_is_made_once_and_each_test_has_a_copy(
    postgres_cluster: Cluster,
) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        tell(url, "CREATE TABLE pupil (name text)")

    first, second = postgres_cluster.create(prepare), postgres_cluster.create(prepare)
    tell(first, "INSERT INTO pupil VALUES ('Åse')")
    assert tell(first, "SELECT name FROM pupil") == ["Åse"]
    assert tell(second, "SELECT name FROM pupil") == []
    assert len(prepared) == 1
    for url in (first, second):
        postgres_cluster.drop(url)


def test_a_test_has_an_empty_database(postgres_url: str) -> None:
    assert tell(postgres_url, "SELECT count(*) FROM pg_stat_user_tables") == [0]
