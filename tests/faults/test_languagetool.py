"""LanguageTool fails in every way: no review is lost, none is late, and each says which engine answered."""

import json
import math
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fake_languagetool import (
    GOOD,
    Behaviour,
    FakeLanguageTool,
    byte_by_byte,
    finds,
    half,
    reset,
    says,
    slowly,
    without_end,
)

from app.grammar import GRAMMAR_SECONDS

TEXT = "😀 please please give me one more chance, they should of left"
LOST = "nothing: harper answered"
GOAL_SECONDS = 1
BACK_SECONDS = 20
WARM_SECONDS = 180

FAULTS: dict[str, Behaviour] = {
    "slow by 5 s": slowly,
    "sends a byte each 0.1 s": byte_by_byte,
    "answers 500": says(b"Internal Error", status=500),
    "answers HTML": says(b"<html><body>Sign in</body></html>", kind="text/html"),
    "sends half a body": half,
    "sends without end": without_end,
    "resets the connection": reset,
    "answers 413": says(b"Error: Your text exceeds the limit", status=413, kind="text/plain"),
    "answers garbage": says(b'{"matches": [{"offset": 3'),
    "answers another JSON": says(b'{"matches": null}'),
    "nests 100,000 lists": says(b'{"matches": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "negative offsets": finds((-3, 2)),
    "offsets beyond the end": finds((60, 5)),
    "offsets far beyond": finds((10**30, 1)),
    "words for offsets": finds(("here", "there")),
    "ends inside an emoji": finds((0, 1)),
    "lone surrogates": says(b'{"matches": [{"message": "\\ud800"}]}'),
}


class Reviews:
    """Reviews of one text by a running service, each timed."""

    def __init__(self, service: Any) -> None:
        self.service = service
        self.measure_calm(lambda: self.post("/v1/reviews", {"text": TEXT, "stage": "first_contact", "grammar": False}))

    def measure_calm(self, same: Callable[[], object]) -> None:
        """On a machine so busy that the same takes long without a fault, the goal is stretched alike."""
        self.goal, self.slowest = math.inf, 0.0
        for _ in range(3):
            same()
        self.goal, self.slowest = max(GOAL_SECONDS, GRAMMAR_SECONDS + 5 * self.slowest), 0.0

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        connection, started = self.service.connect(), time.monotonic()
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        self.slowest = max(self.slowest, time.monotonic() - started)
        connection.close()
        assert response.status == 200
        assert self.slowest < self.goal
        return answer

    def one(self) -> tuple[str, str]:
        """Which engine answered and its status; the flags are all there."""
        answer = self.post("/v1/reviews", {"text": TEXT, "stage": "first_contact"})
        assert answer["verdict"] == "rethink"
        assert [flag["text"] for flag in answer["flags"]] == ["please please give me one more chance"]
        grammar = answer["grammar"]
        if grammar["engine"] == "harper":
            assert [TEXT[issue["start"] : issue["end"]] for issue in grammar["issues"]] == ["should of"]
        return grammar["engine"], grammar["status"]

    def readiness(self) -> dict[str, Any]:
        connection = self.service.connect()
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        parts = {part["name"]: part for part in json.loads(response.read())["parts"]}
        connection.close()
        assert response.status == 200
        return parts["grammar"]

    def wait_until(self, status: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self.readiness()["status"] != status:
            assert time.monotonic() < deadline, f"never {status}"
            time.sleep(0.1)

    def are_harpers(self, count: int = 5) -> None:
        assert {self.one() for _ in range(count)} == {("harper", "degraded")}
        told = self.readiness()
        assert told["status"] == "degraded"
        assert told["detail"].startswith("languagetool ")
        assert told["detail"].endswith("; harper answers instead")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeLanguageTool]:
    server = FakeLanguageTool()
    yield server
    server.close()


@pytest.fixture(scope="module")
def reviewed(start_lasting_service: Callable[..., Any], fake: FakeLanguageTool) -> Any:
    return start_lasting_service(languagetool_url=fake.url, log_level="debug")


@pytest.fixture
def reviews(reviewed: Any, fake: FakeLanguageTool) -> Reviews:
    """Reviews by a service whose LanguageTool answers well so far."""
    fake.behaviour = GOOD
    reviews = Reviews(reviewed)
    reviews.wait_until("ok", BACK_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    return reviews


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_misbehaves_and_then_behaves(
    name: str, reviews: Reviews, fake: FakeLanguageTool, fault: Callable[..., None]
) -> None:
    fake.behaviour = FAULTS[name]
    reviews.are_harpers()
    fake.behaviour = GOOD
    reviews.wait_until("ok", BACK_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    log = reviews.service.log.read_text()
    assert "one more chance" not in log
    assert "should" not in log
    fault(f"LanguageTool: {name}", lost=LOST, slowest=reviews.slowest)


def test_issues_may_overlap(reviews: Reviews, fake: FakeLanguageTool) -> None:
    fake.behaviour = finds((0, 5), (3, 9), (0, 5))
    assert reviews.one() == ("languagetool", "ok")


def test_reviews_do_not_pile_up_behind_a_server_that_hangs(
    reviews: Reviews, fake: FakeLanguageTool, fault: Callable[..., None]
) -> None:
    with ThreadPoolExecutor(12) as pool:
        reviews.measure_calm(lambda: list(pool.map(lambda _: reviews.one(), range(12))))
        fake.behaviour, before = slowly, fake.asked
        answered = list(pool.map(lambda _: reviews.one(), range(48)))
    assert answered == [("harper", "degraded")] * 48
    assert fake.asked - before < 20
    fault("LanguageTool: slow by 5 s, 12 reviews at a time", lost=LOST, slowest=reviews.slowest)


def test_ten_drafts_wait_no_longer_than_one(
    reviews: Reviews, fake: FakeLanguageTool, fault: Callable[..., None]
) -> None:
    situation = {"recipient": {"name": "Anna"}, "count": 10, "grammar": True, "seed": 1}
    reviews.measure_calm(lambda: reviews.post("/v1/drafts", situation))
    fake.behaviour = slowly
    answer = reviews.post("/v1/drafts", situation)
    assert [draft["review"]["grammar"]["status"] for draft in answer["drafts"]] == ["degraded"] * 10
    fault("LanguageTool: slow by 5 s, ten drafts", lost=LOST, slowest=reviews.slowest)


def test_a_redirect_is_not_followed(reviews: Reviews, fake: FakeLanguageTool) -> None:
    elsewhere = FakeLanguageTool()
    for status in (301, 302, 307, 308):
        fake.behaviour = says(b"", status=status, extra=f"Location: {elsewhere.url}/v2/check\r\n")
        reviews.are_harpers(1)
    elsewhere.close()
    assert elsewhere.asked == 0


def test_a_proxy_of_the_environment_is_not_used(
    start_service: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, proxy = FakeLanguageTool(), FakeLanguageTool()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy.url)
    reviews = Reviews(start_service(languagetool_url=server.url))
    reviews.wait_until("ok", BACK_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    assert proxy.asked == 0
    server.close()
    proxy.close()


def test_absent_then_refused_then_back(start_service: Callable[..., Any], fault: Callable[..., None]) -> None:
    gone = FakeLanguageTool()
    gone.close()
    reviews = Reviews(start_service(languagetool_url=gone.url))
    reviews.are_harpers()
    fault("LanguageTool: absent", lost=LOST, slowest=reviews.slowest)
    back = FakeLanguageTool(gone.port)
    reviews.wait_until("ok", BACK_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    back.close()
    reviews.slowest = 0
    reviews.are_harpers()
    fault("LanguageTool: refuses connections", lost=LOST, slowest=reviews.slowest)


def test_the_first_review_does_not_pay_for_the_warm_up(
    start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    server = FakeLanguageTool()
    server.behaviour = slowly
    reviews = Reviews(start_service(languagetool_url=server.url))
    assert reviews.one() == ("harper", "degraded")
    assert reviews.readiness()["detail"] == "languagetool is not warm yet; harper answers instead"
    fault("LanguageTool: not warm yet", lost=LOST, slowest=reviews.slowest)
    server.close()


@pytest.mark.parametrize("broken", ["the constructor", "the check"])
def test_harper_raises(
    broken: str, start_service: Callable[..., Any], fault: Callable[..., None], tmp_path: Any, monkeypatch: Any
) -> None:
    wrong = "def __init__(self, *_):\n        raise RuntimeError('secret')" if "constr" in broken else "pass"
    (tmp_path / "harper.py").write_text(
        "from enum import Enum\n"
        "Dialect = Enum('Dialect', 'AMERICAN CANADIAN AUSTRALIAN INDIAN BRITISH')\n"
        f"class Linter:\n    def __new__(cls, *_):\n        return object.__new__(cls)\n    {wrong}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = FakeLanguageTool()
    reviews = Reviews(start_service(languagetool_url=server.url))
    reviews.wait_until("ok", BACK_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    server.close()
    assert {reviews.one() for _ in range(5)} == {("none", "degraded")}
    assert reviews.readiness()["detail"].endswith("; none answers instead")
    alone = Reviews(start_service())
    assert alone.one() == ("none", "degraded")
    assert alone.readiness() == {
        "name": "grammar",
        "status": "degraded",
        "detail": "harper fails; none answers instead",
    }
    assert "secret" not in alone.service.log.read_text()
    lost = "the grammar of the review, and it says so"
    fault(f"harper raises in {broken}", lost=lost, slowest=max(alone.slowest, reviews.slowest))


def test_a_real_server_stops_and_goes_on(
    languagetool: Any, start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    reviews = Reviews(start_service(languagetool_url=languagetool.url))
    reviews.wait_until("ok", WARM_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    languagetool.process.send_signal(signal.SIGSTOP)
    try:
        reviews.are_harpers(10)
    finally:
        languagetool.process.send_signal(signal.SIGCONT)
    reviews.wait_until("ok", WARM_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    fault("LanguageTool, the real one: stopped (hangs)", lost=LOST, slowest=reviews.slowest)


def test_a_real_server_is_killed_and_restarted(
    start_languagetool: Callable[..., Any], start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    spare = FakeLanguageTool()
    spare.close()
    server = start_languagetool(spare.port)
    reviews = Reviews(start_service(languagetool_url=server.url))
    reviews.wait_until("ok", WARM_SECONDS)
    assert [reviews.one() for _ in range(3)] == [("languagetool", "ok")] * 3
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(reviews.one) for _ in range(40)]
        server.process.kill()
        answered = {one.result() for one in asked}
    assert answered <= {("languagetool", "ok"), ("harper", "degraded")}
    server.process.wait()
    reviews.are_harpers()
    fault("LanguageTool, the real one: killed in the middle", lost=LOST, slowest=reviews.slowest)
    reviews.slowest = 0
    start_languagetool(spare.port)
    assert reviews.one()[1] in {"ok", "degraded"}
    reviews.wait_until("ok", WARM_SECONDS)
    assert reviews.one() == ("languagetool", "ok")
    fault("LanguageTool, the real one: restarted", lost=LOST, slowest=reviews.slowest)
