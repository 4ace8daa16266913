"""Bad input gets a clear problem that points at the field and never repeats what was sent."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import errors
from app.web.problems import PROBLEM_TYPES

JSON = {"Content-Type": "application/json"}
TEXT = {"text": "hello there", "stage": "in_touch"}
ANNA: dict[str, Any] = {"recipient": {"name": "Anna"}}


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].removeprefix("/problems/") in PROBLEM_TYPES
    assert body["request_id"] == response.headers["x-request-id"]
    return body


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": " \n\t\u200b"}, "/text"),
        ({"text": "a" * 2001}, "/text"),
        ({"text": 3}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"text": "a\x1bb"}, "/text"),
        ({"text": "a\rb"}, "/text"),
        ({"text": "\ud800"}, "/text"),
        ({"stage": "later"}, "/stage"),
        ({"stage": None}, "/stage"),
        ({"dialect": "en-XX"}, "/dialect"),
        ({"country": "GBR"}, "/country"),
        ({"grammar": "yes"}, "/grammar"),
        ({"depth": "deep"}, "/depth"),
        ({"ignore_rules": "begging"}, "/ignore_rules"),
        ({"ignore": [1]}, "/ignore/0"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_review_request_is_pointed_at_where_it_is_wrong(
    client: TestClient, said: dict[str, Any], pointer: str
) -> None:
    response = client.post("/v1/reviews", content=json.dumps(TEXT | said), headers=JSON)
    body = problem_of(response, 422)
    assert [error["pointer"] for error in body["errors"]] == [pointer]
    assert body["errors"][0]["message"]


@pytest.mark.parametrize("text", ["a\nb\tc", "a\r\nb", "👩\u200d👩\u200d👧 family", "a" * 2000, "😀" * 2000])
def test_newlines_tabs_joiners_and_long_texts_are_text(client: TestClient, text: str) -> None:
    response = client.post("/v1/reviews", json=TEXT | {"text": text})
    assert response.status_code == 200
    assert response.json()["length"]["characters"] == len(text)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"recipient": {}}, "/recipient/name"),
        ({"recipient": None}, "/recipient"),
        ({"recipient": {"name": " "}}, "/recipient/name"),
        ({"recipient": {"name": "A" * 61}}, "/recipient/name"),
        ({"recipient": {"name": "Anna", "pronouns": "it"}}, "/recipient/pronouns"),
        ({"sender": {"name": 5}}, "/sender/name"),
        ({"breakup": {"weeks_ago": -1}}, "/breakup/weeks_ago"),
        ({"breakup": {"weeks_ago": "3"}}, "/breakup/weeks_ago"),
        ({"breakup": {"manner": "rude"}}, "/breakup/manner"),
        ({"contact": {"weeks_since_last": True}}, "/contact/weeks_since_last"),
        ({"contact": {"unanswered": 1.5}}, "/contact/unanswered"),
        ({"contact": {"unanswered": -1}}, "/contact/unanswered"),
        ({"boundaries": {"blocked": "no"}}, "/boundaries/blocked"),
        ({"boundaries": {"blokced": True}}, "/boundaries/blokced"),
        ({"change": {"what_changed": "a" * 501}}, "/change/what_changed"),
        ({"mistake": "a" * 201}, "/mistake"),
        ({"mistake": "I"}, "/mistake"),
        ({"mistake": "!!!"}, "/mistake"),
        ({"hook": {"kind": "place", "detail": "..."}}, "/hook/detail"),
        ({"hook": {"kind": "place"}}, "/hook/detail"),
        ({"hook": {"detail": "x"}}, "/hook/kind"),
        ({"hook": {"kind": "castle", "detail": "x"}}, "/hook/kind"),
        ({"hook": {"kind": "place", "detail": "a" * 81}}, "/hook/detail"),
        ({"hook": {"kind": "place", "detail": "her flat"}}, "/hook/detail"),
        ({"style": {"tone": "angry"}}, "/style/tone"),
        ({"style": {"max_segments": 4}}, "/style/max_segments"),
        ({"count": 0}, "/count"),
        ({"count": 11}, "/count"),
        ({"seed": 0.5}, "/seed"),
        ({"seed": 2**53}, "/seed"),
        ({"today": "2026-13-01"}, "/today"),
        ({"today": "23.11.2026"}, "/today"),
        ({"today": "9999-12-31"}, "/today"),
        ({"today": 0}, "/today"),
        ({"exclude_templates": [None]}, "/exclude_templates/0"),
    ],
)
def test_a_situation_is_pointed_at_where_it_is_wrong(client: TestClient, said: dict[str, Any], pointer: str) -> None:
    body = problem_of(client.post("/v1/drafts", json=ANNA | said), 422)
    assert [error["pointer"] for error in body["errors"]] == [pointer]


def test_null_means_absent(client: TestClient) -> None:
    nulls = dict.fromkeys(("today", "stage", "sender", "breakup", "hook", "style", "count", "seed", "mistake"))
    nested = {"contact": {"weeks_since_last": None}, "boundaries": {"blocked": None}, "exclude_templates": None}
    assert client.post("/v1/drafts", json=ANNA | nulls | nested).status_code == 200
    assert client.post("/v1/reviews", json=TEXT | {"dialect": None, "ignore": None, "country": None}).status_code == 200


def test_flagged_own_words_list_rule_and_place_but_not_the_words(client: TestClient) -> None:
    detail = "zanzibar please give me one more chance"
    body = problem_of(client.post("/v1/drafts", json=ANNA | {"hook": {"kind": "place", "detail": detail}}), 422)
    (error,) = body["errors"]
    assert error["pointer"] == "/hook/detail"
    assert error["category"] == "begging"
    assert (error["start"], error["end"]) == (9, len(detail))
    assert {"rule", "severity", "start_utf16", "end_utf16", "reason", "instead"} <= error.keys()
    assert "zanzibar" not in json.dumps(body)


def test_words_of_danger_in_own_words_come_with_help(client: TestClient) -> None:
    said = ANNA | {"stage": "mistake_raised", "mistake": "want to kill myself", "country": "GB"}
    body = problem_of(client.post("/v1/drafts", json=said), 422)
    assert [line["name"] for line in body["support"]] == ["Samaritans"]


@pytest.mark.parametrize("content", [b"", b"{", b"nonsense", b'{"text": "\xff"}', b"[" * 60_000, b'{"a": ' * 9_000])
def test_what_is_no_json_is_a_400(client: TestClient, content: bytes) -> None:
    problem_of(client.post("/v1/reviews", content=content, headers=JSON), 400)


@pytest.mark.parametrize("content", [b"[]", b"3", b'"text"', b"null"])
def test_json_of_another_shape_is_a_422(client: TestClient, content: bytes) -> None:
    problem_of(client.post("/v1/reviews", content=content, headers=JSON), 422)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "-Infinity"])
def test_numbers_that_are_none_are_refused(client: TestClient, number: str) -> None:
    content = f'{{"recipient": {{"name": "Anna"}}, "breakup": {{"weeks_ago": {number}}}}}'
    problem_of(client.post("/v1/drafts", content=content, headers=JSON), 422)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_another_media_type_is_a_415(client: TestClient, content_type: str) -> None:
    response = client.post("/v1/reviews", content=json.dumps(TEXT), headers={"Content-Type": content_type})
    problem_of(response, 415)


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json"])
def test_json_under_its_other_names_is_read(client: TestClient, content_type: str) -> None:
    response = client.post("/v1/reviews", content=json.dumps(TEXT), headers={"Content-Type": content_type})
    assert response.status_code == 200


def test_a_large_body_is_a_413_with_and_without_a_length(client: TestClient) -> None:
    large = json.dumps(TEXT | {"text": "a" * 70_000}).encode()
    problem_of(client.post("/v1/reviews", content=large, headers=JSON), 413)
    problem_of(
        client.post("/v1/reviews", content=(large[i : i + 9000] for i in range(0, 70_000, 9000)), headers=JSON), 413
    )


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    problem_of(client.get("/v1/nothing"), 404)
    problem_of(client.get("/v1/rules/no.such-rule"), 404)
    response = client.delete("/v1/rules")
    problem_of(response, 405)
    assert response.headers["allow"] == "GET"


def test_head_answers_like_get_without_a_body(client: TestClient) -> None:
    for address in ("/", "/healthz", "/v1/rules"):
        response = client.head(address)
        assert response.status_code == 200
        assert response.content == b""


def test_a_closing_slash_is_another_address(client: TestClient) -> None:
    problem_of(client.post("/v1/reviews/", json=TEXT), 404)


def test_an_unknown_field_that_is_no_name_is_not_repeated(client: TestClient) -> None:
    body = problem_of(client.post("/v1/reviews", json=TEXT | {"please take me back": 1}), 422)
    assert body["errors"] == [{"pointer": "", "message": "There is no such field."}]


def test_every_error_of_the_tree_that_a_request_can_raise_is_mapped(client: TestClient) -> None:
    start_up = {errors.BadDataFile, errors.BadSettings}
    mapped = set(client.app.exception_handlers)  # type: ignore[attr-defined]
    assert set(errors.FessUpError.__subclasses__()) - start_up <= mapped
