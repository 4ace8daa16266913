"""A marked text goes through every route and error of a real process, and no live object of it holds it afterwards."""

import json
import re
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MARK = "quuxmarker"
WORDS = f"{MARK} please give me one more chance {MARK}"
REVIEW: dict[str, Any] = {"text": f"{WORDS}. I should of told you", "stage": "in_touch"}
SITUATION: dict[str, Any] = {"recipient": {"name": MARK}, "change": {"what_changed": MARK}, "seed": 1, "grammar": True}
PLACE = {"hook": {"kind": "place", "detail": f"the {MARK} place"}}
JSON = {"Content-Type": "application/json"}


def ask(service: Any, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> int:
    connection = service.connect(timeout=30)
    content = body if isinstance(body, bytes) or body is None else json.dumps(body)
    connection.request(method, path, content, JSON if headers is None else headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return int(response.status)


def ask_everything(service: Any) -> set[int]:
    """Every route, and every error that a request alone can bring about; the statuses."""
    return {
        ask(service, "POST", "/v1/reviews", REVIEW),
        ask(service, "POST", "/v1/reviews", REVIEW | {"text": f"{MARK} " * 180}),
        ask(service, "POST", "/v1/drafts", SITUATION),
        ask(service, "POST", "/v1/drafts", SITUATION | PLACE | {"count": 10}),
        ask(service, "POST", "/v1/drafts", SITUATION | {"stage": "mistake_raised", "mistake": f"forgot {MARK}"}),
        ask(service, "POST", "/v1/drafts", SITUATION | {"hook": {"kind": "place", "detail": WORDS}}),
        ask(service, "POST", "/v1/drafts", SITUATION | {"hook": {"kind": MARK, "detail": WORDS}}),
        ask(service, "POST", "/v1/drafts", SITUATION | {"today": MARK, "count": MARK}),
        ask(service, "POST", "/v1/reviews", REVIEW | {"stage": MARK, WORDS: MARK, "ignore": [MARK, 3]}),
        ask(service, "POST", "/v1/reviews", WORDS.encode()),
        ask(service, "POST", "/v1/reviews", REVIEW, {"Content-Type": f"text/{MARK}"}),
        ask(service, "POST", "/v1/reviews", REVIEW | {"text": MARK * 10_000}),
        ask(service, "GET", f"/v1/rules/{MARK}?{MARK}={MARK}", None, {"X-Request-ID": f"{MARK} {MARK}", MARK: MARK}),
        ask(service, "GET", f"/static/{MARK}"),
        ask(service, "DELETE", f"/v1/rules?{MARK}"),
        ask(service, MARK.upper(), f"/{MARK}"),
    }


def half_sent(service: Any, *, leave: bool) -> bytes:
    """What a client hears that sends the half of a body; one that leaves hears nothing."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as client:
        head = b"POST /v1/reviews HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
        client.sendall(head + f'{{"text": "{WORDS}'.encode())
        return b"" if leave else b"".join(iter(lambda: client.recv(65536), b""))


def held(service: Any, heap: Path, patience: float = 60) -> str:
    """What of the process still holds the mark, `patience` seconds after the last request at the latest."""
    deadline = time.monotonic() + patience
    while found := walk(service, heap):
        if time.monotonic() > deadline:
            break
        time.sleep(1)
    return found


def walk(service: Any, heap: Path) -> str:
    heap.unlink(missing_ok=True)
    service.process.send_signal(signal.SIGUSR1)
    deadline = time.monotonic() + 300
    while not heap.exists():
        assert time.monotonic() < deadline, "the heap was not walked"
        assert service.process.poll() is None
        time.sleep(0.1)
    return heap.read_text()


@pytest.fixture
def watched(tmp_path: Path, start_service: Callable[..., Any]) -> Callable[..., tuple[Any, Path]]:
    """The service as a process that can be asked what it holds, and where it writes the answer."""

    def start(*how: str, **settings: object) -> tuple[Any, Path]:
        heap = tmp_path / "heap"
        command = (sys.executable, str(Path(__file__).with_name("watched.py")), str(heap), *how)
        return start_service(command=command, log_level="debug", **settings), heap

    return start


def test_the_walk_finds_what_is_there(watched: Callable[..., tuple[Any, Path]]) -> None:
    service, heap = watched()
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(f"GET /{MARK} HTTP/1.1\r\n".encode())  # a request that is not over yet
        time.sleep(0.5)
        assert "H11Protocol" in walk(service, heap)


def test_no_object_holds_a_word_after_its_answer(
    watched: Callable[..., tuple[Any, Path]], fault: Callable[..., None]
) -> None:
    service, heap = watched(body_seconds=0.5, deadline_seconds=60)  # a busy machine is no fault
    ask(service, "GET", "/readyz", headers={})
    started = time.monotonic()
    assert ask(service, "POST", "/v1/reviews", REVIEW) == 200
    slowest = time.monotonic() - started
    assert ask_everything(service) == {200, 400, 404, 405, 413, 415, 422}
    assert half_sent(service, leave=False).startswith(b"HTTP/1.1 408 ")
    half_sent(service, leave=True)
    assert held(service, heap) == ""
    service.stop()
    assert MARK not in service.log.read_text().lower()
    fault(
        "a marked text through every route and error", lost="nothing; no object, log or file holds it", slowest=slowest
    )


@pytest.mark.parametrize(("how", "status"), [("broken", 500), ("slow", 503)])
def test_no_object_holds_a_word_after_a_failure(
    watched: Callable[..., tuple[Any, Path]], how: str, status: int
) -> None:
    service, heap = watched(how, deadline_seconds=0.2 if how == "slow" else 60)
    assert {ask(service, "POST", "/v1/reviews", REVIEW) for _ in range(3)} == {status}
    assert held(service, heap) == ""
    service.stop()
    log = service.log.read_text()
    assert MARK not in log
    assert "secret" not in log


@pytest.mark.parametrize("second_reader", ["off", "on"])
def test_the_process_opens_no_socket_but_its_own_and_writes_no_file(
    tmp_path: Path, start_service: Callable[..., Any], second_reader: str
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    calls = tmp_path / "calls"
    # -D: the process that is started is the service itself, not its tracer.
    watch = (strace, "-D", "-f", "-qq", "-o", str(calls), "-e", "trace=%network,open,openat,creat,mkdir,mkdirat,rename")
    command = (*watch, sys.executable, "-B", "-m", "app.cli", "serve")
    service = start_service(command=command, second_reader=second_reader)
    assert 200 in ask_everything(service)
    service.stop()
    traced = calls.read_text()
    assert len(re.findall(r" listen\(", traced)) == 1
    assert re.findall(r" (?:connect|sendmmsg)\(.*", traced) == []
    # Nothing asks for a host's address. AF_INET6: urllib3 tries at import whether there is any.
    assert set(re.findall(r" socket\((\w+, SOCK_\w+)", traced)) <= {"AF_INET, SOCK_STREAM", "AF_INET6, SOCK_STREAM"}
    written = re.findall(r'.*"([^"]*)", .*O_(?:WRONLY|RDWR|CREAT).*', traced)
    assert set(written) <= {"/dev/null"}
    assert re.findall(r" (?:creat|mkdir|mkdirat|rename)\(.*", traced) == []
