"""Text x rules -> hits. A pattern is tried only where the text holds the words that every match of it needs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import re2  # linear-time matching, whatever a rule or a text says

from app.situation import Stage
from app.wording.normalise import Normalised, Normaliser
from app.wording.pattern import Expression
from app.wording.rules import Compilable, CompilableGuard, Lexicon, Rule

SENTENCE_END = re.compile(r"[.!?;]")
LEAD, TRAIL = re.compile(r"[,.!?;]*\s*"), re.compile(r"[\s,.!;]*$")
WORD = re.compile(r"[a-z0-9]+")
QUOTED = re.compile(r'"[^"\n]{2,}"|\u201c[^\u201d\n]{2,}\u201d|(?<!\w)[\u2018\'][^\u2019\'\n]*[\u2019\'](?!\w)')

# A pattern's rule, its number there, and the sets of words it needs besides the one it was found by.
Place = tuple[int, int, tuple[frozenset[str], ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule's match: `start` and `end` in the normalised text, no white space at either edge."""

    rule: Rule
    start: int
    end: int


class Lazy:
    """An expression that is compiled on first use: most patterns never meet a text that needs them."""

    def __init__(self, expression: Expression, frame: str = "%s") -> None:
        self._regex = frame % expression.regex

    @cached_property
    def compiled(self) -> Any:
        """The expression as RE2 runs it."""
        options = re2.Options()
        options.log_errors = False
        return re2.compile(self._regex.encode(), options)


