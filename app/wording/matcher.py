"""Text x rules -> hits. A pattern is tried only where the text holds the words that every match of it needs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.situation import Stage
from app.wording.expression import Expression, Lazy
from app.wording.normalise import Normalised, Normaliser
from app.wording.rules import Compilable, CompilableGuard, Lexicon, Objection, Rule
from app.wording.sieve import Sieve, Window
from app.wording.vocabulary import BYTES_A_TOKEN, MARKS, Vocabulary

SENTENCE_ENDS = frozenset(MARKS[mark] for mark in (";", ".", "!", "?", "??"))
ALL_MARKS = frozenset(MARKS.values())
# An opening mark ends the search of the one before it, so that many of them cost no more than one.
QUOTED = re.compile(
    r'"[^"\n]{2,}"|\u201c[^\u201c\u201d\n]{2,}\u201d|(?<!\w)[\u2018\'][^\u2018\u2019\'\n]*[\u2019\'](?!\w)'
)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a reader objects to: the tokens from `start` up to `end`, no mark at either edge."""

    rule: Objection
    start: int
    end: int

    def overlaps(self, other: "Hit") -> bool:
        """Whether the two share a token."""
        return self.start < other.end and other.start < self.end


class Phrases:
    """A list of patterns with its innocent readings left out."""

    def __init__(self, vocabulary: Vocabulary, patterns: list[Expression], unless: Expression | None) -> None:
        self.expressions = patterns
        self._patterns = [Lazy(vocabulary, expression) for expression in patterns]
        self._unless = Lazy(vocabulary, unless) if unless else None

    def spans(self, text: Normalised, windows: Iterable[Window] | None = None) -> list[tuple[int, int]]:
        """Which tokens they match, in order; of two that overlap the first and longer counts.

        `windows` narrows it to some of the patterns and to parts of the text.
        """
        raw = text.code.encode()
        if windows is None:
            end = len(text.code)
            windows = [Window(number, 0, end, 0, end) for number in range(len(self._patterns))]
        found = {
            _narrow(match, window.first, text.code)
            for window in windows
            for match in _found(self._patterns[window.pattern].compiled(), raw, window)
        }
        if not found:
            return []
        innocent = [_tokens(match.span()) for match in self._unless.compiled().finditer(raw)] if self._unless else []
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if start < end and not _overlaps(start, end, innocent) and not _overlaps(start, end, kept[-1:]):
                kept.append((start, end))
        return kept


class Acquittal:
    """A guard ready to run."""

    def __init__(self, vocabulary: Vocabulary, guard: CompilableGuard) -> None:
        self._before = Lazy(vocabulary, guard.before, "(?:%s)$") if guard.before else None
        self._nearby = Lazy(vocabulary, guard.nearby) if guard.nearby else None
        self._but = vocabulary.code("but")
        self._edge = MARKS[","] if guard.guard.scope == "clause" else self._but

    def acquits(self, before: str, sentence: str) -> bool:
        """Whether the words right before a match, or anywhere in its sentence, make it innocent."""
        if self._before:
            reach = before.rpartition(self._but)[2].rpartition(self._edge)[2]
            if self._before.compiled().search(reach.encode()):
                return True
        return bool(self._nearby and self._nearby.compiled().search(sentence.encode()))


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule ready to run."""

    rule: Rule
    phrases: Phrases
    unless_nearby: Lazy | None
    guards: list[Acquittal]


class Matcher:
    """All rules, ready to run; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, rules: list[Compilable]) -> None:
        self._vocabulary = lexicon.lexis.vocabulary
        self.normaliser = Normaliser(lexicon.spelling, lexicon.look_alikes, self._vocabulary)
        self.guards = {name: Acquittal(self._vocabulary, guard) for name, guard in lexicon.guards.items()}
        self._ready = [self._prepare(entry) for entry in rules]
        self._sieve: Sieve | None = None
        self._places: list[tuple[int, int]] = []
        self._version = 0

    def _prepare(self, entry: Compilable) -> Ready:
        return Ready(
            entry.rule,
            Phrases(self._vocabulary, entry.patterns, entry.unless),
            Lazy(self._vocabulary, entry.unless_nearby) if entry.unless_nearby else None,
            [self.guards[name] for name in entry.rule.guards if name != "quoted"],
        )

    def normalise(self, text: str) -> Normalised:
        """The text as rules read it."""
        return self.normaliser.normalise(text)

    def hits(self, text: Normalised, stage: Stage) -> list[Hit]:
        """Every match that no guard acquits, in the order of the rules."""
        found: list[Hit] = []
        for index, windows in sorted(self._windows(text).items()):
            ready = self._ready[index]
            if stage in ready.rule.stages:
                found.extend(_matches(ready, text, windows))
        return found

    def hits_of(self, rule: Rule, text: Normalised) -> list[Hit]:
        """Every match of one rule, whatever the stage."""
        found = ((self._ready[index], windows) for index, windows in self._windows(text).items())
        return [hit for ready, windows in found if ready.rule is rule for hit in _matches(ready, text, windows)]

    def sieve(self) -> Sieve:
        """The chains of all patterns, over the vocabulary as it is now.

        Asked for once when all is loaded, so that no first text waits for it.
        """
        if self._sieve is None or self._version != self._vocabulary.version:
            lists = [ready.phrases.expressions for ready in self._ready]
            self._places = [(rule, number) for rule, patterns in enumerate(lists) for number in range(len(patterns))]
            chains = [(pattern.chain, pattern.across) for patterns in lists for pattern in patterns]
            self._sieve, self._version = Sieve(self._vocabulary, chains), self._vocabulary.version
        return self._sieve

    def _windows(self, text: Normalised) -> dict[int, list[Window]]:
        """What can match at all, by the number of the rule; the patterns are numbered within it."""
        found: dict[int, list[Window]] = defaultdict(list)
        for window in self.sieve().windows(text.code):
            rule, number = self._places[window.pattern]
            found[rule].append(window._replace(pattern=number))
        return found


