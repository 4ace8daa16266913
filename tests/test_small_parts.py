"""Grammar, readability, length, hints, support: each does its one thing."""

import gc
import socket
import threading
from typing import Any

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from app import readability, sms
from app.drafting import Tools
from app.grammar import GrammarChecker, load_grammar_checker
from app.situation import Stage

EXTENSION = "^{}[]\\~|€"


@pytest.fixture(scope="module")
def checker() -> GrammarChecker:
    return load_grammar_checker()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("😀 i should of told you", ["ModalOf"]),
        ("there house is nice", ["ThereToTheir"]),
        ("I have went there", ["SimplePastToPastParticiple"]),
        ("hey u, im in tesco w ur sister n its fine lol", []),
        ("back on monday, 40 mins tops, xx", []),
        ("sooo good, tho ok", []),
    ],
)
def test_grammar_finds_slips_and_leaves_texting_style_alone(
    checker: GrammarChecker, text: str, rules: list[str]
) -> None:
    grammar = checker.check(text, "en-GB")
    assert (grammar.engine, grammar.status) == ("harper", "ok")
    assert [issue.rule for issue in grammar.issues] == rules


def test_grammar_offsets_count_both_ways(checker: GrammarChecker) -> None:
    (issue,) = checker.check("😀😀 i should of told you", "en-US").issues
    assert (issue.start, issue.end, issue.start_utf16, issue.end_utf16) == (5, 14, 7, 16)
    assert "should have" in issue.replacements


def test_grammar_stands_parallel_calls(checker: GrammarChecker) -> None:
    statuses: list[str] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(checker.check("i should of gone " * 20, "en-US").status))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == ["ok"] * 8


def test_a_failing_engine_is_told_as_degraded(checker: GrammarChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret text")

    monkeypatch.setattr("harper.Linter", broken)
    grammar = checker.check("hello", "en-US")
    assert (grammar.engine, grammar.status, grammar.issues) == ("none", "degraded", [])


def test_no_linter_outlives_its_text(checker: GrammarChecker) -> None:
    checker.check("quuxword should of gone", "en-US")
    assert not [one for one in gc.get_objects() if type(one).__name__ == "Linter"]


def test_readability_has_a_grade_only_for_long_texts() -> None:
    short = readability.read("Hey Anna, came past the ramen place. It is still there.")
    assert (short.words, short.sentences, short.words_per_sentence, short.grade) == (11, 2, 5.5, None)
    assert readability.read("We walked along the river. " * 25).grade is not None
    nothing = readability.read("😀")
    assert (nothing.words, nothing.sentences, nothing.words_per_sentence) == (0, 0, 0.0)


def test_readability_keeps_no_text_and_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    readability.read("quuxword again kept")
    caches = [f for f in gc.get_objects() if type(f).__name__ == "_lru_cache_wrapper" and "textstat" in f.__module__]
    assert len(caches) > 10
    assert sum(cache.cache_info().currsize for cache in caches) == 0


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("a" * 160, "gsm7", 1),
        ("a" * 161, "gsm7", 2),
        ("a" * 306, "gsm7", 2),
        ("a" * 307, "gsm7", 3),
        ("€" * 80, "gsm7", 1),
        ("€" * 81, "gsm7", 2),
        ("ж" * 70, "ucs2", 1),
        ("ж" * 71, "ucs2", 2),
        ("\u2019" + "a" * 69, "ucs2", 1),
        ("😀" * 35, "ucs2", 1),
        ("😀" * 36, "ucs2", 2),
    ],
)
def test_length_counts_parts_as_networks_do(text: str, encoding: str, segments: int) -> None:
    length = sms.measure(text, 1)
    assert (length.encoding, length.segments) == (encoding, segments)


@given(st.text(alphabet="ab €^ж😀\u2019\n", min_size=1, max_size=400))
def test_parts_agree_with_a_counter_of_ones_own(text: str) -> None:
    gsm = smsutil.is_valid_gsm(text)
    alone, part = (160, 153) if gsm else (70, 67)
    units = [1 + (char in EXTENSION if gsm else char > "\uffff") for char in text]
    parts, room = 1, part
    for unit in units:
        if unit > room:
            parts, room = parts + 1, part
        room -= unit
    assert sms.measure(text, 1).segments == (1 if sum(units) <= alone else parts)


@pytest.mark.parametrize(
    ("text", "stage", "hint"),
    [
        ("hey", "first_contact", "hint.bare-hello"),
        ("Found your keys, babe", "in_touch", "hint.pet-name"),
        ("Saw the Turner show, fancy a coffee after?", "first_contact", "hint.invitation-in-first-text"),
        ("it's 3am but your bike is still here", "in_touch", "hint.late-hour"),
        ("How are you? And the job? And Biscuit?", "in_touch", "hint.question-pile"),
        ("Te extraño mucho, por favor vuelve", "first_contact", "hint.not-english"),
        ("word " * 50, "first_contact", "hint.long-first-text"),
    ],
)
def test_hints_apply(tools: Tools, text: str, stage: str, hint: str) -> None:
    found = tools.hints.find(tools.wording.matcher.normalise(text), Stage(stage))
    assert hint in [entry.rule for entry in found]


@pytest.mark.parametrize("text", ["???", "ok\n?"])
def test_question_marks_are_no_other_language(tools: Tools, text: str) -> None:
    found = tools.hints.find(tools.wording.matcher.normalise(text), Stage.IN_TOUCH)
    assert "hint.not-english" not in [entry.rule for entry in found]


def test_an_invitation_is_no_hint_once_in_touch(tools: Tools) -> None:
    text = tools.wording.matcher.normalise("fancy a coffee after?")
    assert tools.hints.find(text, Stage.IN_TOUCH) == []


@pytest.mark.parametrize(
    ("country", "name"),
    [("US", "988 Suicide and Crisis Lifeline"), ("ZZ", "Find A Helpline"), (None, "Find A Helpline")],
)
def test_support_knows_the_country_or_a_directory(tools: Tools, country: str | None, name: str) -> None:
    (line,) = tools.support.lines_for(["crisis"], country)
    assert line.name == name
    assert "emergency" in line.text