class Phrases:
    """A list of patterns with its innocent readings left out."""

    def __init__(self, patterns: list[Expression], unless: Expression | None) -> None:
        self.needs = [expression.needs for expression in patterns]
        self._patterns = [Lazy(expression) for expression in patterns]
        self._unless = Lazy(unless) if unless else None

    def spans(self, text: Normalised, chosen: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """Where they match in the normalised text, in order; of two that overlap the first and longer counts.

        `chosen` narrows it to some of the patterns, by number.
        """
        raw = text.text.encode()
        patterns = self._patterns if chosen is None else [self._patterns[number] for number in chosen]
        found = {_narrow(match, text.text) for pattern in patterns for match in pattern.compiled.finditer(raw)}
        if not found:
            return []
        innocent = [match.span() for match in self._unless.compiled.finditer(raw)] if self._unless else []
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if start < end and not _overlaps(start, end, innocent) and not _overlaps(start, end, kept[-1:]):
                kept.append((start, end))
        return kept


class Acquittal:
    """A guard ready to run."""

    def __init__(self, guard: CompilableGuard) -> None:
        self._before = Lazy(guard.before, "(?:%s)$") if guard.before else None
        self._nearby = Lazy(guard.nearby) if guard.nearby else None
        self._edge = b"," if guard.guard.scope == "clause" else b" but "

    def acquits(self, before: bytes, sentence: bytes) -> bool:
        """Whether the words right before a match, or anywhere in its sentence, make it innocent."""
        if self._before:
            reach = (before + b" ").rpartition(b" but ")[2].rpartition(self._edge)[2]
            if self._before.compiled.search(b" " + reach.strip()):
                return True
        return bool(self._nearby and self._nearby.compiled.search(sentence))


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
        self.normaliser = Normaliser(lexicon.spelling, lexicon.look_alikes, frozenset(lexicon.vocabulary))
        self.guards = {name: Acquittal(guard) for name, guard in lexicon.guards.items()}
        self._ready = [self._prepare(entry) for entry in rules]
        self._always: list[Place] = []
        self._by_word: dict[str, list[Place]] = defaultdict(list)
        stems: set[str] = set()
        for index, ready in enumerate(self._ready):
            for number, needs in enumerate(ready.phrases.needs):
                if not needs:
                    self._always.append((index, number, ()))
                for word in needs[0] if needs else ():
                    self._by_word[word].append((index, number, needs[1:]))
                stems |= {word[:-1] for needed in needs for word in needed if word.endswith("*")}
        self._stems = frozenset(stems)
        self._stem_lengths = sorted({len(stem) for stem in stems})

    def _prepare(self, entry: Compilable) -> Ready:
        return Ready(
            entry.rule,
            Phrases(entry.patterns, entry.unless),
            Lazy(entry.unless_nearby) if entry.unless_nearby else None,
            [self.guards[name] for name in entry.rule.guards if name != "quoted"],
        )

    def normalise(self, text: str) -> Normalised:
        """The text as rules read it."""
        return self.normaliser.normalise(text)

    def hits(self, text: Normalised, stage: Stage) -> list[Hit]:
        """Every match that no guard acquits, in the order of the rules."""
        found: list[Hit] = []
        for index, numbers in sorted(self._candidates(text.text).items()):
            ready = self._ready[index]
            if stage in ready.rule.stages:
                found.extend(_matches(ready, text, numbers))
        return found

    def hits_of(self, rule: Rule, text: Normalised) -> list[Hit]:
        """Every match of one rule, whatever the stage."""
        found = ((self._ready[index], numbers) for index, numbers in self._candidates(text.text).items())
        return [hit for ready, numbers in found if ready.rule is rule for hit in _matches(ready, text, numbers)]

    def _candidates(self, text: str) -> dict[int, set[int]]:
        """The patterns that can match at all, by the words of the text: rule number -> pattern numbers."""
        words = set(WORD.findall(text))
        words |= {word[:size] + "*" for word in words for size in self._stem_lengths if word[:size] in self._stems}
        found: dict[int, set[int]] = defaultdict(set)
        for index, number, needs in chain(self._always, *(self._by_word.get(word, ()) for word in words)):
            if not any(needed.isdisjoint(words) for needed in needs):
                found[index].add(number)
        return found


def _matches(ready: Ready, text: Normalised, numbers: Iterable[int]) -> Iterator[Hit]:
    count = 0
    for start, end in ready.phrases.spans(text, numbers):
        if not _acquitted(ready, text, start, end):
            count += 1
            if ready.rule.kind == "phrase" or count >= ready.rule.at_least:
                yield Hit(ready.rule, start, end)


def _narrow(match: Any, text: str) -> tuple[int, int]:
    """The bracketed part of a match, or the whole, without separators at its edges."""
    marked = [match.span(group) for group in range(1, match.re.groups + 1) if match.span(group) != (-1, -1)]
    start, end = marked[0] if marked else match.span()
    start += len(LEAD.match(text[start:end]).group())  # type: ignore[union-attr]  # the pattern matches anything
    return start, end - len(TRAIL.search(text[start:end]).group())  # type: ignore[union-attr]  # likewise


def _overlaps(start: int, end: int, others: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in others)


def _acquitted(ready: Ready, text: Normalised, start: int, end: int) -> bool:
    before, sentence = around(text.text, start, end)
    if any(guard.acquits(before, sentence) for guard in ready.guards):
        return True
    if ready.unless_nearby and ready.unless_nearby.compiled.search(sentence):
        return True
    return "quoted" in ready.rule.guards and _quoted(text, start, end)


def around(text: str, start: int, end: int) -> tuple[bytes, bytes]:
    """What stands before a stretch of normalised text in its sentence or bubble, and the whole of that sentence."""
    first = max(text.rfind(mark, 0, start) for mark in ".!?;") + 1
    after = SENTENCE_END.search(text, max(end - 1, 0))
    return text[first : max(start - 1, first)].encode(), text[first : after.start() if after else len(text)].encode()


def _quoted(text: Normalised, start: int, end: int) -> bool:
    first, last = text.original_span(start, end)
    return any(
        match.start() <= first and last <= match.end() and match.end() - match.start() < len(text.original)
        for match in QUOTED.finditer(text.original)
    )