def _found(compiled: Any, raw: bytes, window: Window) -> Iterator["re.Match[bytes]"]:
    """The matches in a stretch of text, which is only searched when something is found in the part that can match."""
    part = raw[BYTES_A_TOKEN * window.start : BYTES_A_TOKEN * window.end]
    if len(part) < BYTES_A_TOKEN * (window.last - window.first) and not compiled.search(part):
        return
    yield from compiled.finditer(raw[BYTES_A_TOKEN * window.first : BYTES_A_TOKEN * window.last])


def _matches(ready: Ready, text: Normalised, windows: Iterable[Window]) -> Iterator[Hit]:
    count = 0
    for start, end in ready.phrases.spans(text, windows):
        if not _acquitted(ready, text, start, end):
            count += 1
            if ready.rule.kind == "phrase" or count >= ready.rule.at_least:
                yield Hit(ready.rule, start, end)


def _tokens(span: tuple[int, int]) -> tuple[int, int]:
    return span[0] // BYTES_A_TOKEN, span[1] // BYTES_A_TOKEN


def _narrow(match: "re.Match[bytes]", offset: int, code: str) -> tuple[int, int]:
    """The bracketed part of a match, or the whole, without marks at its edges."""
    groups = (match.span(group) for group in range(1, match.re.groups + 1))
    start, end = _tokens(next((span for span in groups if span != (-1, -1)), match.span()))
    start, end = start + offset, end + offset
    while start < end and code[start] in ALL_MARKS:
        start += 1
    while start < end and code[end - 1] in ALL_MARKS:
        end -= 1
    return start, end


def _overlaps(start: int, end: int, others: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in others)


def _acquitted(ready: Ready, text: Normalised, start: int, end: int) -> bool:
    first, last = sentence_around(text.code, start, end)
    before, sentence = text.code[first:start], text.code[first:last]
    if any(guard.acquits(before, sentence) for guard in ready.guards):
        return True
    if ready.unless_nearby and ready.unless_nearby.compiled().search(sentence.encode()):
        return True
    return "quoted" in ready.rule.guards and _quoted(text, start, end)


def sentence_around(code: str, start: int, end: int) -> tuple[int, int]:
    """The tokens of the sentence or bubble in which a match stands, its closing mark left out."""
    while start > 0 and code[start - 1] not in SENTENCE_ENDS:
        start -= 1
    while end < len(code) and code[end] not in SENTENCE_ENDS:
        end += 1
    return start, end


def _quoted(text: Normalised, start: int, end: int) -> bool:
    first, last = text.original_span(start, end)
    return any(
        match.start() <= first and last <= match.end() and match.end() - match.start() < len(text.original)
        for match in QUOTED.finditer(text.original)
    )
