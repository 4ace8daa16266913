"""The little language of rules: what it reads, what it refuses."""

import pytest
import re2

from app.wording.pattern import PatternError, either, translate, translate_classes

CLASSES = translate_classes({"chance": ["chance", "shot"], "another": ["(another|one more) {chance}"]})


def matches(pattern: str, text: str) -> bool:
    return re2.search(either(translate(pattern, CLASSES)).regex, text) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("give me", " give me", True),
        ("give me", " forgive me", False),
        ("need", " needy", False),
        ("apolog*", " apologize", True),
        ("please? give", " give", True),
        ("(very|so)? sorry", " sorry", True),
        ("give me {another}", " give me one more shot", True),
        ("give me", " give, me", True),
        ("give me", " give; me", True),
        ("give me", " give. me", False),
        ("miss <2> you", " miss the old you", True),
        ("miss <1> you", " miss the old you", False),
        ("{start} hello ??", " hello??", True),
        ("{start} hello", " oh hello", False),
        ("well {end}", " well done", False),
        ("well {end}", " well.", True),
        ("{text_start} hey {text_end}", " hey!", True),
        ("{other} said", " tom said", True),
        ("{other} said", " you said", False),
        ("{other} said", " i said", False),
        ("{other} said", " young said", True),
    ],
)
def test_patterns_read_words_and_edges(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "a||b", "{nothing}", "a [b", "", "A", "a{2}", "*", "a ,? b", "(cars?|two cars) now"]
)
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        translate(pattern, CLASSES)


def test_a_class_may_use_only_those_before_it() -> None:
    with pytest.raises(PatternError, match="no class"):
        translate_classes({"a": ["{b}"], "b": ["x"]})
