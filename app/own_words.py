"""The sender's own words, `hook.detail` and `mistake`: what can't stand in a message is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constraint

from app.datafile import read_items
from app.errors import FieldError, UnknownHook
from app.findings import Flag, Severity, SupportKind
from app.fitting import LEADING_I, called, completes_frame, completes_i
from app.offsets import utf16_offset
from app.situation import Pronouns, Situation, Stage
from app.wording import Wording
from app.wording.matcher import Phrases
from app.wording.rules import Lexicon

OWN_WORDS_FILE = Path(__file__).parent / "data" / "own_words.yaml"
Field = Literal["hook", "mistake"]
POINTERS: dict[Field, str] = {"hook": "/hook/detail", "mistake": "/mistake"}
HE, SHE = frozenset(("he", "him", "his", "himself")), frozenset(("she", "her", "hers", "herself"))
# Whom the recipient's pronouns rule out: "his" in a text to her means somebody else.
SOMEBODY_ELSE: dict[Pronouns, frozenset[str]] = {"she": HE, "he": SHE, "they": frozenset()}


class _Examples(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    flags: Annotated[list[str], Constraint(min_length=1)]
    allows: Annotated[list[str], Constraint(min_length=1)]


class _OwnWordsData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    category: str
    fields: list[Field]
    skip_hooks: list[str] = []
    support: list[SupportKind] = []
    patterns: Annotated[list[str], Constraint(min_length=1)]
    unless: list[str] = []
    reason: str | None = None
    instead: str | None = None
    examples: _Examples


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What own words must not say, and how they are made to fit."""

    wording: Wording
    entries: Sequence[tuple[_OwnWordsData, Phrases]]
    hook_kinds: frozenset[str]

    def support(self, situation: Situation) -> set[SupportKind]:
        """Whom to point to because of what the sender says they did."""
        if situation.mistake is None:
            return set()
        text = self.wording.matcher.normalise(f"I {completes_i(situation.mistake)}")
        return {kind for data, phrases in self.entries if data.support and phrases.spans(text) for kind in data.support}

    def check_hook(self, situation: Situation) -> None:
        """Raises UnknownHook where the kind of hook is not one of templates/hooks.yaml."""
        if situation.hook is not None and situation.hook.kind not in self.hook_kinds:
            raise UnknownHook(self.hook_kinds)

    def problems(self, situation: Situation) -> list[FieldError]:
        """Every objection to the words that a message would carry."""
        hook, stage = situation.hook, situation.stage
        found = [_flagged(flag, "/recipient/name") for flag in self._flags(situation.recipient.name, stage)]
        if stage is Stage.MISTAKE_RAISED and situation.mistake:
            found += self._problems("mistake", situation.mistake, situation)
        if stage is not Stage.MISTAKE_RAISED and hook:
            found += self._problems("hook", hook.detail, situation)
        return found

    def values(self, situation: Situation) -> dict[str, str]:
        """The fields a message can be filled with: only what was given and has a place at this stage."""
        values = {"recipient": called(situation.recipient.name)}
        if situation.sender.name:
            values["sender"] = called(situation.sender.name)
        if situation.hook:
            values["detail"] = completes_frame(situation.hook.detail, situation.hook.kind)
        if situation.mistake and situation.stage is Stage.MISTAKE_RAISED:
            values["mistake"] = completes_i(situation.mistake)
        return values

    def _flags(self, text: str, stage: Stage) -> list[Flag]:
        return [placed.flag for placed in self.wording.read(text, stage, depth="rules").flags]

    def _problems(self, field: Field, text: str, situation: Situation) -> list[FieldError]:
        """Objections to one field, offsets as it was sent. A mistake is read as it will stand, after "I"."""
        pointer, hook = POINTERS[field], situation.hook.kind if situation.hook and field == "hook" else ""
        lead = "I " if field == "mistake" and not LEADING_I.match(text.lstrip()) else ""
        reading = self.wording.matcher.normalise(text)
        problems = [_flagged(flag, pointer, len(lead)) for flag in self._flags(lead + text, situation.stage)]
        for data, phrases in self.entries:
            if data.reason and field in data.fields and hook not in data.skip_hooks:
                spans = (reading.original_span(start, end) for start, end in phrases.spans(reading))
                problems += [
                    _objection(data, pointer, text, start, end)
                    for start, end in spans
                    if SOMEBODY_ELSE[situation.recipient.pronouns].isdisjoint(text[start:end].lower().split())
                ]
        return problems


def load_own_words(lexicon: Lexicon, wording: Wording, hook_kinds: frozenset[str]) -> OwnWords:
    """Read what own words must not say and hold it against its examples. Raises BadDataFile."""
    entries = []
    for item in read_items(OWN_WORDS_FILE):
        data = item.parse(_OwnWordsData)
        patterns, unless = lexicon.translate(item, data.patterns), lexicon.translate_any(item, data.unless)
        phrases = Phrases(lexicon.lexis.vocabulary, patterns, unless)
        for text, expected in [(t, True) for t in data.examples.flags] + [(t, False) for t in data.examples.allows]:
            if bool(phrases.spans(wording.matcher.normalise(text))) is not expected:
                raise item.refuse(f"{data.id} gets its example {text!r} wrong.", "Mend the pattern or the example.")
        entries.append((data, phrases))
    return OwnWords(wording, entries, hook_kinds)


def _flagged(flag: Flag, pointer: str, lead: int = 0) -> FieldError:
    """A flag as an objection; `lead` characters stood before the field's own words."""
    return FieldError(
        pointer,
        flag.reason,
        rule=flag.rule,
        category=flag.category,
        severity=flag.severity,
        start=max(flag.start - lead, 0),
        end=flag.end - lead,
        start_utf16=max(flag.start_utf16 - lead, 0),
        end_utf16=flag.end_utf16 - lead,
        reason=flag.reason,
        instead=flag.instead,
    )


def _objection(data: _OwnWordsData, pointer: str, text: str, start: int, end: int) -> FieldError:
    return FieldError(
        pointer,
        data.reason or data.id,
        rule=data.id,
        category=data.category,
        severity=Severity.STRONG,
        start=start,
        end=end,
        start_utf16=utf16_offset(text, start),
        end_utf16=utf16_offset(text, end),
        reason=data.reason,
        instead=data.instead,
    )
