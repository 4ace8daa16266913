"""More load than the service can carry, clients that stall, bodies that are too large."""

import json
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

REVIEW = json.dumps({"text": "please give me one more chance, i miss you so much", "stage": "in_touch"}).encode()
HEAVY = json.dumps({"recipient": {"name": "Anna"}, "count": 10, "grammar": True}).encode()
HEAD = b"POST /v1/reviews HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
THREE_MB = 3_000_000


def post(service: Any, path: str, body: bytes) -> tuple[HTTPResponse, dict[str, Any], float]:
    """The answer, what it says, and the seconds it took."""
    started = time.monotonic()
    connection = service.connect(timeout=30)
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    said = json.loads(response.read())
    connection.close()
    return response, said, time.monotonic() - started


def resident(service: Any) -> int:
    """Memory of the process in kB."""
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def test_more_than_it_can_carry_is_turned_away_with_retry_after_and_it_recovers(
    start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    service = start_service(max_waiting=4)
    with ThreadPoolExecutor(32) as pool:
        loaded = [pool.submit(post, service, "/v1/drafts", HEAVY) for _ in range(96)]
        while not all(one.done() for one in loaded):
            assert service.answers("/healthz")
        answers = [one.result() for one in loaded]
    turned_away = [(response, said) for response, said, _ in answers if response.status != 200]
    assert turned_away
    for response, said in turned_away:
        assert response.status == 503
        assert response.headers["Retry-After"] == "1"
        assert response.headers["Content-Type"] == "application/problem+json"
        assert said["type"] == "/problems/overloaded"
    assert len(turned_away) < len(answers)
    response, _, seconds = post(service, "/v1/reviews", REVIEW)
    assert response.status == 200
    lost = f"{len(turned_away)} of {len(answers)} turned away with Retry-After; health checks none"
    fault("more load than it can carry", lost=lost, slowest=max(seconds, *(took for _, _, took in answers)))


def test_who_is_late_is_told_so(start_service: Callable[..., Any], fault: Callable[..., None]) -> None:
    service = start_service(deadline_seconds=0.001)
    response, said, seconds = post(service, "/v1/drafts", HEAVY)
    assert response.status == 503
    assert said["type"] == "/problems/overloaded"
    assert response.headers["Retry-After"] == "1"
    assert seconds < 1
    assert service.answers("/readyz")
    fault("an answer that takes longer than the deadline", lost="that answer: 503, Retry-After", slowest=seconds)


def stalled(service: Any) -> socket.socket:
    """A client that sends the half of a body and no more."""
    client = socket.create_connection(("127.0.0.1", service.port), timeout=10)
    client.sendall(HEAD + b"Content-Length: 100\r\n\r\n" + REVIEW[:30])
    return client


def test_clients_that_stall_hold_no_place_and_are_told_so(
    start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    service = start_service(body_seconds=2, max_waiting=1)
    clients = [stalled(service) for _ in range(20)]
    headless = socket.create_connection(("127.0.0.1", service.port), timeout=10)
    headless.sendall(HEAD)
    times = []
    for _ in range(5):
        response, _, seconds = post(service, "/v1/reviews", REVIEW)
        assert response.status == 200
        times.append(seconds)
    for client in clients:
        answer = b"".join(iter(lambda client=client: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"/problems/body-too-slow" in answer
        client.close()
    headless.close()
    fault("20 clients that stall while sending", lost="those requests: 408 after `BODY_SECONDS`", slowest=max(times))


def test_large_bodies_are_refused_at_once_and_not_kept(
    start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    service = start_service()
    post(service, "/v1/reviews", REVIEW)
    before, times = resident(service), []
    large = b'{"text": "' + b"a" * THREE_MB + b'"}'
    for number in range(40):
        chunks = (large[place : place + 50_000] for place in range(0, len(large), 50_000))
        response, said, seconds = post(service, "/v1/reviews", large if number % 2 else chunks)  # type: ignore[arg-type]
        assert response.status == 413
        assert said["type"] == "/problems/too-large"
        times.append(seconds)
    assert resident(service) - before < 4 * THREE_MB / 1024
    fault("bodies of 3 MB, with and without a length", lost="those requests: 413", slowest=max(times))
