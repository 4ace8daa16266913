"""A marked text goes through every route and fault of a real server process, and is found nowhere afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

MARK = "quuxmarker"
WORDS = f"{MARK} please give me one more chance {MARK}"
SERVER = """
import sys
from app import cli
from app.web import routes
if sys.argv[1:] == ["broken"]:
    def fail(*_, **__):
        raise RuntimeError("secret: " + str(__.get("text", _)))
    routes.review = fail
    routes.write_drafts = fail
sys.exit(cli.main(["serve"]))
"""


class Server:
    """A server in a process of its own, its output kept in a file."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.output = folder / "output"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVER, *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {"FESSUP_PORT": "0", "FESSUP_LOG_LEVEL": "debug", "TMPDIR": str(self.temporary)},
            )
        self.port = self._port()

    def _port(self) -> int:
        for _ in range(300):
            for line in self.output.read_text().splitlines():
                if "Uvicorn running on" in line:
                    return int(line.split("127.0.0.1:")[1].split()[0])
            assert self.process.poll() is None, self.output.read_text()
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response: HTTPResponse = connection.getresponse()
        answer = response.status, response.read().decode()
        connection.close()
        return answer

    def post(self, path: str, value: Any) -> tuple[int, str]:
        return self.ask("POST", path, json.dumps(value).encode(), Content_Type="application/json")

    def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=10)
        return self.output.read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for path in (tmp_path / "tmp").rglob("*"):
        assert not path.is_file() or MARK not in path.read_text(errors="replace")


def test_no_word_outlives_its_answer(folder: Path) -> None:
    server = Server(folder)
    review = {"text": WORDS, "stage": "in_touch"}
    situation = {"recipient": {"name": MARK}, "change": {"what_changed": MARK}, "mistake": MARK, "seed": 1}
    assert server.post("/v1/reviews", review)[0] == 200
    assert server.post("/v1/drafts", situation)[0] == 200
    errors = [
        server.post("/v1/reviews", review | {"stage": MARK}),
        server.post("/v1/reviews", review | {"text": MARK * 300}),
        server.post("/v1/reviews", review | {"dialect": MARK, "country": MARK, "ignore": [MARK, 3]}),
        server.post("/v1/reviews", review | {WORDS: MARK}),
        server.post("/v1/reviews", MARK),
        server.post("/v1/reviews", review | {"text": MARK * 10_000}),
        server.post("/v1/drafts", situation | {"hook": {"kind": MARK, "detail": WORDS}}),
        server.post("/v1/drafts", situation | {"hook": {"kind": "place", "detail": WORDS}}),
        server.post("/v1/drafts", situation | {"stage": "mistake_raised", "mistake": WORDS}),
        server.post("/v1/drafts", situation | {"today": MARK, "count": MARK, "seed": MARK}),
        server.ask("POST", "/v1/reviews", WORDS.encode(), Content_Type="application/json"),
        server.ask("POST", "/v1/reviews", WORDS.encode(), Content_Type="text/plain"),
        server.ask("GET", f"/v1/rules/{MARK}"),
        server.ask("GET", f"/{MARK}?text={MARK}"),
        server.ask("GET", f"/v1/rules?{MARK}={MARK}", X_Request_ID=f"{MARK} {MARK}"),
        server.ask("POST", "/v1/reviews", None, Content_Type=MARK),
        server.ask("DELETE", f"/v1/rules?{MARK}"),
        server.ask(MARK.upper(), "/v1/rules"),
    ]
    assert {status for status, _ in errors} == {200, 400, 404, 405, 413, 415, 422}
    assert [body for _, body in errors if MARK in body] == []
    metrics = server.ask("GET", "/metrics")[1]
    assert 'route="/v1/reviews"' in metrics
    assert MARK not in metrics.lower()
    assert MARK not in server.stop().lower()


def test_a_failing_part_is_a_500_that_tells_kind_and_place_only(folder: Path) -> None:
    server = Server(folder, "broken")
    answers = [
        server.post("/v1/reviews", {"text": WORDS, "stage": "in_touch"}),
        server.post("/v1/drafts", {"recipient": {"name": MARK}}),
    ]
    assert [status for status, _ in answers] == [500, 500]
    assert [body for _, body in answers if MARK in body or "secret" in body] == []
    log = server.stop()
    assert '"error": "RuntimeError"' in log
    assert MARK not in log
    assert "secret" not in log
