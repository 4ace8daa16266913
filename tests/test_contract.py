"""The examples of the HTTP contract, posted and compared: the names, and the values that are not only shape."""

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def keys(value: Any) -> Any:
    """The names of an answer, lists reduced to the names of their entries."""
    if isinstance(value, dict):
        return {key: keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [keys(value[0])] if value and isinstance(value[0], dict) else []
    return None


def test_review_example_has_every_name_and_the_said_values(client: TestClient) -> None:
    expected = fixture("review_response.json")
    answer = client.post("/v1/reviews", json=fixture("review_request.json")).json()
    assert answer.keys() == expected.keys()
    for part in ("length", "readability", "grammar"):
        assert answer[part].keys() == expected[part].keys()
    assert answer["verdict"] == "rethink"
    assert answer["rewrite"] is None
    assert answer["rewrite_status"] == "none"
    assert answer["length"] == expected["length"]
    assert answer["grammar"]["engine"] == "harper"
    assert answer["grammar"]["status"] == "ok"
    (flag,) = answer["flags"]
    said = expected["flags"][0]
    assert flag.keys() == said.keys()
    for name in ("rule", "category", "severity", "start", "end", "start_utf16", "end_utf16", "text", "source"):
        assert flag[name] == said[name]


def test_grammar_issues_hints_and_support_have_the_names_of_the_contract(client: TestClient) -> None:
    expected = fixture("review_response.json")
    body = {"text": "hey babe, i should of told you. i want to kill myself", "stage": "first_contact"}
    answer = client.post("/v1/reviews", json=body).json()
    assert answer["grammar"]["issues"][0].keys() == expected["grammar"]["issues"][0].keys()
    assert answer["hints"][0].keys() == expected["hints"][0].keys()
    assert answer["support"][0].keys() == {"kind", "text", "name", "contact", "country"}


def test_drafts_example_has_every_name(client: TestClient) -> None:
    situation = {
        "recipient": {"name": "Anna"},
        "today": "2026-11-23",
        "breakup": {"manner": "clean_break"},
        "contact": {"weeks_since_last": 2, "bitterness": "some"},
        "change": {"missing": "company"},
        "hook": {"kind": "place", "detail": "the ramen place on Mill Road"},
        "seed": 7,
    }
    expected = fixture("drafts_response.json")
    answer = client.post("/v1/drafts", json=situation).json()
    assert answer.keys() == expected.keys()
    assert keys(answer["advice"] | {"support": []}) == keys(expected["advice"])
    assert answer["advice"]["send_not_before"] == "2026-12-07"
    assert answer["advice"]["odds"]["level"] == "even"
    assert answer["seed"] == 7
    assert answer["today"] == "2026-11-23"
    assert answer["drafts"][0].keys() == expected["drafts"][0].keys()
    assert answer["drafts"][0]["review"]["verdict"] == "clear"


def test_the_smallest_situation_is_answered_with_questions_and_three_drafts(client: TestClient) -> None:
    answer = client.post("/v1/drafts", json={"recipient": {"name": "Anna"}}).json()
    assert answer["advice"]["decision"] == "reflect_first"
    assert answer["advice"]["send_not_before"] is None
    assert {question["kind"] for question in answer["advice"]["questions"]} == {"unknown", "reflect"}
    assert len(answer["drafts"]) == 3


def test_an_admission_is_clear_when_they_raised_it_and_mild_before(client: TestClient) -> None:
    text = "You're right, I shut you out in spring and I'm sorry. Thanks for telling me."
    verdicts = {
        stage: client.post("/v1/reviews", json={"text": text, "stage": stage}).json()["verdict"]
        for stage in ("mistake_raised", "first_contact")
    }
    assert verdicts == {"mistake_raised": "clear", "first_contact": "soften"}


def test_rules_and_templates_are_listed_with_an_etag(client: TestClient) -> None:
    for address in ("/v1/rules", "/v1/templates", "/v1/rules/begging.another-chance"):
        first = client.get(address)
        assert first.status_code == 200
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
    rules = client.get("/v1/rules").json()
    assert len(rules["rules"]) >= 60
    assert len({rule["category"] for rule in rules["rules"]}) == 14
    templates = client.get("/v1/templates").json()
    assert len(templates["templates"]) >= 24
    assert len(templates["hooks"]) == 14


def test_health_and_readiness_answer(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ok"
    assert {part["name"] for part in ready["parts"]} == {"rules", "messages", "grammar", "second_reader"}


def test_request_id_is_taken_over_where_it_is_sane(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123"}).headers["x-request-id"] == "abc-123"
    drawn = client.get("/healthz", headers={"X-Request-ID": "no spaces, please"}).headers["x-request-id"]
    assert len(drawn) == 32


def test_ignored_flags_are_neither_flagged_nor_mended_but_support_stays(client: TestClient) -> None:
    body = {"text": "please give me one more chance", "stage": "in_touch"}
    flag = client.post("/v1/reviews", json=body).json()["flags"][0]
    for silenced in (
        {"ignore": [flag["fingerprint"]]},
        {"ignore_rules": [flag["rule"]]},
        {"ignore_rules": [flag["category"]]},
    ):
        answer = client.post("/v1/reviews", json=body | silenced).json()
        assert answer["verdict"] == "clear"
        assert answer["rewrite_status"] == "not_needed"
    crisis = {"text": "i want to kill myself", "stage": "in_touch", "ignore_rules": ["crisis"]}
    answer = client.post("/v1/reviews", json=crisis).json()
    assert answer["flags"] == []
    assert [line["kind"] for line in answer["support"]] == ["crisis"]
