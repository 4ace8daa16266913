"""The sender's own words, `hook.detail` and `mistake`: made to fit a sentence, or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.datafile import read_items
from app.errors import UnknownHook, UnusableWords, WordProblem
from app.offsets import utf16_offset
from app.situation import Situation, Stage
from app.wording import Wording
from app.wording.matcher import Phrases
from app.wording.rules import Grammar

OWN_WORDS_FILE = Path(__file__).parent / "data" / "own_words.yaml"
LEADING_I = re.compile(r"^i(?:(?P<short>'ve|'d|'m|\u2019ve|\u2019d|\u2019m)\b|\b(?!['\u2019]))[\s,]*", re.IGNORECASE)
LONG_FORM = {"ve": "have ", "d": "had ", "m": "was "}


class _Examples(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    flags: Annotated[list[str], Field(min_length=1)]
    allows: Annotated[list[str], Field(min_length=1)]


class _OwnWordsData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    category: str
    fields: list[Literal["hook", "mistake"]]
    skip_hooks: list[str]
    patterns: Annotated[list[str], Field(min_length=1)]
    unless: list[str] = []
    reason: str
    instead: str
    examples: _Examples


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What own words must not say, and how they are made to fit."""

    wording: Wording
    entries: Sequence[tuple[_OwnWordsData, Phrases]]
    hook_kinds: frozenset[str]

    def check(self, situation: Situation) -> None:
        """Raises UnknownHook, or UnusableWords naming every objection to the words that a message would carry."""
        problems: list[WordProblem] = []
        hook = situation.hook
        if hook is not None:
            if hook.kind not in self.hook_kinds:
                raise UnknownHook(self.hook_kinds)
            problems += self._problems("/hook/detail", hook.detail, situation.stage, "hook", hook.kind)
        if situation.mistake is not None and situation.stage is Stage.MISTAKE_RAISED:
            problems += self._problems("/mistake", situation.mistake, situation.stage, "mistake", "")
        if problems:
            raise UnusableWords(problems)

    def values(self, situation: Situation) -> dict[str, str]:
        """The fields a message can be filled with: only what was given and has a place at this stage."""
        values = {"recipient": situation.recipient.name}
        if situation.sender.name:
            values["sender"] = situation.sender.name
        if situation.hook:
            values["detail"] = _fitted(situation.hook.detail)
        if situation.mistake and situation.stage is Stage.MISTAKE_RAISED:
            values["mistake"] = completes_i(situation.mistake)
        return values

    def _problems(
        self, pointer: str, text: str, stage: Stage, field: Literal["hook", "mistake"], hook: str
    ) -> list[WordProblem]:
        normalised, findings = self.wording.find(text, stage)
        problems = [
            WordProblem(
                pointer=pointer,
                message=finding.flag.reason,
                rule=finding.flag.rule,
                category=finding.flag.category,
                severity=finding.flag.severity,
                start=finding.flag.start,
                end=finding.flag.end,
                start_utf16=finding.flag.start_utf16,
                end_utf16=finding.flag.end_utf16,
                reason=finding.flag.reason,
                instead=finding.flag.instead,
            )
            for finding in findings
        ]
        for data, phrases in self.entries:
            if field in data.fields and hook not in data.skip_hooks:
                spans = [normalised.original_span(start, end) for start, end in phrases.spans(normalised)]
                problems += [_problem(data, pointer, text, start, end) for start, end in spans]
        return problems


def completes_i(mistake: str) -> str:
    """A mistake as it follows "I ": a leading "I" and a closing full stop are dropped."""
    match = LEADING_I.match(mistake)
    if match is None:
        return _fitted(mistake)
    return _fitted(LONG_FORM.get((match["short"] or "")[1:].lower(), "") + mistake[match.end() :])


def load_own_words(grammar: Grammar, wording: Wording, hook_kinds: frozenset[str]) -> OwnWords:
    """Read what own words must not say and hold it against its examples. Raises BadDataFile."""
    entries = []
    for item in read_items(OWN_WORDS_FILE):
        data = item.parse(_OwnWordsData)
        phrases = Phrases(grammar.translate(item, data.patterns), grammar.translate_any(item, data.unless))
        for text, expected in [(t, True) for t in data.examples.flags] + [(t, False) for t in data.examples.allows]:
            if bool(phrases.spans(wording.matcher.normalise(text))) is not expected:
                raise item.refuse(f"{data.id} gets its example {text!r} wrong.", "Mend the pattern or the example.")
        entries.append((data, phrases))
    return OwnWords(wording, entries, hook_kinds)


def _problem(data: _OwnWordsData, pointer: str, text: str, start: int, end: int) -> WordProblem:
    return WordProblem(
        pointer=pointer,
        message=data.reason,
        rule=data.id,
        category=data.category,
        severity="strong",
        start=start,
        end=end,
        start_utf16=utf16_offset(text, start),
        end_utf16=utf16_offset(text, end),
        reason=data.reason,
        instead=data.instead,
    )


def _fitted(words: str) -> str:
    return words.strip().rstrip(".!?,;: ") or words.strip()
