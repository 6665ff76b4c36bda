"""The share of one client address, counted over all web processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from pooled import LONG
from server import Reply, Service, running, send, service
from symbiograph.errors import SettingError
from symbiograph.web.fair_use import Clients, account_of, current_client

DIGITS = " ".join(f"VALUES ?{x} {{ 0 1 2 3 4 5 6 7 8 9 }}" for x in "abcdefghijkl")
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {DIGITS} FILTER(?a < ?b) }}"


def _ask(address: str, query: str, client: str = "192.0.2.1", **headers: str) -> Reply:
    given = {"X-Forwarded-For": client, **headers}
    return send(address, "/sparql?query=" + quote(query), headers=given)


@pytest.fixture(scope="module")
def sharing() -> Iterator[Service]:
    settings = {"FAIR_USE_QUERIES": "2", "TRUSTED_PROXIES": "127.0.0.1, ::1", "QUERY_TIMEOUT": "2"}
    with service("--empty", WORKERS="2", **settings) as started:
        yield started


def test_more_queries_at_a_time_than_the_share_are_put_off(sharing: Service) -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(_ask, sharing.address, ENDLESS) for _ in range(8)]
        replies = [reply.result(LONG) for reply in asked]
        # Another address is not concerned.
        assert _ask(sharing.address, "ASK {}", "192.0.2.2").status == 200
    assert sorted(reply.status for reply in replies)[:6] == [429] * 6
    refused = next(reply for reply in replies if reply.status == 429)
    assert refused.headers["Retry-After"] == "1"
    assert json.loads(refused.body)["limit"] == "queries at a time"
    # What has ended counts no more.
    assert _ask(sharing.address, "ASK {}").status == 200


def test_pages_with_results_count_as_well(sharing: Service) -> None:
    with ThreadPoolExecutor(4) as threads:
        asked = [
            threads.submit(_ask, sharing.address, ENDLESS, Accept="text/html") for _ in range(4)
        ]
        assert [reply.result(LONG).status for reply in asked].count(429) >= 2


def test_the_seconds_of_a_minute_are_a_share() -> None:
    with running("--empty", FAIR_USE_SECONDS="1", QUERY_TIMEOUT="1") as address:
        statuses = [_ask(address, ENDLESS).status for _ in range(3)]
        # Where a new minute begins meanwhile, the share does as well.
        assert 429 in statuses
        assert statuses[0] == 504
        reply = _ask(address, "ASK {}")
        if reply.status == 429:
            assert 0 < int(reply.headers["Retry-After"]) <= 60


def test_without_a_trusted_proxy_nobody_is_believed() -> None:
    with (
        running("--empty", FAIR_USE_QUERIES="1", QUERY_TIMEOUT="2") as address,
        ThreadPoolExecutor(4) as threads,
    ):
        asked = [threads.submit(_ask, address, ENDLESS, f"192.0.2.{i}") for i in range(4)]
        assert sorted(reply.result(LONG).status for reply in asked)[-1] == 504
        assert [reply.result().status for reply in asked].count(429) >= 2


def _seen(proxies: str, remote: str, forwarded: str | None) -> str:
    clients = Clients(proxies)
    environ = {"REMOTE_ADDR": remote}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    clients.begin(environ)
    return current_client()


def test_the_client_is_the_last_address_that_no_proxy_of_ours_wrote() -> None:
    ours = "10.0.0.0/8"
    assert _seen(ours, "10.1.1.1", "203.0.113.9, 192.0.2.5, 10.2.2.2") == "192.0.2.5"
    assert _seen(ours, "198.51.100.1", "192.0.2.5") == "198.51.100.1"
    assert _seen(ours, "10.1.1.1", None) == "10.1.1.1"
    assert _seen("", "10.1.1.1", "192.0.2.5") == "10.1.1.1"


def test_a_subscriber_has_one_account_whatever_address_it_takes() -> None:
    assert account_of("2001:db8:1:2::1") == account_of("2001:db8:1:2:ffff::9")
    assert account_of("2001:db8:1:2::1") != account_of("2001:db8:1:3::1")
    assert account_of("::ffff:192.0.2.1") == account_of("192.0.2.1")


def test_a_proxy_that_is_no_address_is_told_at_the_start() -> None:
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        Clients("proxy.example")
