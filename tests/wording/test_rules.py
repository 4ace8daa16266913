"""Loading refuses what a writer must mend, and says where and how."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BadDataFile
from app.wording import load_wording
from app.wording.matcher import Matcher
from app.wording.proof import prove
from app.wording.rules import load_lexicon, load_rules

RULE = """
- id: begging.plea-to-listen
  severity: strong
  reason: Asks to be heard out.
  why: Because.
  instead: Wait.
  source: dont-grovel
  patterns: ["hear me out"]
  examples:
    flags:
      - {text: "Just [hear me out]", becomes: null}
    allows: ["he heard me outside"]
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], None]:
    lexicon = load_lexicon()

    def load_from(text: str) -> None:
        (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
        entries = load_rules(lexicon, [tmp_path], ["dont-grovel"])
        prove(lexicon, entries, Matcher(lexicon, entries))

    return load_from


def test_a_writers_own_rule_joins_the_others(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(RULE, encoding="utf-8")
    ids = {rule.id for rule in load_wording(load_lexicon(), tmp_path).rules}
    assert {"begging.plea-to-listen", "begging.another-chance"} <= ids


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('allows: ["he heard me outside"]', "", "allows"),
        ("flags:\n      - {text", "flag:\n      - {text", "examples"),
        ("[hear me out]", "hear me out", "square brackets"),
        ('["hear me out"]', '["hear me (out"]', "can't be read"),
        ('["hear me out"]', '["hear {no_such_class}"]', "no class"),
        ('["he heard me outside"]', '["just hear me out"]', "should allow"),
        ("[hear me out]", "hear [me out]", "should flag"),
        ("becomes: null", 'becomes: "Just."', "turns"),
        ("begging.plea-to-listen", "nonsense.be-heard", "category"),
        ("severity: strong", "severity: fierce", "severity"),
        ("severity: strong", "severity: strong\n  colour: red", "colour"),
        ("severity: strong", "severity: strong\n  guards: [nobody]", "guard"),
        ("severity: strong", "severity: strong\n  mend: replace", "replacement"),
        ("severity: strong", "severity: strong\n  severity: mild", "twice"),
        ("\n- id", RULE + "\n- id", "taken"),
        ("source: dont-grovel", "source: Dont Grovel", "no passage"),
        ('["hear me out"]', '["hear me out", "let me speak"]', "no example shows"),
        ('["hear me out"]', '["hear me out", "don\'t go"]', "can never match"),
    ],
)
def test_a_broken_rule_is_refused_with_its_place(load: Callable[[str], None], old: str, new: str, problem: str) -> None:
    text = RULE.replace(old, new)
    assert text != RULE
    with pytest.raises(BadDataFile, match=r"own\.yaml, line \d+: ") as refusal:
        load(text)
    assert problem in str(refusal.value)
    assert refusal.value.mend


@pytest.mark.parametrize("text", ["", "a: b", "- just words", "- [", "- id: 'x\n"])
def test_a_file_of_another_shape_is_refused(load: Callable[[str], None], text: str) -> None:
    with pytest.raises(BadDataFile):
        load(text)
