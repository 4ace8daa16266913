"""Made-up texts and situations by the thousand: whatever is said, the answer keeps its promises.

A short run here. `make fuzz` sets FUZZ_TEXTS and FUZZ_SITUATIONS for the long one, and FUZZ_SECONDS, the most computing
time that an answer may take.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from made_up import situations, texts
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.drafting import Tools, review, write_drafts
from app.errors import UnusableWords
from app.findings import Decision, Review, RewriteStatus, Verdict
from app.situation import Situation, Stage
from app.web.schemas import ReviewRequest

TEXTS, SITUATIONS = int(os.environ.get("FUZZ_TEXTS", "200")), int(os.environ.get("FUZZ_SITUATIONS", "50"))
MOST_SECONDS = float(os.environ.get("FUZZ_SECONDS", "inf"))
PART = 2000  # hypothesis slows down in one long run; each part has a seed of its own
OVER_HTTP = st.integers(0, 19).map(lambda number: number == 0)
WITH_GRAMMAR = st.integers(0, 9).map(lambda number: number == 0)


def parts(whole: int) -> list[tuple[int, int]]:
    return [(number, min(PART, whole - start)) for number, start in enumerate(range(0, whole, PART))]


def run(number: int, most: int, *made_up: st.SearchStrategy[Any], test: Callable[..., None]) -> None:
    """One part: the test with `most` examples, the same ones every time."""
    quick = settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(quick(given(*made_up)(test)))()


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_place(text: str, found: Any) -> None:
    assert 0 <= found.start <= found.end <= len(text)
    assert (found.start_utf16, found.end_utf16) == (utf16(text[: found.start]), utf16(text[: found.end]))


def check_review(tools: Tools, text: str, stage: Stage, found: Review) -> None:
    assert found.length.characters == len(text)
    for flag in found.flags:
        check_place(text, flag)
        assert flag.text == text[flag.start : flag.end] != ""
    for issue in found.grammar.issues:
        check_place(text, issue)
    assert [flag.start for flag in found.flags] == sorted(flag.start for flag in found.flags)
    assert (found.verdict is Verdict.CLEAR) == (not found.flags) == (found.rewrite_status is RewriteStatus.NOT_NEEDED)
    assert (found.rewrite is not None) == (found.rewrite_status is RewriteStatus.MENDED)
    if found.rewrite is not None:
        assert review(tools, found.rewrite, stage, check_grammar=False).verdict is Verdict.CLEAR


@pytest.mark.parametrize(("number", "most"), parts(TEXTS))
def test_whatever_is_written_every_promise_of_a_review_holds(
    tools: Tools, client: TestClient, number: int, most: int
) -> None:
    def reviewed(text: str, stage: Stage, grammar: bool, over_http: bool) -> None:
        if over_http:
            body = json.dumps({"text": text, "stage": stage})
            answer = client.post("/v1/reviews", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code in (200, 422)
        try:
            request = ReviewRequest(text=text, stage=stage)
        except ValidationError:
            return
        started = time.thread_time()
        found = review(tools, request.text, stage, check_grammar=grammar)
        assert time.thread_time() - started < MOST_SECONDS
        assert not over_http or answer.status_code == 200
        check_review(tools, text, stage, found)

    run(number, most, texts(tools), st.sampled_from(Stage), WITH_GRAMMAR, OVER_HTTP, test=reviewed)


@pytest.mark.parametrize(("number", "most"), parts(SITUATIONS))
def test_whatever_the_situation_every_draft_is_clear(tools: Tools, client: TestClient, number: int, most: int) -> None:
    def drafted(said: dict[str, Any], over_http: bool) -> None:
        if over_http:
            body = json.dumps(said)
            answer = client.post("/v1/drafts", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code in (200, 422)
        try:
            situation = Situation.model_validate(said)
        except ValidationError:
            return
        started = time.thread_time()
        try:
            answered = write_drafts(tools, situation)
        except UnusableWords as unusable:
            check_objections(said, unusable)
            return
        assert time.thread_time() - started < MOST_SECONDS
        assert not over_http or answer.status_code == 200
        assert len(answered.drafts) <= situation.count
        assert (answered.shortfall is None) == (len(answered.drafts) == situation.count)
        if answered.advice.decision is Decision.DO_NOT_CONTACT:
            assert answered.drafts == []
        for draft in answered.drafts:
            assert draft.review.verdict is Verdict.CLEAR
            assert review(tools, draft.text, situation.stage, check_grammar=False).verdict is Verdict.CLEAR
            assert draft.review.length.segments <= situation.style.max_segments
            check_review(tools, draft.text, situation.stage, draft.review)

    run(number, most, situations(tools), OVER_HTTP, test=drafted)


def check_objections(said: dict[str, Any], unusable: UnusableWords) -> None:
    """The place of each lies within the field it points at."""
    assert unusable.errors
    for error in unusable.errors:
        field: Any = said
        for step in error.pointer.split("/")[1:]:
            field = field[step]
        check_place(field, error)
