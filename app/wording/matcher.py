"""Text x rules -> hits. A pattern is tried only where the text holds the words that every match of it needs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.situation import Stage
from app.wording.expression import MOST_NEEDS, Expression, Lazy
from app.wording.normalise import Normalised, Normaliser
from app.wording.rules import Compilable, CompilableGuard, Lexicon, Rule
from app.wording.vocabulary import BYTES_A_TOKEN, MARKS, Vocabulary

SENTENCE_ENDS = frozenset(MARKS[mark] for mark in (";", ".", "!", "?", "??"))
ALL_MARKS = frozenset(MARKS.values())
QUOTED = re.compile(r'"[^"\n]{2,}"|\u201c[^\u201d\n]{2,}\u201d|(?<!\w)[\u2018\'][^\u2019\'\n]*[\u2019\'](?!\w)')


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule's match: the tokens from `start` up to `end`, no mark at either edge."""

    rule: Rule
    start: int
    end: int


class Phrases:
    """A list of patterns with its innocent readings left out."""

    def __init__(self, vocabulary: Vocabulary, patterns: list[Expression], unless: Expression | None) -> None:
        self.needs = [expression.needs for expression in patterns]
        self._patterns = [Lazy(vocabulary, expression) for expression in patterns]
        self._unless = Lazy(vocabulary, unless) if unless else None

    def spans(self, text: Normalised, chosen: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """Which tokens they match, in order; of two that overlap the first and longer counts.

        `chosen` narrows it to some of the patterns, by number.
        """
        raw = text.code.encode()
        patterns = self._patterns if chosen is None else [self._patterns[number] for number in chosen]
        found = {_narrow(match, text.code) for pattern in patterns for match in pattern.compiled().finditer(raw)}
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


class Index:
    """Which patterns a text can match at all, by the words it holds: one bit a pattern, one mask a word and level.

    `needs` has for each pattern the sets of words of which every match holds one; a level is one such set of each.
    """

    def __init__(self, vocabulary: Vocabulary, needs: Sequence[tuple[frozenset[str], ...]]) -> None:
        self._levels: list[tuple[int, dict[str, int]]] = []
        table = vocabulary.stem_table()
        for level in range(MOST_NEEDS):
            asked: dict[str, int] = defaultdict(int)
            free = 0
            for number, sets in enumerate(needs):
                if level >= len(sets):
                    free |= 1 << number
                for word in sets[level] if level < len(sets) else ():
                    for code in vocabulary.code(word).translate(table):
                        asked[code] |= 1 << number
            self._levels.append((free, dict(asked)))

    def candidates(self, code: str) -> Iterator[int]:
        """The numbers of the patterns for which every need is met, in order."""
        held, tokens = -1, set(code)
        for free, asked in self._levels:
            met = free
            for token in tokens & asked.keys():
                met |= asked[token]
            held &= met
        bits = f"{held:b}"[::-1]
        place = bits.find("1")
        while place >= 0:
            yield place
            place = bits.find("1", place + 1)


class Matcher:
    """All rules, ready to run; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, rules: list[Compilable]) -> None:
        self._vocabulary = lexicon.lexis.vocabulary
        self.normaliser = Normaliser(lexicon.spelling, lexicon.look_alikes, self._vocabulary)
        self.guards = {name: Acquittal(self._vocabulary, guard) for name, guard in lexicon.guards.items()}
        self._ready = [self._prepare(entry) for entry in rules]
        self._places = [
            (rule, number) for rule, ready in enumerate(self._ready) for number in range(len(ready.phrases.needs))
        ]
        self._index: Index | None = None
        self._index_version = 0

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
        for index, numbers in self._candidates(text).items():
            ready = self._ready[index]
            if stage in ready.rule.stages:
                found.extend(_matches(ready, text, numbers))
        return found

    def hits_of(self, rule: Rule, text: Normalised) -> list[Hit]:
        """Every match of one rule, whatever the stage."""
        found = ((self._ready[index], numbers) for index, numbers in self._candidates(text).items())
        return [hit for ready, numbers in found if ready.rule is rule for hit in _matches(ready, text, numbers)]

    def _candidates(self, text: Normalised) -> dict[int, list[int]]:
        """The patterns that can match at all: rule number -> pattern numbers."""
        if self._index is None or self._index_version != self._vocabulary.version:
            needs = [sets for ready in self._ready for sets in ready.phrases.needs]
            self._index, self._index_version = Index(self._vocabulary, needs), self._vocabulary.version
        found: dict[int, list[int]] = defaultdict(list)
        for place in self._index.candidates(text.code):
            rule, number = self._places[place]
            found[rule].append(number)
        return found


def _matches(ready: Ready, text: Normalised, numbers: Iterable[int]) -> Iterator[Hit]:
    count = 0
    for start, end in ready.phrases.spans(text, numbers):
        if not _acquitted(ready, text, start, end):
            count += 1
            if ready.rule.kind == "phrase" or count >= ready.rule.at_least:
                yield Hit(ready.rule, start, end)


def _tokens(span: tuple[int, int]) -> tuple[int, int]:
    return span[0] // BYTES_A_TOKEN, span[1] // BYTES_A_TOKEN


def _narrow(match: "re.Match[bytes]", code: str) -> tuple[int, int]:
    """The bracketed part of a match, or the whole, without marks at its edges."""
    groups = (match.span(group) for group in range(1, match.re.groups + 1))
    start, end = _tokens(next((span for span in groups if span != (-1, -1)), match.span()))
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
