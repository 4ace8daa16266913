"""The sender's own words, `hook.detail` and `mistake`: made to fit a sentence, or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constraint

from app.datafile import read_items
from app.errors import FieldError, UnknownHook
from app.findings import Flag, Severity, SupportKind
from app.offsets import utf16_offset
from app.situation import Pronouns, Situation, Stage, clean_line
from app.wording import Wording
from app.wording.matcher import Phrases
from app.wording.rules import Lexicon

OWN_WORDS_FILE = Path(__file__).parent / "data" / "own_words.yaml"
LEADING_I = re.compile(r"^i(?:(?P<short>'ve|'d|'m|\u2019ve|\u2019d|\u2019m)\b|\b(?!['\u2019]))[\s,]*", re.IGNORECASE)
SMALL_FIRST_WORD = re.compile(
    r"(?:Your|The|My|That|Those|This|These|A|An|Some|How|What|Which|Who|Whose|Where|When|Why|Whether|If|Our|All)\b"
)
SMALL_IN_TITLE = re.compile(r"(?:That|Those|This|These) [a-z]")  # "That cricket film"; a title keeps its capital
Field = Literal["hook", "mistake"]
NAME_PART = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
HONORIFICS = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "madam"))
FORMAL_FROM = 3  # words of a name
INNER_STOP = re.compile(r"(?<=\w{3})(?<!\betc)(?<!\bfeat)(?<!\bprof)\.\s+(?=[a-z\u00df-\u00ff])")  # no abbreviation
LONGEST_INITIALS = 3  # letters: "JJ" is not shouted
TITLES = frozenset(("song", "show"))
LONG_FORM = {"ve": "have ", "d": "had ", "m": "am "}
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
            title = situation.hook.kind in TITLES
            values["detail"] = _fitted(situation.hook.detail, SMALL_IN_TITLE if title else SMALL_FIRST_WORD)
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


def called(name: str) -> str:
    """A name as a friend writes it: the first of three or more, no title before two, and none of it shouted."""
    words = name.split()
    formal = len(words) >= FORMAL_FROM
    titled = formal and words[0].lower().rstrip(".") in HONORIFICS
    particle = titled and words[1].islower() and not name.islower()  # "Mrs van der Berg"
    if not particle and (titled or (formal and all(NAME_PART.fullmatch(word) for word in words))):
        name = words[titled]
    return name.title() if name.isupper() and len(name) > LONGEST_INITIALS else name


def completes_i(mistake: str) -> str:
    """A mistake as it follows "I ": a leading "I" and a closing mark are dropped, "'ve" is written out."""
    mistake = clean_line(mistake)
    match = LEADING_I.match(mistake)
    rest = LONG_FORM.get((match["short"] or "")[1:].lower(), "") + mistake[match.end() :] if match else mistake
    fitted = _fitted(rest)
    return fitted if fitted[:2].isupper() else fitted[:1].lower() + fitted[1:]


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


def _closed(words: str) -> str:
    """Words on one line, without a closing mark; a full stop before a small letter is a comma."""
    line = INNER_STOP.sub(", ", clean_line(words))
    return line.rstrip(".!?,;: ") or line


def _fitted(words: str, small: re.Pattern[str] = SMALL_FIRST_WORD) -> str:
    """Words as they stand inside a sentence: without the capital that a keyboard gave their first."""
    fitted = _closed(words)
    return fitted[:1].lower() + fitted[1:] if small.match(fitted) else fitted
