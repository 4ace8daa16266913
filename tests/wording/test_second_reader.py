"""The second reader: what it adds to the rules, what it takes back, and what happens without it."""

from pathlib import Path

import pytest

from app.drafting import Tools, review
from app.findings import Category, SupportKind
from app.kit import load_tools
from app.situation import Depth, Stage
from app.wording.rules import SECOND_READER
from app.wording.second_reader import SecondReader, load_second_reader, spans

UNLISTED = "I kept a dating profile running the whole first year we lived together"


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools(second_reader=True)


@pytest.fixture(scope="module")
def reader(tools: Tools) -> SecondReader:
    assert tools.wording.second_reader
    return tools.wording.second_reader


def rules_in(tools: Tools, text: str, stage: Stage, depth: Depth = "full") -> list[str]:
    return [placed.flag.rule for placed in tools.wording.read(text, stage, depth=depth).flags]


def test_every_category_has_a_kind_with_honest_words(reader: SecondReader) -> None:
    assert set(reader.kinds) == set(Category)
    assert all(kind.reason.startswith("Reads like") and "model" in kind.why for kind in reader.kinds.values())


@pytest.mark.parametrize("category", Category)
def test_each_kind_flags_its_examples_and_allows_the_others(
    tools: Tools, reader: SecondReader, category: Category
) -> None:
    kind = reader.kinds[category]
    for example in kind.examples.flags:
        opinion = reader.read(tools.wording.matcher.normalise(example.plain), example.stage or kind.stages[0])
        assert category in {hit.rule.category for hit in opinion.hits}
    for allowed in kind.examples.allows:
        assert rules_in(tools, allowed, kind.stages[0]) == []


def test_it_can_be_left_out_by_depth_and_by_rule(tools: Tools) -> None:
    whole = review(tools, UNLISTED, Stage.FIRST_CONTACT)
    assert whole.second_reader == "on"
    assert {flag.severity for flag in whole.flags} == {"mild"}
    rules = review(tools, UNLISTED, Stage.FIRST_CONTACT, depth="rules")
    assert (rules.flags, rules.second_reader) == ([], "off")
    for ignored in (SECOND_READER, whole.flags[0].rule, whole.flags[0].category):
        assert review(tools, UNLISTED, Stage.FIRST_CONTACT, ignore_rules=[ignored]).flags == []


def test_it_never_speaks_about_an_admission_that_they_asked_for(tools: Tools) -> None:
    admission = "You're right, I shut you out in spring and I'm sorry. Thanks for telling me."
    assert rules_in(tools, admission, Stage.MISTAKE_RAISED) == []


def test_it_takes_back_what_a_rule_flags_in_a_plainly_harmless_text(tools: Tools) -> None:
    harmless = "come down now, the taxi is here and the meter is running"
    assert rules_in(tools, harmless, Stage.IN_TOUCH, "rules") != []
    assert rules_in(tools, harmless, Stage.IN_TOUCH) == []


def test_it_takes_back_nothing_that_may_be_a_matter_of_life(tools: Tools) -> None:
    text = "thinking about ending it tonight"
    assert SupportKind.CRISIS in tools.wording.read(text, Stage.IN_TOUCH).support
    assert SupportKind.CRISIS in tools.wording.read(text, Stage.IN_TOUCH, ignore_rules=[SECOND_READER]).support


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("remember i know where he parks", SupportKind.OWN_BEHAVIOUR),
        ("I know there's a restraining order but this is only a text", SupportKind.DIRECTORY),
    ],
)
def test_it_takes_back_nothing_that_help_lines_answer(tools: Tools, text: str, support: SupportKind) -> None:
    assert support in tools.wording.read(text, Stage.FIRST_CONTACT).support


def test_what_it_cannot_see_whole_is_never_harmless(tools: Tools) -> None:
    towns = " ".join(["Llanfairpwllgwyngyll", "Ystradgynlais", "Machynlleth", "Pontrhydfendigaid"] * 7)
    assert rules_in(tools, f"{towns} please please give me one more chance", Stage.IN_TOUCH) != []


def test_an_operators_own_rule_is_never_taken_back(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "- id: begging.taxi\n  severity: mild\n  reason: Speaks of a taxi.\n  why: For the test.\n"
        "  instead: Walk.\n  source: dont-grovel\n  patterns: ['the taxi is here']\n"
        "  examples: {flags: ['come down, [the taxi is here]'], allows: [walk]}\n",
        encoding="utf-8",
    )
    assert "begging.taxi" in rules_in(
        load_tools(tmp_path, second_reader=True), "come down now, the taxi is here", Stage.IN_TOUCH
    )


def test_without_a_network_the_rules_answer(tmp_path: Path) -> None:
    assert load_second_reader(tmp_path) is None
    (tmp_path / "network.onnx").write_bytes(b"no network")
    assert load_second_reader(tmp_path) is None


def test_spans_reach_from_the_first_likely_word_of_a_sentence_to_the_last() -> None:
    tokens = ["hey", ",", "please", "do", "come", ".", "ok"]
    assert list(spans([0.1, 0.5, 0.9, 0.1, 0.8, 0.6, 0.1], tokens)) == [(2, 5)]
    assert list(spans([0.1, 0.0, 0.3, 0.0, 0.1, 0.0, 0.0], tokens)) == [(2, 3)]
    assert list(spans([0.9, 0.0, 0.9, 0.9, 0.9, 0.6, 0.9], tokens)) == [(0, 5), (6, 7)]


def test_a_long_text_is_read_to_its_end(tools: Tools) -> None:
    text = f"{'The shelf is up and the paint is dry. ' * 30}{UNLISTED}"
    (placed,) = tools.wording.read(text[-2000:], Stage.FIRST_CONTACT).flags
    assert placed.flag.start >= len(text[-2000:]) - len(UNLISTED)
