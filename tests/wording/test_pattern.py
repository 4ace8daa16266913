"""The little language of rules: what it reads, what it refuses, what it matches."""

import pytest

from app.wording.expression import Lazy, Lexis, either
from app.wording.normalise import Normaliser
from app.wording.pattern import PatternError, read, samples


@pytest.fixture
def lexis() -> Lexis:
    lexis = Lexis()
    lexis.add_class("chance", ["chance", "shot"])
    lexis.add_class("another", ["(another|one more) {chance}"])
    return lexis


def matches(lexis: Lexis, pattern: str, text: str) -> bool:
    expression = either(lexis.express(pattern))
    code = Normaliser({}, {}, lexis.vocabulary).normalise(text).code
    return Lazy(lexis.vocabulary, expression).compiled().search(code.encode()) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("give me", "give me", True),
        ("give me", "forgive me", False),
        ("need", "needy", False),
        ("apolog*", "apologize", True),
        ("apolog*|apologist", "an apologist", True),
        ("1*", "1st", True),
        ("1*", "10", False),
        ("mum", "mum's", True),
        ("please? give", "give", True),
        ("(very|so)? sorry", "sorry", True),
        ("give me {another}", "give me one more shot", True),
        ("give me", "give, me", True),
        ("give me", "give\nme", True),
        ("give me", "give. me", False),
        ("miss <2> you", "miss the old you", True),
        ("miss <1> you", "miss the old you", False),
        ("{start} hello ??", "hello??", True),
        ("{start} hello", "oh hello", False),
        ("well {end}", "well done", False),
        ("well {end}", "well.", True),
        ("{text_start} hey {text_end}", "hey!", True),
        ("{other} said", "tom said", True),
        ("{other} said", "you said", False),
        ("{other} said", "i said", False),
        ("{other} said", "young said", True),
    ],
)
def test_patterns_read_words_and_edges(lexis: Lexis, pattern: str, text: str, expected: bool) -> None:
    assert matches(lexis, pattern, text) is expected


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "a||b", "a [b", "", "A", "a{2}", "*", "a ,? b", "(cars?|two cars) now"]
)
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        read(pattern)


def test_a_class_may_use_only_those_before_it(lexis: Lexis) -> None:
    with pytest.raises(PatternError, match="no class"):
        lexis.add_class("a", ["{b}"])


def test_a_stem_covers_words_that_are_learnt_later(lexis: Lexis) -> None:
    lazy = Lazy(lexis.vocabulary, either(lexis.express("apolog*")))
    normaliser = Normaliser({}, {}, lexis.vocabulary)
    assert lazy.compiled().search(normaliser.normalise("apologise").code.encode())
    lexis.express("apologise")
    assert lazy.compiled().search(normaliser.normalise("apologise").code.encode())


@pytest.mark.parametrize(
    "pattern", ["(give|grant) me {another}", "miss <2> [(you|us) so?] {end}", "{other} apolog* (, (now|then))? ??"]
)
def test_samples_match_and_hold_every_alternative(lexis: Lexis, pattern: str) -> None:
    found = [sample for node in read(pattern) for sample in samples(node, lexis.trees)]
    assert len(found) > 1
    assert all(matches(lexis, pattern, sample) for sample in found)
