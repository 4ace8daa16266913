"""Hints: worth a thought, no objection. Data with conditions, proved like the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.datafile import Item, read_items
from app.findings import Hint
from app.language import is_english, load_english_words
from app.situation import Stage
from app.wording.matcher import Matcher, Phrases
from app.wording.normalise import Normalised
from app.wording.rules import Lexicon

HINTS_FILE = Path(__file__).parent / "data" / "hints.yaml"
NOT_ENGLISH = "hint.not-english"


class _Examples(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    applies: Annotated[list[str], Field(min_length=1)]
    not_: Annotated[list[str], Field(min_length=1, alias="not")]


class _HintData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^hint\.[a-z-]+$")]
    reason: Annotated[str, Field(min_length=3)]
    stages: list[Stage] = list(Stage)
    fewest_words: Annotated[int, Field(ge=1)] | None = None
    fewest_questions: Annotated[int, Field(ge=1)] | None = None
    patterns: list[str] = []
    unless: list[str] = []
    examples: _Examples


@dataclass(frozen=True, slots=True)
class _Condition:
    data: _HintData
    phrases: Phrases | None
    english: frozenset[str]

    def holds(self, text: Normalised, stage: Stage) -> bool:
        data = self.data
        if data.id == NOT_ENGLISH:
            return not is_english(text, self.english)
        return (
            stage in data.stages
            and (data.fewest_words is None or len(text.words) >= data.fewest_words)
            and (data.fewest_questions is None or _questions(text) >= data.fewest_questions)
            and (self.phrases is None or bool(self.phrases.spans(text)))
        )


@dataclass(frozen=True, slots=True)
class Hints:
    """All hints, ready to ask."""

    conditions: Sequence[_Condition]

    def find(self, text: Normalised, stage: Stage) -> list[Hint]:
        """Every hint that applies to a text at a stage."""
        return [
            Hint(rule=condition.data.id, reason=condition.data.reason)
            for condition in self.conditions
            if condition.holds(text, stage)
        ]


def load_hints(lexicon: Lexicon, matcher: Matcher) -> Hints:
    """Read the hints and hold each against its examples. Raises BadDataFile."""
    conditions = []
    english = load_english_words()
    for item in read_items(HINTS_FILE):
        data = item.parse(_HintData)
        patterns, unless = lexicon.translate(item, data.patterns), lexicon.translate_any(item, data.unless)
        condition = _Condition(data, Phrases(lexicon.lexis.vocabulary, patterns, unless) if patterns else None, english)
        _prove(item, condition, matcher)
        conditions.append(condition)
    return Hints(conditions)


def _prove(item: Item, condition: _Condition, matcher: Matcher) -> None:
    examples, stage = condition.data.examples, condition.data.stages[0]
    for text, expected in [(t, True) for t in examples.applies] + [(t, False) for t in examples.not_]:
        if condition.holds(matcher.normalise(text), stage) is not expected:
            raise item.refuse(
                f"{condition.data.id} {'misses' if expected else 'objects to'} its example {text!r}.",
                "Mend the condition or the example.",
            )


def _questions(text: Normalised) -> int:
    return sum(token in ("?", "??") for token in text.tokens)
