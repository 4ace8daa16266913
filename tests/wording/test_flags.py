"""Flags: overlaps settled, in the order of the contract, each with a fingerprint of its own; and the mended message."""

import json
from collections.abc import Callable, Container
from pathlib import Path

import pytest

from app.drafting import Tools
from app.findings import Flag, Severity
from app.situation import Stage
from app.wording.flags import settle
from app.wording.matcher import Hit
from app.wording.rules import Rule

CORPUS = Path(__file__).parents[1] / "corpus" / "build"
Flags = Callable[..., list[Flag]]


@pytest.fixture
def flags(tools: Tools) -> Flags:
    def found(text: str, stage: Stage = Stage.IN_TOUCH) -> list[Flag]:
        return [placed.flag for placed in tools.wording.read(text, stage).flags]

    return found


@pytest.fixture
def rewrite(tools: Tools) -> Callable[..., str | None]:
    def mended(text: str, ignore: Container[str] = ()) -> str | None:
        reading = tools.wording.read(text, Stage.IN_TOUCH, ignore=ignore)
        return tools.wording.rewrite(reading, Stage.IN_TOUCH)

    return mended


def rule(tools: Tools, category: str, severity: Severity) -> Rule:
    return next(rule for rule in tools.wording.rules if (rule.category, rule.severity) == (category, severity))


def test_overlaps_of_one_category_merge_and_the_stronger_wins(tools: Tools) -> None:
    mild, strong = (rule(tools, "heart_pouring", severity) for severity in (Severity.MILD, Severity.STRONG))
    (merged,) = settle([Hit(mild, 0, 10), Hit(strong, 5, 20)])
    assert (merged.rule, merged.start, merged.end) == (strong, 0, 20)
    (merged,) = settle([Hit(strong, 0, 10), Hit(mild, 5, 20)])
    assert (merged.rule, merged.start, merged.end) == (strong, 0, 20)


def test_touching_spans_and_other_categories_stay_apart(tools: Tools) -> None:
    love, plea = rule(tools, "heart_pouring", Severity.STRONG), rule(tools, "begging", Severity.STRONG)
    assert len(settle([Hit(love, 0, 10), Hit(love, 10, 20), Hit(plea, 5, 15)])) == 3


def test_flags_stand_in_the_order_of_the_text(flags: Flags) -> None:
    found = flags("I love you so much. Please give me one more chance. I can't live without you")
    keys = [(flag.start, -flag.end, flag.rule) for flag in found]
    assert len(keys) == 3
    assert keys == sorted(keys)


def test_a_fingerprint_names_one_flag_and_survives_edits_elsewhere(flags: Flags) -> None:
    text = "please give me one more chance. I can't live without you"
    prints = {flag.category: flag.fingerprint for flag in flags(text)}
    assert len(set(prints.values())) == 2
    later = {flag.category: flag.fingerprint for flag in flags(f"{text}. The van is sold")}
    assert later == prints


def test_edits_in_other_sentences_leave_a_fingerprint_alone(flags: Flags) -> None:
    prints = {
        flags(f"{before}. I miss you so much. {after}.")[0].fingerprint
        for before, after in (("The bakery reopened", "Hope mum is ok"), ("The bakery re-opened", "Hope all is good"))
    }
    assert len(prints) == 1


def test_the_same_words_twice_are_two_fingerprints(flags: Flags) -> None:
    found = flags("I love you so much. I love you so much. I love you so much")
    assert len({flag.fingerprint for flag in found}) == len(found) == 3


def test_a_rewrite_keeps_the_rest_and_its_bubbles(rewrite: Callable[..., str | None]) -> None:
    assert (
        rewrite("found ur scarf. please give me one more chance\nits in the hall") == "found ur scarf.\nits in the hall"
    )
    assert rewrite("Please give me one more chance.") is None


def test_a_silenced_flag_does_not_stand_in_the_way_of_a_rewrite(
    flags: Flags, rewrite: Callable[..., str | None]
) -> None:
    text = "Please give me one more chance. I can't live without you. Found your scarf in the hall."
    silenced = {flag.fingerprint for flag in flags(text) if flag.category == "neediness"}
    assert rewrite(text, silenced) == "I can't live without you. Found your scarf in the hall."


def test_every_rewrite_of_a_labelled_text_is_clear(tools: Tools) -> None:
    count = 0
    for line in (CORPUS / "first.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        stage = Stage(entry["stage"])
        reading = tools.wording.read(entry["text"], stage)
        mended = tools.wording.rewrite(reading, stage) if reading.flags else None
        if mended is not None:
            count += 1
            assert tools.wording.read(mended, stage).flags == []
    assert count > 200
