"""The figures tell how much and how fast, to who may read them, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text

from jd_desktop.central.app import create_app
from jd_desktop.central.database import DOORS, writing
from jd_desktop.central.limits import Limits
from jd_desktop.domain.clock import FixedClock
from tests.central.school import CHEAP, NOW, booked
from tests.central.served import Person, code, running
from tests.central.test_live import listening
from tests.support.postgres import Cluster

TOKEN = {"Authorization": "Bearer kun-for-os"}


@pytest.fixture
def measured(engine: Engine) -> Iterator[str]:
    limits = Limits(metrics_token="kun-for-os")
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP, limits=limits)) as base:
        yield base


def figures(base: str) -> dict[str, float]:
    """The figures by name and labels, as `name{label=value,…}`."""
    told = httpx.get(f"{base}/metrics", headers=TOKEN).text
    return {
        f"{s.name}{{{','.join(f'{k}={v}' for k, v in sorted(s.labels.items()))}}}": s.value
        for family in text_string_to_metric_families(told)
        for s in family.samples
    }


def test_what_was_done_is_counted(address: str, measured: str) -> None:
    bo = Person(address, measured)
    bo.http.post("/sign-in", json={"email": bo.email, "password": "x", "device_name": "x"})
    bo.sign_in()
    for n in (1, 2):
        bo.push(n, f"b{n}", **booked(n * 3))
    bo.pull()
    with listening(bo) as ear:
        ear.next()
        told = figures(measured)
    assert told["jd_requests_total{method=POST,route=/v1/sync/push,status=200}"] == 2
    assert told["jd_request_seconds_count{route=/v1/sync/push}"] == 2
    assert told["jd_pushes_total{}"] == 2
    assert told["jd_mutations_total{outcome=applied}"] == 2
    assert told["jd_gate_wait_seconds_count{}"] == 2
    assert told["jd_rows_pulled_total{}"] == 2
    assert told["jd_sent_bytes_total{route=/v1/sync/pull}"] > 100
    assert told["jd_sign_ins_total{outcome=in}"] == 1
    assert told["jd_sign_ins_total{outcome=refused}"] == 1
    assert told["jd_listeners{}"] == 1
    assert told["jd_pool_in_use{}"] >= 0
    bo.http.close()


def test_nobody_is_named(address: str, measured: str) -> None:
    bo = Person(address, measured).sign_in()
    bo.push(1, "b1")
    bo.http.get("/no/such/bo@skole.dk")
    told = str(figures(measured))
    for secret in (bo.email, bo.school_id, bo.session["device_id"], "bos skole", "127.0.0.1"):
        assert secret not in told
    bo.http.close()


def test_who_has_no_token_reads_no_figures(base: str, measured: str) -> None:
    assert code(httpx.get(f"{measured}/metrics")) == (401, "not_signed_in")
    assert code(httpx.get(f"{base}/metrics", headers=TOKEN))[0] == 404


def test_a_process_lives_without_its_database_but_is_not_ready(
    postgres_cluster: Cluster, postgres_url: str
) -> None:
    app = create_app(postgres_url, FixedClock(NOW), passwords=CHEAP)
    with running(app) as base:
        assert httpx.get(f"{base}/healthz").json() == {"ok": True}
        assert code(httpx.get(f"{base}/readyz")) == (503, "busy")  # it was never migrated
        postgres_cluster.close(postgres_url)
        assert httpx.get(f"{base}/healthz").json() == {"ok": True}
        assert code(httpx.get(f"{base}/readyz")) == (503, "busy")
        postgres_cluster.open(postgres_url)
    app.state.central.engine.dispose()


@pytest.mark.parametrize(("version", "status"), [("0001", 503), ("9999", 200)])
def test_a_central_is_ready_for_its_own_database_and_a_later_ones(
    base: str, engine: Engine, version: str, status: int
) -> None:
    assert httpx.get(f"{base}/readyz").json() == {"ok": True}
    with writing(engine, DOORS) as db:
        db.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    assert httpx.get(f"{base}/readyz").status_code == status
