"""Grammar: what each engine finds in casual texts, and the places it gives for it."""

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest
import yaml

from app.grammar import GrammarChecker, load_grammar_checker
from app.grammar.circuit import Circuit, Trouble

TEXTS = yaml.safe_load((Path(__file__).parent / "grammar_texts.yaml").read_text(encoding="utf-8"))
WARM_SECONDS = 180
PATIENT_SECONDS = 10


@pytest.fixture(scope="module")
def harper() -> GrammarChecker:
    return load_grammar_checker()


@pytest.fixture(scope="module")
def asks_languagetool(languagetool: Any) -> GrammarChecker:
    """A checker over a real, warm LanguageTool."""
    checker = load_grammar_checker(languagetool.url, PATIENT_SECONDS)
    deadline = time.monotonic() + WARM_SECONDS
    while checker.state()[0] != "ok":
        assert time.monotonic() < deadline, "LanguageTool did not get warm"
        time.sleep(0.1)
    return checker


def found(checker: GrammarChecker, text: str, dialect: Any = "en-US") -> list[str]:
    grammar = checker.check(text, dialect)
    assert (grammar.engine, grammar.status) == (checker.engines[0].name, "ok")
    for issue in grammar.issues:
        units = text.encode("utf-16-le")[2 * issue.start_utf16 : 2 * issue.end_utf16]
        assert units.decode("utf-16-le") == text[issue.start : issue.end]
    return [text[issue.start : issue.end] for issue in grammar.issues]


def test_the_table_is_large_and_holds_slips_that_only_one_engine_finds() -> None:
    assert len({entry["text"] for entry in TEXTS}) >= 80
    assert any("harper" in entry and "languagetool" not in entry for entry in TEXTS)
    assert any("languagetool" in entry and "harper" not in entry for entry in TEXTS)


@pytest.mark.parametrize("entry", TEXTS, ids=lambda entry: entry["text"][:40])
def test_harper_finds_what_the_table_says(entry: dict[str, Any], harper: GrammarChecker) -> None:
    assert found(harper, entry["text"], entry.get("dialect", "en-US")) == entry.get("harper", [])


@pytest.mark.parametrize("entry", TEXTS, ids=lambda entry: entry["text"][:40])
def test_languagetool_finds_what_the_table_says(entry: dict[str, Any], asks_languagetool: GrammarChecker) -> None:
    expected = entry.get("languagetool", [])
    assert found(asks_languagetool, entry["text"], entry.get("dialect", "en-US")) == expected


def test_languagetool_answers_parallel_calls_each_with_its_own_places(asks_languagetool: GrammarChecker) -> None:
    texts = ["😀" * count + " they should of left " + "🌕" * count for count in range(1, 9)]
    with ThreadPoolExecutor(len(texts)) as pool:
        answers = list(pool.map(lambda text: found(asks_languagetool, text), texts * 3))
    assert answers == [["should of"]] * len(answers)


def test_no_object_keeps_a_text_that_languagetool_has_read(asks_languagetool: GrammarChecker) -> None:
    mark = f"quux{time.monotonic_ns()}"
    found(asks_languagetool, f"😀 {mark} should of gone")
    assert not [one for one in gc.get_objects() if _holds(one, f"{mark} should")]


def _holds(one: object, words: str) -> bool:
    values = one.values() if type(one) is dict else one if type(one) in {list, tuple} else ()
    return any(type(value) is str and words in value for value in list(values))


def test_a_checker_without_time_left_asks_harper(
    asks_languagetool: GrammarChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    grammar = asks_languagetool.check("they should of left", "en-US", by=time.monotonic() - 1)
    assert (grammar.engine, grammar.status) == ("harper", "degraded")
    assert [issue.rule for issue in grammar.issues] == ["ModalOf"]


def test_the_circuit_opens_after_three_failures_in_a_row_and_a_good_probe_closes_it() -> None:
    probes = SimpleQueue[Trouble | None]()
    circuit = Circuit(probes.get)
    assert circuit.trouble is Trouble.WARMING
    probes.put(None)
    assert _closes(circuit)
    for trouble in (Trouble.TOO_SLOW, Trouble.TOO_SLOW, None, Trouble.NO_ANSWER, Trouble.BUSY, Trouble.NO_ANSWER):
        circuit.note(trouble)
        assert circuit.trouble is None
    circuit.note(Trouble.UNUSABLE)
    assert circuit.trouble is Trouble.UNUSABLE
    circuit.note(None)  # an answer that was under way
    assert circuit.trouble is Trouble.UNUSABLE
    probes.put(None)
    assert _closes(circuit)


def test_where_no_thread_can_be_had_the_next_failure_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError

    probed = SimpleQueue[None]()
    monkeypatch.setattr(Thread, "start", refuse)
    circuit = Circuit(lambda: probed.put(None))
    for _ in range(3):
        circuit.note(Trouble.NO_ANSWER)
    monkeypatch.undo()
    assert probed.empty()
    circuit.note(Trouble.NO_ANSWER)
    assert probed.get(timeout=PATIENT_SECONDS) is None


def _closes(circuit: Circuit) -> bool:
    deadline = time.monotonic() + PATIENT_SECONDS
    while circuit.trouble is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    return circuit.trouble is None
